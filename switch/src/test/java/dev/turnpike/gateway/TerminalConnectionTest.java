package dev.turnpike.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.status.Counters;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalConnectionTest {
    private final RecordingIngress ingress = new RecordingIngress();
    private final ManualClock clock = new ManualClock();
    private final Counters counters = new Counters();
    private final PeerTable peers = new PeerTable();
    private EmbeddedChannel channel;
    private GatewayLoop loop;
    private Listener listener;
    private TerminalConnection connection;
    private int peer = 7;

    @BeforeEach
    void open() throws Exception {
        // The refusal of these tests repeats the request with F39 at a place of its own: enough to see who built it.
        ListenerContext listenerContext = new ListenerContext().plaintext(true).number(7).frame(21, 512).busyAnswer(() ->
            (request, offset, length, answer, answerOffset, capacity) -> {
                if (length == 30) {
                    return -1;
                }
                answer.putBytes(answerOffset, request, offset, length);
                answer.putByte(answerOffset + 20, (byte) 0x96);
                return length;
            });
        GatewayContext context = new GatewayContext().ingress(ingress).clock(clock).counters(counters).eventLoopCount(1)
            .outboundRingBytes(64 * 1024 * 16).listener(listenerContext).conclude();
        channel = new EmbeddedChannel();
        listener = new Listener(listenerContext, counters, new ConnectionBudget(counters));
        loop = new GatewayLoop(0, channel.eventLoop(), context, List.of(listener), peers, new GatewayCounters(counters));
        connection = connect();
    }

    private TerminalConnection connect() throws Exception {
        InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, (byte) (peer >> 8), (byte) peer});
        assertTrue(listener.admit());
        assertNull(peers.admit(PeerTable.key(address), 100, clock.monotonicNs()));
        TerminalConnection c = new TerminalConnection(loop, listener, channel, address);
        assertTrue(c.open());
        channel.pipeline().addLast(new FirstBytes(c, null, Runnable::run)).addLast(c);
        return c;
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
        channel.runPendingTasks();
        assertEquals(0, loop.open());
        assertEquals(0, counters.gauge("turnpike_connections{listener=\"pos\"}", "").value());
    }

    private long closed(CloseReason reason) {
        return counters.counter("turnpike_connections_closed_total{reason=\"" + reason.label() + "\"}", "").value();
    }

    private void write(byte[] bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
    }

    @Test
    void shouldPublishFrameWithoutPrefixWhenItComesWhole() {
        byte[] message = Frames.message(0x0200, 100);
        write(Frames.framed(message));
        RecordingIngress.Event event = ingress.take();
        assertEquals(EventKind.TERMINAL_REQUEST, event.kind());
        assertEquals(connection.id(), event.source());
        assertEquals(7, event.arg0());
        assertArrayEquals(message, event.frame());
        assertTrue(ingress.events.isEmpty());
    }

    @Test
    void shouldPublishEveryFrameOnceWhenTheStreamIsCutAnywhere() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            int frames = 1 + random.nextInt(8);
            ByteBuf stream = Unpooled.buffer();
            byte[][] expected = new byte[frames][];
            for (int i = 0; i < frames; i++) {
                expected[i] = Frames.message(0x0200, 21 + random.nextInt(491));
                stream.writeBytes(Frames.framed(expected[i]));
            }
            while (stream.isReadable()) {
                int n = Math.min(stream.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 5 : 900));
                channel.writeInbound(stream.readBytes(n));
            }
            stream.release();
            for (byte[] message : expected) {
                assertArrayEquals(message, ingress.take().frame());
            }
            assertTrue(ingress.events.isEmpty());
        }
        assertTrue(channel.isOpen());
    }

    @Test
    void shouldUseTheShareOfReversalsWhenTheMtiSaysSo() {
        int[] advices = {0x0400, 0x0401, 0x0220, 0x0221, 0x0320, 0x0500, 0x0620, 0x0420};
        int[] requests = {0x0200, 0x0100, 0x0800, 0x0820, 0x9999};
        for (int mti : advices) {
            write(Frames.framed(mti, 40));
            assertEquals(AdmissionClass.REVERSAL_OR_ADVICE, ingress.take().admission(), Integer.toHexString(mti));
        }
        for (int mti : requests) {
            write(Frames.framed(mti, 40));
            assertEquals(AdmissionClass.REQUEST, ingress.take().admission(), Integer.toHexString(mti));
        }
    }

    @Test
    void shouldCloseBeforeTheBodyWhenTheLengthIsTooLarge() {
        write(new byte[] {0x02, 0x01, 0x60});
        assertFalse(channel.isOpen());
        assertEquals(1, closed(CloseReason.OVERSIZE));
        assertTrue(ingress.events.isEmpty());
    }

    @Test
    void shouldCloseWhenTheLengthIsZeroOrShort() {
        write(new byte[] {0, 0, 0});
        assertFalse(channel.isOpen());
        assertEquals(1, closed(CloseReason.SHORT_FRAME));
    }

    @Test
    void shouldServeTheWholeFramesBeforeWhenOneIsBad() {
        byte[] good = Frames.framed(0x0200, 60);
        byte[] stream = Arrays.copyOf(good, good.length + 3);
        stream[good.length + 1] = 20;
        write(stream);
        assertEquals(60, ingress.take().frame().length);
        assertEquals(1, closed(CloseReason.SHORT_FRAME));
    }

    @Test
    void shouldCloseAtTheFrameTimeoutWhenBytesTrickle() {
        byte[] frame = Frames.framed(0x0200, 60);
        for (int i = 0; i < 49; i++) {
            write(new byte[] {frame[i]});
            clock.advanceMs(100);
            loop.tick();
        }
        assertTrue(channel.isOpen());
        clock.advanceMs(99);
        loop.tick();
        assertTrue(channel.isOpen());
        clock.advanceMs(201);
        loop.tick();
        assertFalse(channel.isOpen());
        assertEquals(1, closed(CloseReason.FRAME_TIMEOUT));
    }

    @Test
    void shouldCloseWhenIdleAndNotBefore() {
        clock.advanceMs(599_999);
        loop.tick();
        assertTrue(channel.isOpen());
        write(Frames.framed(0x0200, 60));
        clock.advanceMs(599_999);
        loop.tick();
        assertTrue(channel.isOpen());
        clock.advanceMs(1);
        loop.tick();
        assertFalse(channel.isOpen());
        assertEquals(1, closed(CloseReason.IDLE));
    }

    @Test
    void shouldStopReadingThenPublishWhenThePlaceComesInTime() {
        ingress.refuseBelow(80);
        write(Frames.framed(0x0200, 60));
        assertFalse(channel.config().isAutoRead());
        write(Frames.framed(0x0200, 61));
        clock.advanceMs(49);
        loop.retryBusy();
        assertNull(channel.readOutbound());
        ingress.refuseBelow(0);
        loop.retryBusy();
        assertTrue(channel.config().isAutoRead());
        assertEquals(60, ingress.take().frame().length);
        assertEquals(61, ingress.take().frame().length);
    }

    @Test
    void shouldAnswer96ThenGoOnWhenNoPlaceComes() {
        ingress.refuseBelow(80);
        write(Frames.framed(0x0200, 60));
        write(Frames.framed(0x0400, 61));
        clock.advanceMs(50);
        loop.retryBusy();
        ByteBuf answer = channel.readOutbound();
        assertEquals(60, answer.readUnsignedShort());
        assertEquals((byte) 0x96, answer.getByte(answer.readerIndex() + 20));
        answer.release();
        // The reversal behind it has a larger share and is not refused.
        assertEquals(61, ingress.take().frame().length);
        assertTrue(channel.config().isAutoRead());
        assertEquals(1, counters.counter("turnpike_shed_total{class=\"request\"}", "").value());
    }

    @Test
    void shouldGoOnWhenAnotherTryRunsWhileTheRefusalIsFlushed() {
        channel.freezeTime();
        ingress.refuseBelow(80);
        write(Frames.framed(0x0200, 60));
        write(Frames.framed(0x0400, 61));
        clock.advanceMs(50);
        // The scheduled try is due: this channel runs due tasks when it flushes.
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        loop.retryBusy();
        channel.<ByteBuf>readOutbound().release();
        assertEquals(61, ingress.take().frame().length);
        assertTrue(channel.config().isAutoRead());
        assertTrue(channel.isOpen());
    }

    @Test
    void shouldCloseWhenNoPlaceComesAndNoAnswerCanBeBuilt() {
        ingress.refuseBelow(101);
        write(Frames.framed(0x0200, 30));
        clock.advanceMs(50);
        loop.retryBusy();
        assertFalse(channel.isOpen());
        assertEquals(1, closed(CloseReason.BUSY_UNANSWERABLE));
    }

    @Test
    void shouldWriteAnswersWithPrefixAndOneFlushWhenDrained() {
        write(Frames.framed(0x0200, 60));
        long id = ingress.take().source();
        UnsafeBuffer answer = new UnsafeBuffer(Frames.message(0x0210, 50));
        assertTrue(loop.offerAnswer(id, answer, 0, 50));
        assertTrue(loop.offerAnswer(id, answer, 0, 50));
        loop.signal();
        channel.runPendingTasks();
        for (int i = 0; i < 2; i++) {
            ByteBuf out = channel.readOutbound();
            assertEquals(50, out.readUnsignedShort());
            byte[] bytes = new byte[50];
            out.readBytes(bytes);
            assertArrayEquals(Frames.message(0x0210, 50), bytes);
            out.release();
        }
    }

    @Test
    void shouldDeliverEveryAnswerWithOneDrainWhereverTheRingWraps() {
        UnsafeBuffer answer = new UnsafeBuffer(new byte[2048]);
        for (int round = 0; round < 2_000; round++) {
            int length = 21 + round % 2_000;
            for (int i = 0; i < 3; i++) {
                assertTrue(loop.offerAnswer(connection.id(), answer, 0, length));
            }
            loop.signal();
            channel.runPendingTasks();
            for (int i = 0; i < 3; i++) {
                ByteBuf out = channel.readOutbound();
                assertEquals(length, out.readUnsignedShort());
                out.release();
            }
        }
    }

    @Test
    void shouldDropAnAnswerWhenItsConnectionHasGoneAndThePlaceIsTaken() throws Exception {
        long old = connection.id();
        connection.close(CloseReason.IDLE);
        channel.runPendingTasks();
        assertFalse(loop.isLive(old));
        open();
        assertEquals(ConnectionId.place(old), ConnectionId.place(connection.id()));
        // A second gateway loop starts its generations anew; the first one must not.
        assertNotEquals(0, connection.id());
        loop.offerAnswer(connection.id() + (1L << 32), new UnsafeBuffer(new byte[50]), 0, 50);
        loop.signal();
        channel.runPendingTasks();
        assertNull(channel.readOutbound());
        assertEquals(1, counters.counter("turnpike_answers_undeliverable_total", "").value());
    }

    @Test
    void shouldCloseAndSlowThePeerWhenThreeBadMacsComeInAMinute() {
        loop.offerBadMac(connection.id());
        loop.offerBadMac(connection.id());
        loop.signal();
        channel.runPendingTasks();
        clock.advanceMs(60_000);
        loop.offerBadMac(connection.id());
        loop.offerBadMac(connection.id());
        loop.signal();
        channel.runPendingTasks();
        assertTrue(channel.isOpen());
        loop.offerBadMac(connection.id());
        loop.signal();
        channel.runPendingTasks();
        assertFalse(channel.isOpen());
        assertEquals(1, closed(CloseReason.BAD_MAC));
        assertEquals(1, counters.counter("turnpike_peers_slowed_total", "").value());
    }

    @Test
    void shouldReadLateWhenThePeerIsSlowed() throws Exception {
        peers.slow(PeerTable.key(InetAddress.getByAddress(new byte[] {10, 0, 0, 7})), clock.monotonicNs());
        EmbeddedChannel first = channel;
        channel = new EmbeddedChannel();
        channel.freezeTime();
        TerminalConnection second = connect();
        assertFalse(channel.config().isAutoRead());
        channel.advanceTimeBy(999, java.util.concurrent.TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.config().isAutoRead());
        channel.advanceTimeBy(1, java.util.concurrent.TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertTrue(channel.config().isAutoRead());
        second.close(CloseReason.IDLE);
        channel.runPendingTasks();
        channel = first;
    }

    @Test
    void shouldCloseWithTheGivenReasonWhenAsked() {
        loop.offerAnswer(connection.id(), new UnsafeBuffer(Frames.message(0x0210, 50)), 0, 50);
        loop.offerClose(connection.id(), "journal failed".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        loop.signal();
        channel.runPendingTasks();
        ByteBuf out = channel.readOutbound();
        assertEquals(52, out.readableBytes());
        out.release();
        assertFalse(channel.isOpen());
        assertEquals(1, counters.counter("turnpike_connections_closed_total{reason=\"journal_failed\"}", "").value());
    }

    @Test
    void shouldAnswerThenCloseWhenTheTerminalHalfCloses() {
        write(Frames.framed(0x0200, 60));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertTrue(channel.isOpen());
        loop.offerAnswer(connection.id(), new UnsafeBuffer(Frames.message(0x0210, 50)), 0, 50);
        loop.signal();
        channel.runPendingTasks();
        ByteBuf out = channel.readOutbound();
        assertEquals(52, out.readableBytes());
        out.release();
        assertFalse(channel.isOpen());
        assertEquals(1, closed(CloseReason.HALF_CLOSED));
    }

    @Test
    void shouldGiveUpWhenTheTerminalHalfClosedAndNoAnswerEverComes() {
        write(Frames.framed(0x0200, 60));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        clock.advanceMs(59_999);
        loop.tick();
        assertTrue(channel.isOpen());
        clock.advanceMs(1);
        loop.tick();
        assertFalse(channel.isOpen());
        assertEquals(1, closed(CloseReason.HALF_CLOSED));
    }

    @Test
    void shouldCountTruncationWhenTheStreamEndsInAFrame() {
        write(Arrays.copyOf(Frames.framed(0x0200, 60), 30));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertFalse(channel.isOpen());
        assertEquals(1, closed(CloseReason.TRUNCATED));
    }

    @Test
    void shouldCloseWhenTlsIsSpokenOnAPlainPort() {
        write(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00});
        assertFalse(channel.isOpen());
        assertEquals(1, closed(CloseReason.TLS_ON_PLAINTEXT));
    }

    @Test
    void shouldNeverThrowWhenRandomBytesCome() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 3 && random.nextBoolean()) {
                bytes[0] = 0;
            }
            write(bytes);
            channel.checkException();
            if (!channel.isOpen()) {
                channel.runPendingTasks();
                channel = new EmbeddedChannel();
                // Each from another address: one alone would be refused after five oversize frames.
                peer++;
                connection = connect();
            }
        }
        assertEquals(0, closed(CloseReason.INTERNAL_ERROR));
        assertTrue(closed(CloseReason.OVERSIZE) > 100);
    }
}
