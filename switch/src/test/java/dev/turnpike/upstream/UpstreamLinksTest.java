package dev.turnpike.upstream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.gateway.ManualClock;
import dev.turnpike.gateway.RecordingIngress;
import dev.turnpike.gateway.TlsClients;
import dev.turnpike.gateway.Transport;
import dev.turnpike.gateway.tls.CertificateAuthority;
import dev.turnpike.gateway.tls.TlsContexts;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UpstreamLinksTest {
    private static final int TICK_MS = 2;
    private static final String LABEL = "{link=\"alpha\"}";
    private final Dialect dialect = Dialects.shipped("iso87a-hex");
    private final RecordingIngress ingress = new RecordingIngress();
    private final Counters counters = new Counters();
    private final ManualClock clock = new ManualClock();
    private final Alarms alarms = new Alarms(counters, clock);
    private final EventLoopGroup group = Transport.choose(true).group(1, "test-upstream");
    private ScriptedAcquirer acquirer;
    private UpstreamLinks links;

    @BeforeEach
    void open() throws IOException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        acquirer = new ScriptedAcquirer(dialect);
    }

    @AfterEach
    void stop() throws IOException {
        if (links != null) {
            links.close();
        }
        acquirer.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        assertEquals(0, lost(LossReason.INTERNAL_ERROR));
    }

    private LinkContext link() {
        return new LinkContext().name("alpha").number(0).address("127.0.0.1", acquirer.port()).dialect(dialect).backOffMs(10, 40)
            .holdDownMs(0).signOffMs(2_000);
    }

    private void start(LinkContext link) {
        links = new UpstreamLinks(new UpstreamContext().ingress(ingress).clock(clock).counters(counters).alarms(alarms)
            .random(new Random(1)).outboundRingBytes(64 * 1024)
            .tickMs(TICK_MS).eventLoops(group).link(link)).start();
    }

    private void startUp(LinkContext link) {
        start(link);
        assertState(1);
        MessageDecoder signOn = acquirer.decode(acquirer.take());
        assertEquals(800, signOn.mti());
        assertEquals(1, signOn.asLong(70));
        assertTrue(signOn.asLong(11) > 900_000);
        assertEquals(10, signOn.text(7).length());
    }

    private void assertState(int up) {
        RecordingIngress.Event event = ingress.take();
        assertEquals(EventKind.LINK_STATE, event.kind());
        assertEquals(AdmissionClass.PRIORITY, event.admission());
        assertEquals(0, event.arg0());
        assertEquals(up, event.arg1());
    }

    private void assertMessage(byte[] expected) {
        RecordingIngress.Event event = ingress.take();
        assertEquals(EventKind.ACQUIRER_MESSAGE, event.kind());
        assertEquals(AdmissionClass.PRIORITY, event.admission());
        assertArrayEquals(expected, event.frame());
    }

    private long count(String name) {
        return counters.counter(name + LABEL, "").value();
    }

    private long lost(LossReason reason) {
        return counters.counter("turnpike_upstream_lost_total{link=\"alpha\",reason=\"" + reason.label() + "\"}", "").value();
    }

    /** Lets time pass in small steps until something is true. */
    private void await(long stepMs, BooleanSupplier condition, String what) {
        long end = SystemClock.INSTANCE.monotonicNs() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            if (SystemClock.INSTANCE.monotonicNs() > end) {
                throw new AssertionError("did not happen: " + what);
            }
            clock.advanceMs(stepMs);
            // One tick at least sees every step, however busy the machine is.
            group.schedule(() -> { }, TICK_MS + 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
        }
    }

    private boolean send(byte[] message) {
        boolean sent = links.send(0, 1, new UnsafeBuffer(message), 0, message.length);
        links.flush();
        return sent;
    }

    @Test
    void shouldSignOnThenCarryMessagesBothWays() throws Exception {
        startUp(link());
        assertTrue(links.isUp(0));
        byte[] request = acquirer.message(200, 17, 0);
        assertTrue(send(request));
        assertArrayEquals(request, acquirer.take());
        byte[] answer = acquirer.message(210, 17, 0);
        ScriptedAcquirer.send(acquirer.socket(), answer);
        assertMessage(answer);
        assertEquals(1, count("turnpike_upstream_up"));
        assertFalse(links.send(1, 1, new UnsafeBuffer(request), 0, request.length));
    }

    @Test
    void shouldPublishEveryMessageOnceWhenTheStreamIsCutAnywhere() throws Exception {
        startUp(link());
        Random random = new Random(5);
        java.io.ByteArrayOutputStream stream = new java.io.ByteArrayOutputStream();
        for (int stan = 1; stan <= 500; stan++) {
            byte[] message = acquirer.message(210, stan, 0);
            stream.write(message.length >> 8);
            stream.write(message.length);
            stream.write(message);
        }
        byte[] bytes = stream.toByteArray();
        acquirer.socket().setTcpNoDelay(true);
        for (int at = 0; at < bytes.length;) {
            int n = Math.min(bytes.length - at, 1 + random.nextInt(300));
            ScriptedAcquirer.sendRaw(acquirer.socket(), java.util.Arrays.copyOfRange(bytes, at, at + n));
            at += n;
        }
        for (int stan = 1; stan <= 500; stan++) {
            assertMessage(acquirer.message(210, stan, 0));
        }
    }

    @Test
    void shouldWriteEveryMessageInOrderWhereverTheRingWraps() {
        startUp(link());
        UnsafeBuffer message = new UnsafeBuffer(new byte[2048]);
        for (int round = 0; round < 400; round++) {
            int length = 100 + round * 4;
            for (int i = 0; i < 3; i++) {
                message.putInt(0, round * 3 + i);
                assertTrue(links.send(0, 1, message, 0, length));
            }
            links.flush();
            for (int i = 0; i < 3; i++) {
                byte[] frame = acquirer.take();
                assertEquals(length, frame.length);
                assertEquals(round * 3 + i, new UnsafeBuffer(frame).getInt(0));
            }
        }
    }

    @Test
    void shouldStayDownAndRaiseAnAlarmWhenTheSignOnIsRefused() {
        acquirer.signOnCode = "58";
        start(link());
        await(20, () -> lost(LossReason.SIGN_ON_REFUSED) >= 3, "three refusals");
        assertTrue(ingress.events.isEmpty());
        assertFalse(send(acquirer.message(200, 1, 0)));
        assertTrue(alarms.list().stream().anyMatch(a -> a.id().equals("upstream_sign_on_refused") && a.text().contains("58")));
        acquirer.signOnCode = "00";
        await(20, () -> links.isUp(0), "sign-on in the end");
        assertState(1);
    }

    @Test
    void shouldTryAgainWhenTheSignOnIsNotAnswered() {
        acquirer.answersNetwork = false;
        start(link());
        await(500, () -> lost(LossReason.SIGN_ON_TIMEOUT) >= 2, "two silent sign-ons");
        assertTrue(ingress.events.isEmpty());
    }

    @Test
    void shouldEchoWhenSilentAndDropAfterTwoMisses() {
        startUp(link());
        clock.advanceMs(29_000);
        assertTrue(links.isUp(0));
        clock.advanceMs(1_000);
        MessageDecoder echo = acquirer.decode(acquirer.take());
        assertEquals(301, echo.asLong(70));
        await(0, () -> count("turnpike_upstream_network_in_total") == 2, "echo answered");
        acquirer.answersNetwork = false;
        long before = clock.monotonicNs();
        await(200, () -> !links.isUp(0), "dead after two misses");
        long silentMs = (clock.monotonicNs() - before) / 1_000_000;
        assertTrue(silentMs >= 59_000 && silentMs <= 65_000, "detected after " + silentMs);
        assertState(0);
        assertEquals(1, lost(LossReason.NO_ECHO));
        assertEquals(2, count("turnpike_upstream_echo_missed_total"));
    }

    @Test
    void shouldAnswerEchoHeartbeatAndUnknownFunctionsOfTheAcquirer() throws Exception {
        startUp(link());
        ScriptedAcquirer.send(acquirer.socket(), acquirer.message(800, 123, 301));
        MessageDecoder answer = acquirer.decode(acquirer.take());
        assertEquals(810, answer.mti());
        assertEquals(123, answer.asLong(11));
        assertEquals("00", answer.text(39));
        ScriptedAcquirer.sendRaw(acquirer.socket(), new byte[] {0, 0});
        assertEquals(0, acquirer.take().length);
        ScriptedAcquirer.send(acquirer.socket(), acquirer.message(800, 124, 161));
        assertEquals("12", acquirer.decode(acquirer.take()).text(39));
        ScriptedAcquirer.send(acquirer.socket(), acquirer.message(800, 125, 2));
        assertEquals("00", acquirer.decode(acquirer.take()).text(39));
        assertState(0);
        await(20, () -> links.isUp(0), "signed on again");
        assertEquals(1, lost(LossReason.SIGNED_OFF));
    }

    @Test
    void shouldDropTheLinkAndComeBackWhenGarbageComes() throws Exception {
        startUp(link());
        byte[] good = acquirer.message(210, 5, 0);
        byte[][] garbage = {{0, 60, 'H', 'T', 'T', 'P'}, {0x7F, 0x7F, 1}, {0, 3, 1, 2, 3},
            "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)};
        garbage[0] = java.util.Arrays.copyOf(garbage[0], 62);
        for (byte[] bytes : garbage) {
            int sockets = acquirer.sockets.size();
            ScriptedAcquirer.send(acquirer.socket(), good);
            ScriptedAcquirer.sendRaw(acquirer.socket(), bytes);
            assertMessage(good);
            assertState(0);
            await(20, () -> links.isUp(0), "link is back");
            assertState(1);
            assertEquals(sockets + 1, acquirer.sockets.size());
        }
        assertEquals(garbage.length, lost(LossReason.PROTOCOL_ERROR));
    }

    @Test
    void shouldNotFailWhenRandomBytesCome() throws Exception {
        startUp(link());
        ingress.events.clear();
        Random random = new Random(3);
        for (int round = 0; round < 40; round++) {
            byte[] bytes = new byte[1 + random.nextInt(400)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes[0] = 0;
            }
            try {
                ScriptedAcquirer.sendRaw(acquirer.socket(), bytes);
                acquirer.socket().close();
            } catch (IOException e) {
                acquirer.socket().close();
            }
            int sockets = acquirer.sockets.size();
            await(20, () -> acquirer.sockets.size() > sockets && links.isUp(0), "link is back");
        }
    }

    @Test
    void shouldPublishEverythingReadBeforeTheLossWhenTheRingWasFull() throws Exception {
        startUp(link());
        ingress.refuseBelow(101);
        for (int stan = 1; stan <= 50; stan++) {
            ScriptedAcquirer.send(acquirer.socket(), acquirer.message(210, stan, 0));
        }
        await(0, () -> count("turnpike_upstream_back_pressure_total") > 0, "stalled");
        acquirer.socket().close();
        int before = ingress.refusals.get();
        await(20, () -> ingress.refusals.get() > before + 20, "retries while closed");
        assertTrue(ingress.events.isEmpty());
        ingress.refuseBelow(0);
        for (int stan = 1; stan <= 50; stan++) {
            assertMessage(acquirer.message(210, stan, 0));
        }
        await(20, () -> !ingress.events.isEmpty(), "the loss");
        assertState(0);
        await(20, () -> links.isUp(0), "link is back");
        assertState(1);
    }

    @Test
    void shouldHoldTheLinkDownWhenItFlaps() throws Exception {
        startUp(link().holdDownMs(10_000));
        acquirer.socket().close();
        assertState(0);
        long from = clock.monotonicNs();
        await(50, () -> count("turnpike_upstream_connections") == 1 && count("turnpike_upstream_held_down_total") == 1, "signed on, held");
        assertFalse(links.isUp(0));
        await(50, () -> links.isUp(0), "usable again");
        assertTrue(clock.monotonicNs() - from >= 10_000_000_000L - 1_000_000_000L);
        assertState(1);
    }

    @Test
    void shouldComeBackWithinTheBackOffWhenTheAcquirerRestarts() throws Exception {
        startUp(link().backOffMs(1_000, 30_000));
        int port = acquirer.port();
        acquirer.close();
        assertState(0);
        await(500, () -> lost(LossReason.CONNECT_FAILED) >= 6, "attempts in vain");
        assertFalse(send(acquirer.message(200, 1, 0)));
        acquirer = new ScriptedAcquirer(dialect, port, javax.net.ServerSocketFactory.getDefault());
        long from = clock.monotonicNs();
        await(200, () -> links.isUp(0), "link is back");
        assertTrue(clock.monotonicNs() - from <= 40_000_000_000L);
        assertTrue(alarms.list().stream().anyMatch(a -> a.id().equals("upstream_down")));
    }

    @Test
    void shouldNotSendWhatWasDecidedBeforeALossWhenTheLinkIsBack() throws Exception {
        startUp(link());
        acquirer.sockets.get(0).close();
        assertState(0);
        await(200, () -> links.isUp(0), "link is back");
        RecordingIngress.Event event = ingress.take();
        assertEquals(1, event.arg1());
        byte[] message = acquirer.message(200, 1, 0);
        UnsafeBuffer buffer = new UnsafeBuffer(message);
        assertFalse(links.send(0, 1, buffer, 0, message.length));
        assertTrue(links.send(0, (int) event.source(), buffer, 0, message.length));
    }

    @Test
    void shouldTellALossAndCarryOnAtOnceWhenOnlyTheCarryingConnectionIsLost() throws Exception {
        startUp(link().connections(2));
        await(1, () -> count("turnpike_upstream_connections") == 2, "both signed on");
        acquirer.take();
        byte[] first = acquirer.message(200, 1, 0);
        assertTrue(send(first));
        assertArrayEquals(first, acquirer.take());
        acquirer.carrier.close();
        assertState(0);
        assertState(1);
        await(0, () -> lost(LossReason.CLOSED) + lost(LossReason.RESET) == 1, "one lost");
        byte[] second = acquirer.message(200, 2, 0);
        assertFalse(send(second), "decided before the loss");
        assertTrue(links.send(0, 2, new UnsafeBuffer(second), 0, second.length));
        links.flush();
        awaitMessage(second);
        assertEquals(1, count("turnpike_upstream_carrier_changes_total"));
        assertTrue(alarms.list().isEmpty());
    }

    // The lost connection comes back meanwhile and signs on.
    private void awaitMessage(byte[] expected) {
        byte[] message = acquirer.take();
        while (message[1] == '8') {
            message = acquirer.take();
        }
        assertArrayEquals(expected, message);
    }

    @Test
    void shouldGoOnUndisturbedWhenAConnectionThatStandsByIsLost() throws Exception {
        startUp(link().connections(2));
        await(1, () -> count("turnpike_upstream_connections") == 2, "both signed on");
        byte[] first = acquirer.message(200, 1, 0);
        assertTrue(send(first));
        awaitMessage(first);
        acquirer.sockets.stream().filter(s -> s != acquirer.carrier).findFirst().orElseThrow().close();
        await(1, () -> lost(LossReason.CLOSED) + lost(LossReason.RESET) == 1, "one lost");
        await(1, () -> count("turnpike_upstream_connections") == 2, "back");
        Socket before = acquirer.carrier;
        byte[] second = acquirer.message(200, 2, 0);
        assertTrue(send(second));
        awaitMessage(second);
        assertEquals(before, acquirer.carrier);
        assertTrue(ingress.events.isEmpty());
    }

    @Test
    void shouldLoseTheLinkWhenTheAcquirerDoesNotRead() {
        acquirer.answersNetwork = true;
        startUp(link().outboundLimit(64 * 1024));
        acquirer.reads = false;
        byte[] message = acquirer.message(200, 1, 0);
        await(0, () -> {
            for (int i = 0; i < 1_000; i++) {
                links.send(0, 1, new UnsafeBuffer(message), 0, message.length);
            }
            links.flush();
            return lost(LossReason.NOT_READING) == 1;
        }, "link lost");
        await(20, () -> !ingress.events.isEmpty(), "loss told");
        assertState(0);
    }

    @Test
    void shouldSignOffWhenStopped() {
        startUp(link());
        links.close();
        assertEquals(2, acquirer.decode(acquirer.take()).asLong(70));
        assertEquals(1, lost(LossReason.SHUTDOWN));
        assertTrue(ingress.events.isEmpty());
        assertFalse(links.isUp(0));
    }

    @Test
    void shouldConnectOverTlsAndRefuseAStrangersCertificate(@TempDir Path directory) throws Exception {
        CertificateAuthority.create(directory, SystemClock.INSTANCE.wallMs());
        ScriptedAcquirer secure = new ScriptedAcquirer(dialect, 0, TlsClients.context(directory.resolve("ca.pem"), directory.resolve("server.pem"),
            directory.resolve("server.key")).getServerSocketFactory());
        acquirer.close();
        acquirer = secure;
        Path strange = Files.createDirectory(directory.resolve("strange"));
        CertificateAuthority.create(strange, SystemClock.INSTANCE.wallMs());
        start(link().sslContext(TlsContexts.client(strange.resolve("ca.pem"), null, null)));
        await(20, () -> lost(LossReason.CONNECT_FAILED) >= 2, "certificate refused");
        links.close();
        acquirer.received.clear();
        startUp(link().sslContext(TlsContexts.client(directory.resolve("ca.pem"), null, null)));
    }

    @Test
    void shouldTryAgainWhenNobodyListensOrTheNameIsUnknown() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        start(link().address("127.0.0.1", free));
        await(20, () -> lost(LossReason.CONNECT_FAILED) >= 3, "three attempts");
        assertTrue(alarms.list().stream().anyMatch(a -> a.id().equals("upstream_down")));
        assertNotEquals(0, count("turnpike_upstream_connect_total"));
    }

    @Test
    void shouldSpeakTheBinaryBitmapToo() throws Exception {
        Dialect binary = Dialects.shipped("iso87a-bin");
        acquirer.close();
        acquirer = new ScriptedAcquirer(binary);
        startUp(link().dialect(binary).address("127.0.0.1", acquirer.port()));
        byte[] answer = acquirer.message(210, 9, 0);
        ScriptedAcquirer.send(acquirer.socket(), answer);
        assertMessage(answer);
    }

    @Test
    void shouldTellNetworkManagementFromTheRestByTheMti() {
        assertEquals(1, peek("0810"));
        assertEquals(1, peek("1804"));
        assertEquals(0, peek("0210"));
        assertEquals(-1, peek("02X0"));
        assertEquals(-1, peek("02"));
    }

    private int peek(String mti) {
        return NetworkMessages.peek(dialect, new UnsafeBuffer(mti.getBytes(StandardCharsets.US_ASCII)), 0, mti.length());
    }

    @Test
    void shouldNameThePropertyWhenTheConfigurationIsWrong() {
        UpstreamException e = assertThrows(UpstreamException.class, () -> link().address("host", 0).conclude());
        assertEquals("link alpha: port must be 1 to 65535, got 0", e.getMessage());
        assertThrows(UpstreamException.class, () -> link().dialect(Dialects.shipped("unionpay-pos")).conclude());
        LinkContext once = link().conclude();
        assertThrows(UpstreamException.class, once::conclude);
    }
}
