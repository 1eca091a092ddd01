package dev.turnpike.endtoend;

import dev.turnpike.simulator.wire.MessageMac;
import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A TLS connection of the test's own to a switch, from an address of the loopback network. One thread. */
final class RawConnection implements AutoCloseable {
    /** Nothing that a peer sends may keep it waiting longer. */
    static final int LIMIT_MS = 20_000;
    static final String CLOSED = "closed";

    private final Socket socket;
    private final WireReader reader = new WireReader(WireLayout.POS);

    private RawConnection(Socket socket) {
        this.socket = socket;
    }

    /** Connects and finishes the handshake; each {@code from} has penalties of its own at the switch. */
    static RawConnection open(Shop shop, String from) throws IOException {
        Socket plain = plainSocket(shop, from);
        try {
            SSLSocket secure = (SSLSocket) trusting(shop.authority()).getSocketFactory()
                .createSocket(plain, "127.0.0.1", shop.terminalPort(), true);
            secure.startHandshake();
            return new RawConnection(secure);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** Connects without TLS. */
    static RawConnection plain(Shop shop, String from) throws IOException {
        return new RawConnection(plainSocket(shop, from));
    }

    private static Socket plainSocket(Shop shop, String from) throws IOException {
        Socket plain = new Socket();
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(LIMIT_MS);
        plain.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        plain.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), shop.terminalPort()), LIMIT_MS);
        return plain;
    }

    private static SSLContext trusting(Path authority) throws IOException {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Sends bytes as they are. */
    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Ends the sending side; what comes back can still be read. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** The next answer, or {@code null} when the switch closes; no answer in time fails the test. */
    WireReader answer() {
        try {
            byte[] prefix = socket.getInputStream().readNBytes(2);
            if (prefix.length < 2) {
                return null;
            }
            int length = (prefix[0] & 0xFF) << 8 | prefix[1] & 0xFF;
            byte[] body = socket.getInputStream().readNBytes(length);
            if (body.length < length) {
                return null;
            }
            int walked = reader.wrap(body, 0, length);
            if (walked != 0) {
                throw new AssertionError("the switch sent an answer that stops being readable at field " + walked);
            }
            return reader;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither an answer nor a close within " + LIMIT_MS + " ms", e);
        } catch (IOException e) {
            return null;
        }
    }

    /** {@link #CLOSED}, or field 39 of the next answer, with {@code +mac} when it has a field 64 that verifies. */
    String outcome(MessageMac mac) {
        WireReader answer = answer();
        if (answer == null) {
            return CLOSED;
        }
        String code = answer.has(39) ? answer.text(39) : "--";
        if (!answer.has(64)) {
            return code;
        }
        int from = answer.bodyOffset();
        boolean authentic = mac.matches(answer.buffer(), from, answer.start(64) - from, answer.buffer(), answer.valueOffset(64));
        return code + (authentic ? "+mac" : "+WRONG-MAC");
    }

    /** Reads whatever comes until the switch closes. */
    void drain() throws IOException {
        try {
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("not closed within " + LIMIT_MS + " ms", e);
        } catch (java.net.SocketException e) {
            // A reset is an end too.
            return;
        }
    }

    /** The message of the last {@link #outcome} that was not a close. */
    WireReader last() {
        return reader;
    }

    /** Sends a frame and gives the {@link #outcome}; a switch that closed meanwhile is a close. */
    String exchange(byte[] frame, MessageMac mac) {
        try {
            send(frame);
        } catch (IOException e) {
            return CLOSED;
        }
        return outcome(mac);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // The switch may have closed it first.
            return;
        }
    }
}
