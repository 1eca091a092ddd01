package dev.turnpike.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.gateway.tls.CertificateAuthority;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import io.netty.util.ResourceLeakDetector;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many misbehaving clients at once; the well-behaved ones never notice. */
@Timeout(60)
class GatewayChaosTest {
    private static final int GOOD = 12;
    private static final int BAD = 12;
    private static final int ROUNDS = 25;
    private static final long SEED = 20_261_122L;

    @TempDir
    private static Path directory;
    private final RecordingIngress ingress = new RecordingIngress();
    private final Counters counters = new Counters();
    private final AtomicBoolean ended = new AtomicBoolean();
    private TerminalServer server;

    @BeforeAll
    static void makeCertificates() throws IOException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        CertificateAuthority.create(directory, SystemClock.INSTANCE.wallMs());
    }

    @Test
    void shouldServeGoodClientsWhileOthersMisbehave() throws Exception {
        server = new TerminalServer(new GatewayContext().ingress(ingress).counters(counters).eventLoopCount(2).tickMs(5)
            .listener(new ListenerContext().address("127.0.0.1").certificate(directory.resolve("server.pem"),
                directory.resolve("server.key")).frameTimeoutMs(200).handshakeTimeoutMs(20_000).unwritableMs(200))).start();
        Thread answering = new Thread(this::answer, "answering");
        answering.start();
        SSLContext context = TlsClients.context(directory.resolve("ca.pem"), null, null);
        CountDownLatch connected = new CountDownLatch(GOOD);
        List<CompletableFuture<Long>> good = new ArrayList<>();
        List<CompletableFuture<Void>> bad = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
            int client = i;
            good.add(run(() -> good(context, client, connected)));
        }
        assertTrue(connected.await(20, TimeUnit.SECONDS));
        for (int i = 0; i < BAD; i++) {
            Random random = new Random(SEED + i);
            bad.add(run(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    misbehave(context, random);
                }
                return null;
            }));
        }
        for (CompletableFuture<Void> future : bad) {
            future.get(40, TimeUnit.SECONDS);
        }
        ended.set(true);
        for (CompletableFuture<Long> future : good) {
            assertTrue(future.get(20, TimeUnit.SECONDS) > 10);
        }
        server.close();
        answering.interrupt();
        answering.join(10_000);
        assertEquals(0, server.connections());
        assertEquals(0, counters.counter("turnpike_connections_closed_total{reason=\"internal_error\"}", "").value());
        assertEquals(0, counters.gauge("turnpike_tls_handshakes_inflight", "").value());
    }

    private interface Task<T> {
        T call() throws Exception;
    }

    private static <T> CompletableFuture<T> run(Task<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                future.complete(task.call());
            } catch (Exception | AssertionError e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    private void answer() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[2048]);
        try {
            while (true) {
                RecordingIngress.Event event = ingress.events.take();
                buffer.putBytes(0, event.frame());
                buffer.putByte(12, (byte) (event.frame()[12] | 0x10));
                server.send(event.source(), buffer, 0, event.frame().length);
                if (ingress.events.isEmpty()) {
                    server.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SSLSocket connect(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port(0));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private long good(SSLContext context, int client, CountDownLatch connected) throws IOException {
        long answers = 0;
        try (SSLSocket socket = connect(context)) {
            socket.startHandshake();
            connected.countDown();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Random random = new Random(client);
            while (!ended.get()) {
                int length = 21 + random.nextInt(600);
                socket.getOutputStream().write(Frames.framed(0x0200, length));
                byte[] answer = new byte[in.readUnsignedShort()];
                in.readFully(answer);
                assertArrayEquals(Frames.message(0x0210, length), answer);
                answers++;
            }
        }
        return answers;
    }

    /** One connection that does something a terminal never should. Oversize is left out: it would have the address refused. */
    private void misbehave(SSLContext context, Random random) {
        byte[] bytes = new byte[1 + random.nextInt(400)];
        random.nextBytes(bytes);
        try {
            switch (random.nextInt(6)) {
                case 0 -> plain(new byte[] {0x16, 3, 1, (byte) random.nextInt(2), (byte) random.nextInt(256), 1});
                case 1 -> plain(bytes);
                case 2 -> plain(new byte[0]);
                default -> encrypted(context, random, bytes);
            }
        } catch (IOException e) {
            // Being thrown out is what these clients are here for.
            bytes[0] = 0;
        }
    }

    private void plain(byte[] bytes) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", server.port(0)), 5_000);
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }
    }

    private void encrypted(SSLContext context, Random random, byte[] bytes) throws IOException {
        try (SSLSocket socket = connect(context)) {
            OutputStream out = socket.getOutputStream();
            switch (random.nextInt(4)) {
                case 0 -> out.write(new byte[] {0, (byte) random.nextInt(21)});
                case 1 -> out.write(Frames.framed(0x0200, 100), 0, 1 + random.nextInt(101));
                case 2 -> {
                    for (int i = 0; i < 50; i++) {
                        out.write(Frames.framed(0x0200, 2048));
                    }
                }
                default -> {
                    bytes[0] = 1;
                    out.write(bytes);
                    assertTrue(socket.getInputStream().read() >= -1);
                }
            }
        }
    }
}
