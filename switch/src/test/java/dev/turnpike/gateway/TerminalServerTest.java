package dev.turnpike.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.turnpike.gateway.tls.CertificateAuthority;
import dev.turnpike.gateway.tls.TlsContexts;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionStats;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ResourceLeakDetector;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class TerminalServerTest {
    @TempDir
    private static Path directory;
    private static CertificateAuthority authority;
    private final RecordingIngress ingress = new RecordingIngress();
    private final Counters counters = new Counters();
    private final List<Socket> clients = new ArrayList<>();
    private TerminalServer server;
    private Thread answering;

    @BeforeAll
    static void makeCertificates() throws IOException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        authority = CertificateAuthority.create(directory, SystemClock.INSTANCE.wallMs());
    }

    @AfterEach
    void stop() throws Exception {
        if (answering != null) {
            answering.interrupt();
            answering.join(10_000);
        }
        for (Socket client : clients) {
            client.close();
        }
        if (server != null) {
            server.close();
            assertEquals(0, server.connections());
            assertEquals(0, counters.gauge("turnpike_tls_handshakes_inflight", "").value());
            assertEquals(0, closed(CloseReason.INTERNAL_ERROR));
        }
    }

    private static ListenerContext tls() {
        return new ListenerContext().address("127.0.0.1").handshakeTimeoutMs(20_000)
            .certificate(directory.resolve("server.pem"), directory.resolve("server.key"));
    }

    private void start(ListenerContext listener) {
        server = new TerminalServer(new GatewayContext().ingress(ingress).counters(counters).eventLoopCount(2).tickMs(5)
            .listener(listener)).start();
    }

    /** Echoes every request, MTI + 10, from one thread as the pipeline's last stage does. */
    private void answer() {
        answering = new Thread(() -> {
            UnsafeBuffer buffer = new UnsafeBuffer(new byte[2048]);
            try {
                while (true) {
                    RecordingIngress.Event event = ingress.events.take();
                    buffer.putBytes(0, event.frame());
                    buffer.putByte(12, (byte) (event.frame()[12] | 0x10));
                    server.send(event.source(), buffer, 0, event.frame().length);
                    server.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        answering.start();
    }

    private long closed(CloseReason reason) {
        return counters.counter("turnpike_connections_closed_total{reason=\"" + reason.label() + "\"}", "").value();
    }

    private static void await(BooleanSupplier condition, String what) {
        long end = SystemClock.INSTANCE.monotonicNs() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            if (SystemClock.INSTANCE.monotonicNs() > end) {
                throw new AssertionError("did not happen: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private SSLSocket connectTls() throws Exception {
        return connectTls(TlsClients.context(directory.resolve("ca.pem"), null, null));
    }

    private SSLSocket connectTls(SSLContext context) throws Exception {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port(0));
        clients.add(socket);
        socket.setSoTimeout(15_000);
        javax.net.ssl.SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private Socket connectPlain() throws IOException {
        Socket socket = new Socket();
        clients.add(socket);
        socket.setSoTimeout(15_000);
        socket.connect(new InetSocketAddress("127.0.0.1", server.port(0)));
        return socket;
    }

    private static byte[] receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] frame = new byte[in.readUnsignedShort()];
        in.readFully(frame);
        return frame;
    }

    private static void assertAnswered(Socket socket, int length) throws IOException {
        socket.getOutputStream().write(Frames.framed(0x0200, length));
        assertArrayEquals(Frames.message(0x0210, length), receive(socket));
    }

    private static void assertClosedByPeer(Socket socket) {
        try {
            assertEquals(-1, socket.getInputStream().read());
        } catch (SocketException | SSLException reset) {
            // A reset is a close too: unread bytes were waiting on the other side.
            assertTrue(socket.isConnected());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldAnswerOverTlsWhenRequestsCome() throws Exception {
        start(tls());
        answer();
        try (SSLSocket socket = connectTls()) {
            assertEquals("TLSv1.3", socket.getSession().getProtocol());
            for (int length = 21; length < 2049; length += 13) {
                assertAnswered(socket, length);
            }
        }
        await(() -> closed(CloseReason.PEER_CLOSED) == 1, "count of the close");
    }

    @Test
    void shouldAnswerWhenEveryByteTravelsAlone() throws Exception {
        start(tls());
        answer();
        SSLSocket socket = connectTls();
        socket.setTcpNoDelay(true);
        for (byte b : Frames.framed(0x0200, 120)) {
            socket.getOutputStream().write(b);
        }
        assertArrayEquals(Frames.message(0x0210, 120), receive(socket));
    }

    @Test
    void shouldServeAThousandConnectionsAtOnce() throws Exception {
        start(tls().maxHandshakes(2_000));
        answer();
        SSLContext context = TlsClients.context(directory.resolve("ca.pem"), null, null);
        List<SSLSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sockets.add(connectTls(context));
        }
        for (SSLSocket socket : sockets) {
            socket.getOutputStream().write(Frames.framed(0x0200, 150));
        }
        for (SSLSocket socket : sockets) {
            assertArrayEquals(Frames.message(0x0210, 150), receive(socket));
        }
        assertEquals(1_000, server.connections());
    }

    @Test
    void shouldTellInTheLogWhenPlainIsoComesOnTheTlsPort() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(TerminalConnection.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            start(tls());
            answer();
            SSLSocket good = connectTls();
            for (int i = 0; i < 20; i++) {
                Socket bad = connectPlain();
                bad.getOutputStream().write(Frames.framed(0x0200, 100));
                assertClosedByPeer(bad);
            }
            await(() -> closed(CloseReason.PLAINTEXT_ON_TLS) == 20, "twenty closes");
            long said = lines.list.stream().map(ILoggingEvent::getFormattedMessage)
                .filter(m -> m.startsWith("client 127.0.0.1 spoke plain ISO 8583 on the TLS port")).count();
            assertTrue(said >= 1 && said < 20, "lines: " + said);
            assertAnswered(good, 100);
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void shouldCloseOnlyTheOffenderWhenFramesAreBad() throws Exception {
        start(tls());
        answer();
        SSLSocket good = connectTls();
        byte[][] bad = {{0x7F, 0x7F}, {0, 0}, {0, 20, 1}};
        for (byte[] bytes : bad) {
            SSLSocket socket = connectTls();
            socket.getOutputStream().write(bytes);
            assertClosedByPeer(socket);
            assertAnswered(good, 60);
        }
        SSLSocket cut = connectTls();
        cut.getOutputStream().write(Arrays.copyOf(Frames.framed(0x0200, 60), 20));
        cut.close();
        await(() -> closed(CloseReason.TRUNCATED) == 1, "truncated");
        assertAnswered(good, 60);
        assertEquals(1, closed(CloseReason.OVERSIZE));
        assertEquals(2, closed(CloseReason.SHORT_FRAME));
    }

    @Test
    void shouldRefuseThePeerWhenOversizeFramesRepeat() throws Exception {
        start(tls());
        answer();
        SSLSocket good = connectTls();
        for (int i = 0; i <= PeerTable.OVERSIZE_STRIKES; i++) {
            SSLSocket socket = connectTls();
            socket.getOutputStream().write(new byte[] {0x7F, 0x7F});
            assertClosedByPeer(socket);
        }
        assertClosedByPeer(connectPlain());
        await(() -> closed(CloseReason.PEER_BANNED) == 1, "ban");
        assertAnswered(good, 60);
    }

    @Test
    void shouldCloseWhenAFrameTakesTooLong() throws Exception {
        start(tls().frameTimeoutMs(100));
        SSLSocket socket = connectTls();
        socket.getOutputStream().write(Arrays.copyOf(Frames.framed(0x0200, 60), 20));
        assertClosedByPeer(socket);
        await(() -> closed(CloseReason.FRAME_TIMEOUT) == 1, "frame time-out");
    }

    @Test
    void shouldCloseWhenTheHandshakeTakesTooLong() throws Exception {
        start(tls().handshakeTimeoutMs(100));
        Socket silent = connectPlain();
        Socket begun = connectPlain();
        begun.getOutputStream().write(new byte[] {0x16, 0x03, 0x01, 0x01, 0x00, 0x01});
        assertClosedByPeer(silent);
        assertClosedByPeer(begun);
        await(() -> closed(CloseReason.HANDSHAKE_TIMEOUT) == 2, "handshake time-out");
    }

    @Test
    void shouldLetGoodClientsInWhenHandshakesAreFlooded() throws Exception {
        start(tls().maxHandshakes(8));
        answer();
        for (int i = 0; i < 200; i++) {
            connectPlain().getOutputStream().write(new byte[] {0x16, 0x03, 0x01, 0x01, 0x00, 0x01});
        }
        await(() -> closed(CloseReason.HANDSHAKE_LIMIT) > 150, "old handshakes give way");
        assertAnswered(connectTls(), 60);
    }

    @Test
    void shouldCloseWhenTheTerminalNeverReads() throws Exception {
        start(tls().unwritableMs(100));
        answer();
        SSLSocket good = connectTls();
        SSLSocket slow = connectTls();
        Thread writer = new Thread(() -> {
            byte[] frame = Frames.framed(0x0200, 2000);
            try (OutputStream out = slow.getOutputStream()) {
                while (true) {
                    out.write(frame);
                }
            } catch (IOException closed) {
                // Expected: the switch closes this connection.
                Thread.currentThread().interrupt();
            }
        });
        writer.start();
        await(() -> closed(CloseReason.SLOW_READER) + closed(CloseReason.OUTBOUND_LIMIT) == 1, "slow reader closed");
        assertAnswered(good, 60);
        writer.join(15_000);
        assertFalse(writer.isAlive());
    }

    @Test
    void shouldAnswer96WhenTheRingIsFull() throws Exception {
        start(tls().busyMs(20).busyAnswer(() -> (request, offset, length, answer, answerOffset, capacity) -> {
            answer.putBytes(answerOffset, request, offset, length);
            answer.putByte(answerOffset + 12, (byte) 0x10);
            return length;
        }));
        SSLSocket socket = connectTls();
        ingress.refuseBelow(80);
        for (int i = 0; i < 5; i++) {
            assertAnswered(socket, 60);
        }
        assertTrue(ingress.events.isEmpty());
        assertTrue(ingress.refusals.get() > 5);
        ingress.refuseBelow(0);
        answer();
        assertAnswered(socket, 60);
        assertEquals(5, counters.counter("turnpike_shed_total{class=\"request\"}", "").value());
    }

    @Test
    void shouldRefuseConnectionsWhenLimitsAreReached() throws Exception {
        start(tls().maxConnectionsPerPeer(3).maxConnections(10));
        answer();
        List<SSLSocket> sockets = List.of(connectTls(), connectTls(), connectTls());
        assertClosedByPeer(connectPlain());
        for (SSLSocket socket : sockets) {
            assertAnswered(socket, 60);
        }
        sockets.get(0).close();
        await(() -> server.connections() == 2, "one left");
        assertAnswered(connectTls(), 60);
        assertEquals(1, closed(CloseReason.PEER_LIMIT));
    }

    @Test
    void shouldWantTheClientsCertificateWhenConfigured() throws Exception {
        authority.issueClient("10000001", 30, directory.resolve("client.pem"), directory.resolve("client.key"));
        CertificateAuthority stranger = CertificateAuthority.create("stranger", SystemClock.INSTANCE.wallMs(), 30);
        stranger.issueClient("10000001", 30, directory.resolve("strange.pem"), directory.resolve("strange.key"));
        start(tls().clientCertificate(ClientCertificate.REQUIRED, directory.resolve("ca.pem")));
        answer();
        Path ca = directory.resolve("ca.pem");
        assertAnswered(connectTls(TlsClients.context(ca, directory.resolve("client.pem"), directory.resolve("client.key"))), 60);
        for (SSLContext bad : List.of(TlsClients.context(ca, null, null),
            TlsClients.context(ca, directory.resolve("strange.pem"), directory.resolve("strange.key")))) {
            assertThrows(IOException.class, () -> assertAnswered(connectTls(bad), 60));
        }
        await(() -> closed(CloseReason.HANDSHAKE_FAILED) == 2, "two refused handshakes");
    }

    @Test
    void shouldUseTheNewCertificateForNewConnectionsWhenReloaded() throws Exception {
        start(tls());
        answer();
        SSLSocket before = connectTls();
        Path chain = directory.resolve("second.pem");
        Path key = directory.resolve("second.key");
        authority.issueServer("second", CertificateAuthority.LOCAL_NAMES, 20, chain, key);
        assertThrows(GatewayException.class, () -> server.reloadCertificate("pos", chain, directory.resolve("server.key")));
        assertEquals("CN=localhost", connectTls().getSession().getPeerPrincipal().getName());
        server.reloadCertificate("pos", chain, key);
        assertEquals("CN=second", connectTls().getSession().getPeerPrincipal().getName());
        assertAnswered(before, 60);
        // Twenty days are less than thirty.
        assertTrue(counters.counter("turnpike_alarms_total{id=\"certificate_expiry\"}", "").value() > 0);
    }

    @Test
    void shouldResumeSessionsUntilTheTicketKeyChanges() throws Exception {
        SslContext context = TlsContexts.server(directory.resolve("server.pem"), directory.resolve("server.key"), null, List.of());
        OpenSslSessionStats stats = ((OpenSslSessionContext) context.sessionContext()).stats();
        start(new ListenerContext().address("127.0.0.1").sslContext(context));
        answer();
        SSLContext client = TlsClients.context(directory.resolve("ca.pem"), null, null);
        for (int i = 0; i < 3; i++) {
            SSLSocket socket = connectTls(client);
            assertAnswered(socket, 60);
            socket.close();
        }
        assertEquals(2, stats.ticketKeyResume());
        TlsContexts.rotateTicketKey(context);
        assertAnswered(connectTls(client), 60);
        assertEquals(2, stats.ticketKeyResume());
    }

    @Test
    void shouldRefuseOldTlsVersionsAndClosePeersThatFailTheHandshake() throws Exception {
        start(tls());
        Socket socket = connectPlain();
        byte[] nonsense = new byte[300];
        System.arraycopy(new byte[] {0x16, 0x03, 0x01, 0x00, (byte) 200, 0x55}, 0, nonsense, 0, 6);
        socket.getOutputStream().write(nonsense);
        byte[] rest = socket.getInputStream().readAllBytes();
        assertTrue(rest.length < 64);
        await(() -> closed(CloseReason.HANDSHAKE_FAILED) == 1, "failed handshake");
    }

    @Test
    void shouldAnswerWhenAPlainClientHalfCloses() throws Exception {
        start(new ListenerContext().address("127.0.0.1").plaintext(true));
        answer();
        Socket socket = connectPlain();
        socket.getOutputStream().write(Frames.framed(0x0200, 60));
        socket.shutdownOutput();
        assertArrayEquals(Frames.message(0x0210, 60), receive(socket));
        assertEquals(-1, socket.getInputStream().read());
    }

    @Test
    void shouldKeepConnectionsWhenAcceptingStops() throws Exception {
        start(tls());
        answer();
        SSLSocket socket = connectTls();
        server.stopAccepting();
        assertThrows(IOException.class, this::connectPlain);
        assertAnswered(socket, 60);
        server.close();
        assertClosedByPeer(socket);
        assertEquals(1, closed(CloseReason.SHUTDOWN));
        assertFalse(server.send(1, new UnsafeBuffer(new byte[30]), 0, 30));
    }

    @Test
    void shouldNameTheAddressWhenAPortIsTaken() {
        start(tls());
        ListenerContext again = tls().port(server.port(0));
        GatewayException e = assertThrows(GatewayException.class,
            () -> new TerminalServer(new GatewayContext().ingress(ingress).listener(again)).start());
        assertTrue(e.getMessage().contains("127.0.0.1:" + server.port(0)), e.getMessage());
    }

    @Test
    void shouldWorkOnJavasSelectorToo() throws Exception {
        server = new TerminalServer(new GatewayContext().ingress(ingress).counters(counters).eventLoopCount(1).nativeTransport(false)
            .listener(tls())).start();
        answer();
        assertAnswered(connectTls(), 60);
    }

    @Test
    void shouldKeepTheServersKeyPrivateAndSayWhatLoaded() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("server.key"))));
        assertTrue(TlsContexts.notAfterMs(directory.resolve("server.pem")) > SystemClock.INSTANCE.wallMs());
        assertEquals(io.netty.handler.ssl.SslProvider.OPENSSL, TlsContexts.provider());
        assertEquals(Transport.EPOLL, Transport.choose(true));
    }
}
