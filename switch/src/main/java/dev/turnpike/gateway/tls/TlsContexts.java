package dev.turnpike.gateway.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** TLS contexts from PEM files: BoringSSL where its native library loads, the JDK elsewhere. TLS 1.2 and 1.3. Stateless. */
public final class TlsContexts {
    /** Suites with forward secrecy and authenticated encryption. */
    public static final List<String> DEFAULT_CIPHERS = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    private static final byte[] PROBE = {1, 2, 3, 4};
    private static final int SESSION_CACHE_SIZE = 20_000;
    private static final int SESSION_SECONDS = 3_600;

    /** Certificate files that cannot be used; the message names the file. */
    public static final class TlsException extends Exception {
        private static final long serialVersionUID = 1L;

        TlsException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private TlsContexts() {
    }

    /** BoringSSL or the JDK. */
    public static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /**
     * A server's context.
     *
     * @param chain           PEM certificates, the server's own first
     * @param key             unencrypted PKCS#8 PEM key
     * @param clientAuthority PEM certificates that must have signed the client's; null when clients need none
     * @param ciphers         suites by IANA name, empty for {@link #DEFAULT_CIPHERS}
     */
    public static SslContext server(Path chain, Path key, Path clientAuthority, List<String> ciphers) throws TlsException {
        readable(chain);
        readable(key);
        matching(chain, key);
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(chain.toFile(), key.toFile()).sslProvider(provider())
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(ciphers.isEmpty() ? DEFAULT_CIPHERS : ciphers, SupportedCipherSuiteFilter.INSTANCE)
                .sessionCacheSize(SESSION_CACHE_SIZE).sessionTimeout(SESSION_SECONDS);
            if (clientAuthority != null) {
                readable(clientAuthority);
                builder.trustManager(clientAuthority.toFile()).clientAuth(ClientAuth.REQUIRE);
            }
            SslContext context = builder.build();
            rotateTicketKey(context);
            return context;
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsException("certificate " + chain + " with key " + key + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Gives a server's context a new random key for session tickets; tickets under the old one are not resumed any more. Terminals that
     * connect for each request then skip most of the handshake, and a stolen key opens no more than the sessions of its time. Nothing
     * happens with the JDK's TLS, which keeps its own keys.
     */
    public static void rotateTicketKey(SslContext context) {
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            byte[] name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
            byte[] hmac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
            byte[] aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
            SecureRandom random = new SecureRandom();
            random.nextBytes(name);
            random.nextBytes(hmac);
            random.nextBytes(aes);
            sessions.setTicketKeys(new OpenSslSessionTicketKey(name, hmac, aes));
            Arrays.fill(hmac, (byte) 0);
            Arrays.fill(aes, (byte) 0);
        }
    }

    /**
     * A client's context.
     *
     * @param authority PEM certificates to trust; null for the JDK's own
     * @param chain     PEM certificates of the client, null when it shows none
     * @param key       its key, null when it shows none
     */
    public static SslContext client(Path authority, Path chain, Path key) throws TlsException {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(provider()).protocols("TLSv1.3", "TLSv1.2")
                .ciphers(DEFAULT_CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
            if (authority != null) {
                readable(authority);
                builder.trustManager(authority.toFile());
            }
            if (chain != null) {
                readable(chain);
                readable(key);
                matching(chain, key);
                builder.keyManager(chain.toFile(), key.toFile());
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsException("TLS of a client cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Wall milliseconds at which the first certificate of a PEM file ends. */
    public static long notAfterMs(Path chain) throws TlsException {
        return first(chain).getNotAfter().getTime();
    }

    private static X509Certificate first(Path chain) throws TlsException {
        try (InputStream in = Files.newInputStream(chain)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsException("certificate " + chain + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** TLS libraries notice a foreign key only at the first handshake, which is too late to keep the old certificate. */
    private static void matching(Path chain, Path key) throws TlsException {
        X509Certificate certificate = first(chain);
        String algorithm = switch (certificate.getPublicKey().getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> null;
        };
        if (algorithm == null) {
            return;
        }
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey(key));
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            if (!signature.verify(signed)) {
                throw new TlsException("key " + key + " does not belong to certificate " + chain, null);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException("key " + key + " does not belong to certificate " + chain + " or cannot be read", e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(Files.newBufferedReader(file))) {
            if (parser.readObject() instanceof PrivateKeyInfo info) {
                return new JcaPEMKeyConverter().getPrivateKey(info);
            }
            throw new IOException("no unencrypted PKCS#8 key");
        }
    }

    private static void readable(Path file) throws TlsException {
        if (!Files.isReadable(file)) {
            throw new TlsException("file " + file + " cannot be read", null);
        }
    }
}
