package dev.turnpike.gateway.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for laboratories and the demo: P-256, SHA-256, files in PEM. Its private key lives in memory only unless
 * {@link #saveKey} is called. Not thread safe.
 */
public final class CertificateAuthority {
    /** Names that a server certificate for this machine carries. */
    public static final List<String> LOCAL_NAMES = List.of("localhost", "127.0.0.1", "::1");
    private static final long DAY_MS = 86_400_000L;
    private static final int SERIAL_BITS = 127;

    private final SecureRandom random = new SecureRandom();
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final long nowMs;

    private CertificateAuthority(String name, long nowMs, int days) throws GeneralSecurityException, IOException {
        this.nowMs = nowMs;
        keys = newKeys();
        X500Name subject = new X500Name("CN=" + name);
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(subject, serial(), new Date(nowMs - DAY_MS),
            new Date(nowMs + days * DAY_MS), subject, keys.getPublic());
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(keys.getPublic()));
        certificate = sign(builder);
    }

    /**
     * Makes an authority.
     *
     * @param name  common name
     * @param nowMs wall milliseconds; validity begins a day before
     * @param days  validity in days
     */
    public static CertificateAuthority create(String name, long nowMs, int days) {
        try {
            return new CertificateAuthority(name, nowMs, days);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a certificate authority cannot be made", e);
        }
    }

    /**
     * Makes an authority and a server certificate for this machine and writes {@code ca.pem}, {@code server.pem} (with the authority's
     * certificate behind it) and {@code server.key} (mode 0600) into {@code directory}, which must exist.
     */
    public static CertificateAuthority create(Path directory, long nowMs) throws IOException {
        CertificateAuthority authority = create("Turnpike test authority", nowMs, 3650);
        authority.saveCertificate(directory.resolve("ca.pem"));
        authority.issueServer("localhost", LOCAL_NAMES, 825, directory.resolve("server.pem"), directory.resolve("server.key"));
        return authority;
    }

    /** Writes the authority's certificate. */
    public void saveCertificate(Path file) throws IOException {
        write(file, pem(certificate), false);
    }

    /** Writes the authority's private key with mode 0600. */
    public void saveKey(Path file) throws IOException {
        write(file, keyPem(keys), true);
    }

    /** Issues a server certificate for host names and addresses and writes chain and key (mode 0600). */
    public void issueServer(String commonName, List<String> names, int days, Path chain, Path key) throws IOException {
        issue(commonName, names, KeyPurposeId.id_kp_serverAuth, days, chain, key);
    }

    /** Issues a client certificate, for example for a terminal, and writes chain and key (mode 0600). */
    public void issueClient(String commonName, int days, Path chain, Path key) throws IOException {
        issue(commonName, List.of(), KeyPurposeId.id_kp_clientAuth, days, chain, key);
    }

    private void issue(String commonName, List<String> names, KeyPurposeId purpose, int days, Path chain, Path key)
        throws IOException {
        try {
            KeyPair pair = newKeys();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(certificate, serial(), new Date(nowMs - DAY_MS),
                new Date(nowMs + days * DAY_MS), new javax.security.auth.x500.X500Principal("CN=" + commonName), pair.getPublic());
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(certificate));
            if (!names.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(
                    names.stream().map(CertificateAuthority::generalName).toArray(GeneralName[]::new)));
            }
            write(chain, pem(sign(builder)) + pem(certificate), false);
            write(key, keyPem(pair), true);
        } catch (GeneralSecurityException e) {
            throw new IOException("certificate for " + commonName + " cannot be made", e);
        }
    }

    private static GeneralName generalName(String name) {
        boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private BigInteger serial() {
        return new BigInteger(SERIAL_BITS, random).setBit(0);
    }

    private KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) throws GeneralSecurityException, IOException {
        try {
            return new JcaX509CertificateConverter().getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("certificate cannot be signed", e);
        }
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static String keyPem(KeyPair pair) throws IOException {
        return pem(new JcaPKCS8Generator(pair.getPrivate(), null));
    }

    private static void write(Path file, String text, boolean secret) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--")));
        Files.writeString(temporary, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
