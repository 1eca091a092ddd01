package dev.turnpike.upstream;

import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.Slot;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of a link's connections over its whole life: connect, sign on, carry, echo, lose, wait, again. Confined to the link's event
 * loop. A message that finds no place in the ring stops the reading; it is never dropped, not even when the connection ends meanwhile.
 */
final class LinkSession {
    /** Opens a TCP connection, and TLS where configured, for a session; answers on the event loop. */
    interface Connector {
        /** Calls {@link LinkSession#connected} or {@link LinkSession#connectFailed} later, on the session's event loop. */
        void connect(LinkSession session);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);
    private static final int PREFIX = 2;
    private static final int MTI_MAX = 4;
    private static final int MAX_SHIFT = 16;
    private static final String APPROVED = "00";

    final Link link;
    private final LinkContext context;
    private final UpstreamLoop loop;
    private final int index;
    private final NetworkMessages messages;
    private final Connector connector;
    private final RandomGenerator random;
    private final UnsafeBuffer scratch = new UnsafeBuffer(ByteBuffer.allocateDirect(Slot.INBOUND_CAPACITY));
    private final ByteBuffer scratchNio = scratch.byteBuffer();
    private final int frameMin;
    private SessionState state = SessionState.WAITING;
    private long sinceNs;
    private Channel channel;
    private ByteBuf pending;
    private boolean stalled;
    private boolean unflushed;
    private int attempts;
    private long nextAttemptNs;
    private long receivedBytes;
    private long lastReceivedNs;
    private int signOnStan;
    private int signOffStan;
    private boolean echoOut;
    private long echoNs;
    private int misses;
    private LossReason loss;
    private String lossText;

    LinkSession(Link link, int index, NetworkMessages messages, Connector connector, RandomGenerator random) {
        this.link = link;
        this.context = link.context;
        this.loop = link.loop;
        this.index = index;
        this.messages = messages;
        this.connector = connector;
        this.random = random;
        this.nextAttemptNs = loop.clock.monotonicNs();
        this.frameMin = context.dialect().mtiBytes() + context.dialect().bitmap().wireBytes();
    }

    boolean isSignedOn() {
        return state == SessionState.SIGNED_ON && loss == null;
    }

    int attempts() {
        return attempts;
    }

