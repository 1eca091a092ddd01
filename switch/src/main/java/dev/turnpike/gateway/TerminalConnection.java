package dev.turnpike.gateway;

import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.Slot;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One terminal's connection: cuts the byte stream into frames, publishes them, writes answers. Confined to its event loop. Reading
 * stops while the ring is full, while the terminal does not read, and while its address is slowed; what was read before that waits
 * here.
 */
final class TerminalConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalConnection.class);
    private static final int PREFIX = 2;
    private static final int MAX_BAD_MACS = 3;
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final int COMPACT_ABOVE = 4_096;

    // Links of the deadline lists, by kind.
    final TerminalConnection[] previous = new TerminalConnection[ConnectionList.KINDS];
    final TerminalConnection[] next = new TerminalConnection[ConnectionList.KINDS];
    final long[] sinceNs = new long[ConnectionList.KINDS];
    final boolean[] listed = new boolean[ConnectionList.KINDS];

    private final GatewayLoop loop;
    private final LoopListener lists;
    private final Listener listener;
    private final Channel channel;
    private final InetAddress address;
    private final long peer;
    private long id;
    private ByteBuf pending;
    private int inFlight;
    private int badMacs;
    private long badMacsSinceNs;
    private boolean dirty;
    private boolean held;
    private boolean inputClosed;
    private boolean lingering;
    private boolean closing;
    private CloseReason reason;
    private String foreignReason;

    TerminalConnection(GatewayLoop loop, Listener listener, Channel channel, InetAddress address) {
        this.loop = loop;
        this.listener = listener;
        this.lists = loop.listener(listener);
        this.channel = channel;
        this.address = address;
        this.peer = PeerTable.key(address);
    }

    /** Takes a place in the table; false when there is none. The caller has admitted listener and peer. */
    boolean open() {
        id = loop.register(this);
        if (id == 0) {
            return false;
        }
        long now = loop.clock.monotonicNs();
        lists.idle.add(this, now);
        listener.connections.add(1);
        if (!listener.context.plaintext()) {
            lists.handshake.add(this, now);
        }
        if (loop.peers.isSlow(peer, now)) {
            hold();
        }
        channel.closeFuture().addListener(f -> closed());
        return true;
    }

    long id() {
        return id;
    }

    // ---- from the terminal --------------------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (closing || lingering) {
            in.release();
            return;
        }
        pending = pending == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), pending, in);
        if (!lists.busy.contains(this)) {
            consume();
        }
    }

    /** Publishes the whole frames that wait here, until one finds no place. */
    private void consume() {
        ListenerContext limits = listener.context;
        boolean progress = false;
        while (!closing && pending.readableBytes() >= PREFIX) {
            int length = pending.getUnsignedShort(pending.readerIndex());
            if (length > limits.frameMax()) {
                oversize(length);
                return;
            }
            if (length < limits.frameMin()) {
                warn("sent a frame of " + length + " bytes, shorter than any message");
                close(CloseReason.SHORT_FRAME);
                return;
            }
            if (pending.readableBytes() < PREFIX + length) {
                break;
            }
            if (!publish(length)) {
                lists.busy.add(this, loop.clock.monotonicNs());
                loop.counters.backPressure.increment();
                loop.scheduleBusy();
                break;
            }
            pending.skipBytes(PREFIX + length);
            progress = true;
        }
        afterConsume(progress);
    }

    private void afterConsume(boolean progress) {
        long now = loop.clock.monotonicNs();
        if (progress) {
            lists.idle.add(this, now);
            lists.frame.remove(this);
        }
        if (!pending.isReadable()) {
            pending.release();
            pending = null;
            lists.frame.remove(this);
        } else if (!lists.busy.contains(this) && pending.capacity() > COMPACT_ABOVE) {
            // A few bytes must not keep a large read buffer alive.
            ByteBuf small = channel.alloc().buffer(pending.readableBytes()).writeBytes(pending);
            pending.release();
            pending = small;
        }
        updateReading(now);
    }

    private boolean publish(int length) {
        int at = pending.readerIndex() + PREFIX;
        long sequence = loop.ingress.tryClaim(admission(at));
        if (sequence < 0) {
            return false;
        }
        Slot slot = loop.ingress.slot(sequence);
        try {
            slot.event(EventKind.TERMINAL_REQUEST, loop.clock.monotonicNs(), loop.clock.wallMs()).source(id)
                .args(listener.context.number(), 0);
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
        inFlight++;
        listener.frames.increment();
        listener.frameBytes.add(length);
        return true;
    }

    /** Reversals, advices and settlement have a share of their own; the two BCD bytes after the headers tell. */
    private AdmissionClass admission(int frameAt) {
        int mti = pending.getUnsignedShort(frameAt + listener.context.headerLength());
        int kind = mti >>> 8;
        boolean advice = (mti & 0xF0) == 0x20 && kind != 0x08;
        return kind == 0x04 || kind == 0x05 || kind == 0x03 || advice ? AdmissionClass.REVERSAL_OR_ADVICE : AdmissionClass.REQUEST;
    }

    private void oversize(int length) {
        long now = loop.clock.monotonicNs();
        if (loop.peers.strike(peer, now)) {
            loop.counters.bannedPeers.increment();
        }
        warn("announced a frame of " + length + " bytes, more than " + listener.context.frameMax());
        close(CloseReason.OVERSIZE);
    }

    /** Another try for the frame that found no place; with {@code tooLong} it is refused when it finds none again. */
    void retry(long nowNs, boolean tooLong) {
        int length = pending.getUnsignedShort(pending.readerIndex());
        if (publish(length)) {
            pending.skipBytes(PREFIX + length);
        } else if (!tooLong) {
            return;
        } else {
            refuse(length);
        }
        if (!closing) {
            lists.busy.remove(this);
            lists.idle.add(this, nowNs);
        }
        // Flushing the refusal may have run another try from within, which took what waited here.
        if (!closing && pending != null) {
            consume();
        }
        if (!closing && inputClosed) {
            closeWhenAnswered();
        }
    }

    private void refuse(int length) {
        int at = pending.readerIndex() + PREFIX;
        AdmissionClass admission = admission(at);
        int answer = -1;
        if (lists.busyAnswer != null) {
            pending.getBytes(at, loop.requestScratch.byteBuffer().clear().limit(length));
            answer = lists.busyAnswer.build(loop.requestScratch, 0, length, loop.answerScratch, 0, loop.answerScratch.capacity());
            loop.requestScratch.setMemory(0, length, (byte) 0);
        }
        pending.skipBytes(PREFIX + length);
        listener.shed(admission).increment();
        if (answer <= 0) {
            close(CloseReason.BUSY_UNANSWERABLE);
            return;
        }
        inFlight++;
        if (writeAnswer(loop.answerScratch, 0, answer)) {
            channel.flush();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            lists.handshakeEnded(this, loop.counters);
            if (!handshake.isSuccess()) {
                handshakeFailed(handshake.cause());
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputClosed = true;
            if (pending == null || lists.busy.contains(this)) {
                closeWhenAnswered();
            } else {
                close(CloseReason.TRUNCATED);
            }
        }
        super.userEventTriggered(ctx, event);
    }

    private void closeWhenAnswered() {
        if (pending != null) {
            if (!lists.busy.contains(this)) {
                close(CloseReason.TRUNCATED);
            }
        } else if (inFlight == 0) {
            close(CloseReason.PEER_CLOSED);
        }
        // An answer may never come here: a repeat on another connection takes it over, a reversal suppresses it.
        if (!closing) {
            lists.halfClosed.add(this, loop.clock.monotonicNs());
        }
    }

    private void handshakeFailed(Throwable cause) {
        if (!closing && !(cause instanceof java.nio.channels.ClosedChannelException)) {
            warn("failed the TLS handshake: " + cause.getMessage());
        }
        close(cause instanceof java.nio.channels.ClosedChannelException ? CloseReason.PEER_CLOSED : CloseReason.HANDSHAKE_FAILED);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        long now = loop.clock.monotonicNs();
        if (!channel.isWritable()) {
            if (!closing && !lists.unwritable.contains(this)) {
                lists.unwritable.add(this, now);
            }
        } else if (!lingering) {
            lists.unwritable.remove(this);
        }
        updateReading(now);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof SSLException) {
            warn("broke TLS: " + root.getMessage());
            close(lists.handshake.contains(this) ? CloseReason.HANDSHAKE_FAILED : CloseReason.TLS_ERROR);
        } else if (root instanceof IOException) {
            close(CloseReason.PEER_RESET);
        } else {
            if (loop.peers.mayLog(peer, loop.clock.monotonicNs())) {
                LOG.error("client {} on listener {}: fault in the gateway", address.getHostAddress(), listener.context.name(), root);
            }
            close(CloseReason.INTERNAL_ERROR);
        }
    }

    // ---- what the first bytes tell ------------------------------------------------------------------------------------------

    /** A TLS hello has begun on a TLS listener. */
    void helloBegan() {
        lists.helloBegan(this, loop.clock.monotonicNs(), loop.counters);
    }

    /** Something else than TLS came on a TLS listener. */
    void spokePlaintext(boolean iso8583) {
        loop.counters.plaintextOnTls.increment();
        warn(iso8583 ? "spoke plain ISO 8583 on the TLS port" : "sent something that is not TLS on the TLS port");
        close(CloseReason.PLAINTEXT_ON_TLS);
    }

    /** A TLS hello came on a plain listener. */
    void spokeTls() {
        warn("spoke TLS on the plain port");
        close(CloseReason.TLS_ON_PLAINTEXT);
    }

    private void warn(String what) {
        if (loop.peers.mayLog(peer, loop.clock.monotonicNs())) {
            LOG.warn("client {} {} (listener {})", address.getHostAddress(), what, listener.context.name());
        }
    }

    // ---- to the terminal ----------------------------------------------------------------------------------------------------

    /** Writes one answer without flushing; false when the connection is closed or closes because too much waits for it. */
    boolean writeAnswer(DirectBuffer buffer, int offset, int length) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (closing || waiting == null) {
            loop.counters.undeliverable.increment();
            return false;
        }
        if (waiting.totalPendingWriteBytes() + length + PREFIX > listener.context.outboundLimit()) {
            close(CloseReason.OUTBOUND_LIMIT);
            return false;
        }
        ByteBuf out = channel.alloc().directBuffer(PREFIX + length);
        out.writeShort(length);
        buffer.getBytes(offset, out.internalNioBuffer(PREFIX, length), length);
        out.writerIndex(PREFIX + length);
        channel.write(out, channel.voidPromise());
        loop.counters.answers.increment();
        loop.counters.outboundBytes.add(PREFIX + length);
        inFlight = Math.max(0, inFlight - 1);
        return true;
    }

    /** True the first time since the last {@link #flushAnswers()}. */
    boolean markDirty() {
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    /** Sends what was written. */
    void flushAnswers() {
        dirty = false;
        if (closing) {
            return;
        }
        lists.idle.add(this, loop.clock.monotonicNs());
        channel.flush();
        if (!closing && inputClosed && inFlight == 0 && pending == null) {
            linger(CloseReason.HALF_CLOSED, null);
        }
    }

    /** Closes when everything written so far has left. */
    void closeAfterAnswers(String why) {
        if (!closing && !lingering) {
            linger(null, why);
        }
    }

    private void linger(CloseReason why, String foreign) {
        lingering = true;
        reason = why;
        foreignReason = foreign;
        if (!lists.unwritable.contains(this)) {
            lists.unwritable.add(this, loop.clock.monotonicNs());
        }
        updateReading(loop.clock.monotonicNs());
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Counts a bad MAC; the third within a minute closes the connection and slows its address. */
    void badMac(long nowNs) {
        loop.counters.badMacs.increment();
        if (badMacs == 0 || nowNs - badMacsSinceNs >= MINUTE_NS) {
            badMacs = 0;
            badMacsSinceNs = nowNs;
        }
        if (++badMacs >= MAX_BAD_MACS && !closing && !lingering) {
            loop.counters.slowedPeers.increment();
            loop.peers.slow(peer, nowNs);
            warn("sent " + MAX_BAD_MACS + " requests with a bad MAC within a minute and is slowed");
            closeAfterAnswers(CloseReason.BAD_MAC.label());
        }
    }

    // ---- state --------------------------------------------------------------------------------------------------------------

    private void hold() {
        held = true;
        channel.config().setAutoRead(false);
        channel.eventLoop().schedule(() -> {
            held = false;
            updateReading(loop.clock.monotonicNs());
        }, listener.context.slowPeerNs(), TimeUnit.NANOSECONDS);
    }

    /** Reads only when a frame can go on its way, and times frames only while reading. */
    private void updateReading(long nowNs) {
        boolean read = !closing && !lingering && !held && !inputClosed && channel.isWritable() && !lists.busy.contains(this);
        if (read != channel.config().isAutoRead()) {
            channel.config().setAutoRead(read);
        }
        if (!read || pending == null) {
            lists.frame.remove(this);
        } else if (!lists.frame.contains(this)) {
            lists.frame.add(this, nowNs);
        }
    }

    /** Closes now; what waits for the terminal is dropped. The first reason counts. */
    void close(CloseReason why) {
        if (closing) {
            return;
        }
        closing = true;
        if (!lingering) {
            reason = why;
        }
        loop.retire(id);
        lists.forget(this, loop.counters);
        release();
        channel.close();
    }

    private void release() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    private void closed() {
        if (reason == null && foreignReason == null) {
            reason = pending == null ? CloseReason.PEER_CLOSED : CloseReason.TRUNCATED;
        }
        closing = true;
        lists.forget(this, loop.counters);
        release();
        loop.unregister(id);
        listener.connections.add(-1);
        listener.release();
        loop.peers.release(peer);
        if (foreignReason != null) {
            loop.counters.closed(foreignReason);
        } else {
            loop.counters.closed(reason);
        }
    }
}