    /** The one place where the state changes. */
    private void state(SessionState next, String reason) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("link " + context.name() + ": " + state + " to " + next + " (" + reason + ")");
        }
        if (next.code() >= SessionState.SIGNED_ON.code()) {
            LOG.info("link {} connection {}: {} to {}, {}", context.name(), index, state, next, reason);
        } else {
            LOG.debug("link {} connection {}: {} to {}, {}", context.name(), index, state, next, reason);
        }
        state = next;
        sinceNs = loop.clock.monotonicNs();
        if (index == 0) {
            link.counters.state.set(next.code());
        }
    }

    // ---- connect ------------------------------------------------------------------------------------------------------------

    void tick(long nowNs) {
        switch (state) {
            case WAITING -> {
                if (nowNs - nextAttemptNs >= 0 && !link.isStopping()) {
                    connect();
                }
            }
            case SIGNING_ON -> {
                if (nowNs - sinceNs >= context.replyTimeoutNs() && !stalled) {
                    lose(LossReason.SIGN_ON_TIMEOUT, "sign-on was not answered");
                }
            }
            case SIGNED_ON -> echo(nowNs);
            case SIGNING_OFF -> {
                if (nowNs - sinceNs >= context.signOffMs() * 1_000_000) {
                    lose(LossReason.SHUTDOWN, "stop");
                }
            }
            default -> {
                // CONNECTING is timed by the connector, DRAINING by the ring; ENDED waits for nothing.
            }
        }
    }

    private void connect() {
        attempts = Math.min(attempts + 1, Integer.MAX_VALUE - 1);
        link.counters.attempts.increment();
        loss = null;
        lossText = null;
        receivedBytes = 0;
        state(SessionState.CONNECTING, "attempt " + attempts + " to " + context.host() + ":" + context.port());
        connector.connect(this);
    }

    /** The connection, and TLS on it, stands. */
    void connected(Channel established) {
        if (state != SessionState.CONNECTING || link.isStopping()) {
            established.close();
            ended();
            return;
        }
        channel = established;
        // Netty may notify from inside a write of ours; the loss is handled afterwards.
        established.closeFuture().addListener(f -> loop.execute(() -> closed(established)));
        state(SessionState.SIGNING_ON, "connected");
        lastReceivedNs = loop.clock.monotonicNs();
        echoOut = false;
        misses = 0;
        sendNetwork(messages.request(NetworkMessages.SIGN_ON));
        signOnStan = messages.lastStan();
    }

    /** No connection came about. */
    void connectFailed(Throwable cause) {
        if (link.isStopping()) {
            ended();
            return;
        }
        loss = LossReason.CONNECT_FAILED;
        lossText = String.valueOf(cause.getMessage());
        over();
    }

    private void ended() {
        if (state != SessionState.ENDED) {
            state(SessionState.ENDED, "stop");
            link.sessionEnded();
        }
    }

    // ---- lose ---------------------------------------------------------------------------------------------------------------

    /** Closes the connection; the first reason counts. */
    void lose(LossReason reason, String text) {
        if (channel == null || loss != null) {
            return;
        }
        loss = reason;
        lossText = text;
        channel.close();
    }

    private void closed(Channel closed) {
        if (closed != channel) {
            return;
        }
        if (loss == null) {
            loss = LossReason.CLOSED;
            lossText = "closed by the acquirer";
        }
        state(SessionState.DRAINING, lossText);
        link.losing();
        channel = null;
        unflushed = false;
        if (!stalled || link.isStopping()) {
            over();
        }
    }

    /** Everything the connection brought is published: now the loss may be told. */
    private void over() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
        stalled = false;
        link.counters.lost(loss);
        if (link.isStopping()) {
            ended();
            return;
        }
        long waitMs = backOffMs();
        nextAttemptNs = loop.clock.monotonicNs() + waitMs * 1_000_000;
        state(SessionState.WAITING, lossText + ", next attempt in " + waitMs + " ms");
        if (loss != LossReason.CONNECT_FAILED || attempts == 1) {
            LOG.warn("link {} connection {} lost: {} ({})", context.name(), index, loss.label(), lossText);
        }
        link.changed(this, loss, lossText);
    }

    /** Doubles from the minimum to the maximum with each attempt in vain; a random half is taken off so that links do not march in step. */
    private long backOffMs() {
        int shift = Math.min(Math.max(0, attempts - 1), MAX_SHIFT);
        long base = Math.min(context.backOffMaxMs(), context.backOffMinMs() << shift);
        long part = random.nextLong(base / 2 + 1);
        return shift == 0 ? Math.min(context.backOffMaxMs(), base + part) : Math.max(context.backOffMinMs(), base - part);
    }

    // ---- read ---------------------------------------------------------------------------------------------------------------

    /** Bytes from the acquirer; takes over {@code in}. */
    void received(Channel from, ByteBuf in) {
        if (from != channel || loss == LossReason.PROTOCOL_ERROR) {
            in.release();
            return;
        }
        lastReceivedNs = loop.clock.monotonicNs();
        misses = 0;
        echoOut = false;
        link.counters.bytesIn.add(in.readableBytes());
        pending = pending == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(from.alloc(), pending, in);
        if (!stalled) {
            consume();
        }
    }

    private void consume() {
        while (pending.readableBytes() >= PREFIX) {
            int at = pending.readerIndex();
            int length = pending.getUnsignedShort(at);
            if (length == 0) {
                skip(PREFIX);
                heartbeat();
                continue;
            }
            if (length < frameMin || length > context.frameMax()) {
                protocolError("a length of " + length + " bytes");
                return;
            }
            if (pending.readableBytes() < PREFIX + length) {
                break;
            }
            pending.getBytes(at + PREFIX, scratchNio.clear().limit(MTI_MAX));
            int kind = NetworkMessages.peek(context.dialect(), scratch, 0, MTI_MAX);
            if (kind < 0) {
                protocolError("no MTI where a message begins");
                return;
            }
            if (kind == 0 && !publish(at + PREFIX, length)) {
                stall();
                return;
            }
            if (kind == 1 && !network(at + PREFIX, length)) {
                return;
            }
            skip(PREFIX + length);
        }
        resume();
        if (!pending.isReadable()) {
            pending.release();
            pending = null;
        }
    }

    private void skip(int bytes) {
        pending.skipBytes(bytes);
        receivedBytes += bytes;
    }

    private void stall() {
        if (!stalled) {
            link.counters.backPressure.increment();
        }
        stalled = true;
        if (channel != null) {
            channel.config().setAutoRead(false);
        }
        loop.scheduleRetry();
    }

    private void resume() {
        stalled = false;
        if (channel != null && !channel.config().isAutoRead()) {
            // Nothing could be heard while we did not read: silence begins now.
            lastReceivedNs = loop.clock.monotonicNs();
            channel.config().setAutoRead(true);
        }
    }

    /** Another try for the message that found no place. */
    void retry() {
        if (!stalled) {
            return;
        }
        consume();
        if (!stalled && state == SessionState.DRAINING) {
            over();
        }
    }

    private boolean publish(int at, int length) {
        long sequence = loop.ingress.tryClaim(AdmissionClass.PRIORITY);
        if (sequence < 0) {
            return false;
        }
        Slot slot = loop.ingress.slot(sequence);
        try {
            slot.event(EventKind.ACQUIRER_MESSAGE, loop.clock.monotonicNs(), loop.clock.wallMs())
                .source((long) link.number() << 32 | index).args(link.number(), 0);
            ByteBuffer target = slot.inboundNio();
            target.limit(length);
            pending.getBytes(at, target);
            slot.inboundLength(length);
        } catch (RuntimeException | Error e) {
            slot.event(EventKind.NONE, 0, 0);
            throw e;
        } finally {
            loop.ingress.publish(sequence);
        }
        link.counters.framesIn.increment();
        return true;
    }

    private void protocolError(String what) {
        link.alarms.raise("upstream_protocol_error", context.name(),
            "link " + context.name() + ": protocol error at byte " + receivedBytes + ": " + what);
        stalled = false;
        pending.release();
        pending = null;
        if (channel == null) {
            // Already closing: the rest of what it brought is not readable, and that is all.
            return;
        }
        lose(LossReason.PROTOCOL_ERROR, "protocol error at byte " + receivedBytes + ": " + what);
    }

    // ---- network management -------------------------------------------------------------------------------------------------

    private void heartbeat() {
        link.counters.heartbeats.increment();
        if (channel != null) {
            channel.writeAndFlush(channel.alloc().directBuffer(PREFIX).writeShort(0), channel.voidPromise());
        }
    }

    /** Handles an 08xx; false when the connection is lost over it. */
    private boolean network(int at, int length) {
        pending.getBytes(at, scratchNio.clear().limit(length));
        link.counters.networkIn.increment();
        if (!messages.read(scratch, 0, length)) {
            protocolError("network management that cannot be read");
            return false;
        }
        if (channel == null) {
            return true;
        }
        if (messages.isRequest()) {
            acquirerAsks(messages.function());
        } else {
            acquirerAnswers(messages.stan(), messages.code());
        }
        return true;
    }

    private void acquirerAsks(int function) {
        boolean known = function == NetworkMessages.ECHO || function == NetworkMessages.SIGN_ON || function == NetworkMessages.SIGN_OFF;
        int length = messages.answer(known);
        if (length > 0) {
            sendNetwork(length);
        }
        if (function == NetworkMessages.ECHO) {
            link.counters.echoesAnswered.increment();
        } else if (function == NetworkMessages.SIGN_OFF) {
            lose(LossReason.SIGNED_OFF, "signed off by the acquirer");
        }
    }

    private void acquirerAnswers(int stan, String code) {
        if (state == SessionState.SIGNING_ON && stan == signOnStan) {
            if (!APPROVED.equals(code)) {
                link.alarms.raise("upstream_sign_on_refused", context.name(), "link " + context.name() + ": the acquirer refused the sign-on with code "
                    + (code.matches("[0-9A-Za-z]{2}") ? code : "(none)"));
                lose(LossReason.SIGN_ON_REFUSED, "sign-on refused");
                return;
            }
            attempts = 0;
            state(SessionState.SIGNED_ON, "signed on");
            link.changed(this, null, "");
        } else if (state == SessionState.SIGNING_OFF && stan == signOffStan) {
            lose(LossReason.SHUTDOWN, "signed off");
        } else if (stan < NetworkMessages.FIRST_STAN) {
            link.counters.unmatched.increment();
        }
    }

    private void echo(long nowNs) {
        if (stalled) {
            return;
        }
        if (!echoOut) {
            if (nowNs - lastReceivedNs >= context.echoNs()) {
                sendEcho(nowNs);
            }
        } else if (nowNs - echoNs >= context.echoNs() / 2) {
            link.counters.echoesMissed.increment();
            if (++misses >= context.missesToDown()) {
                lose(LossReason.NO_ECHO, "no echo for " + (nowNs - lastReceivedNs) / 1_000_000 + " ms");
            } else {
                sendEcho(nowNs);
            }
        }
    }

    private void sendEcho(long nowNs) {
        echoOut = true;
        echoNs = nowNs;
        link.counters.echoesSent.increment();
        sendNetwork(messages.request(NetworkMessages.ECHO));
    }

    private void sendNetwork(int length) {
        if (write(messages.buffer(), 0, length)) {
            flush();
        }
    }

    // ---- write --------------------------------------------------------------------------------------------------------------

    /** Writes a message behind its length without flushing; false when the connection is lost over it. */
    boolean write(DirectBuffer buffer, int offset, int length) {
        ChannelOutboundBuffer waiting = channel == null ? null : channel.unsafe().outboundBuffer();
        if (waiting == null || loss != null) {
            link.counters.unsent.increment();
            return false;
        }
        if (waiting.totalPendingWriteBytes() + PREFIX + length > context.outboundLimit()) {
            link.counters.unsent.increment();
            lose(LossReason.NOT_READING, "it does not read");
            return false;
        }
        ByteBuf out = channel.alloc().directBuffer(PREFIX + length);
        out.writeShort(length);
        buffer.getBytes(offset, out.internalNioBuffer(PREFIX, length), length);
        out.writerIndex(PREFIX + length);
        channel.write(out, channel.voidPromise());
        link.counters.bytesOut.add(PREFIX + length);
        unflushed = true;
        return true;
    }

    /** Sends what was written. */
    void flush() {
        if (unflushed && channel != null) {
            unflushed = false;
            channel.flush();
        }
    }

    /** Signs off where signed on, then ends. */
    void stop() {
        switch (state) {
            case SIGNED_ON -> {
                sendNetwork(messages.request(NetworkMessages.SIGN_OFF));
                signOffStan = messages.lastStan();
                if (loss == null) {
                    state(SessionState.SIGNING_OFF, "stop");
                }
            }
            case WAITING -> ended();
            case DRAINING -> over();
            case CONNECTING, SIGNING_OFF, ENDED -> {
                // The connector's answer, the acquirer's or nothing ends these.
            }
            default -> lose(LossReason.SHUTDOWN, "stop");
        }
    }
}
