package dev.turnpike.bench;

import dev.turnpike.simulator.terminal.LoadTerminal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One connection of the rig with its terminals, which take turns: signs each of them on, then has at most one purchase in flight.
 * Connects again when it is closed. Event loop only.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter {
    private static final int RECONNECT_MS = 200;
    private static final int APPROVED = '0' << 8 | '0';

    private final LoadLoop loop;
    private final List<LoadTerminal> terminals;
    private final Consumer<LoadConnection> connector;
    private final byte[] pending = new byte[8192];
    private final byte[] request = new byte[LoadTerminal.longest()];
    private int filled;
    private int turn;
    private LoadTerminal busy;
    private long sinceNs;
    private Channel channel;
    private String problem;
    private boolean ready;
    private boolean closing;

    /** A connection that {@code connector} makes and makes again. */
    LoadConnection(LoadLoop loop, List<LoadTerminal> terminals, Consumer<LoadConnection> connector) {
        this.loop = loop;
        this.terminals = terminals;
        this.connector = connector;
    }

    LoadLoop loop() {
        return loop;
    }

    /** True when connected, signed on and without a request in flight. */
    boolean usable() {
        return ready && busy == null;
    }

    boolean inFlight() {
        return ready && busy != null;
    }

    /** What stands in the way of this connection's sign-on, {@code null} when nothing does. Any thread may look, roughly. */
    String problem() {
        return problem;
    }

    void fail(String why) {
        problem = why;
        if (!closing) {
            loop.eventLoop().schedule(() -> connector.accept(this), RECONNECT_MS, TimeUnit.MILLISECONDS);
        }
    }

    void close() {
        loop.eventLoop().execute(() -> {
            closing = true;
            if (channel != null) {
                channel.close();
            }
        });
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        filled = 0;
        busy = null;
        ctx.fireChannelActive();
    }

    /** Called when the connection may carry data: at once without TLS, after the handshake with it. */
    void connected() {
        problem = "not signed on yet";
        signOnNext();
    }

    private void signOnNext() {
        for (LoadTerminal terminal : terminals) {
            if (!terminal.ready()) {
                busy = terminal;
                byte[] message = terminal.signOn();
                ByteBuf out = channel.alloc().buffer(message.length + 2);
                out.writeShort(message.length).writeBytes(message);
                channel.writeAndFlush(out);
                return;
            }
        }
        busy = null;
        ready = true;
        problem = null;
        loop.ready(this);
        flush();
    }

    /** Sends the next terminal's purchase, without flushing; {@code intendedNs} is when it was due. */
    void send(long intendedNs) {
        LoadTerminal terminal = terminals.get(turn);
        turn = turn + 1 == terminals.size() ? 0 : turn + 1;
        int length = terminal.sale(request, 0);
        busy = terminal;
        sinceNs = intendedNs;
        ByteBuf out = channel.alloc().buffer(length);
        out.writeBytes(request, 0, length);
        channel.write(out);
        loop.counters().sent.increment();
    }

    void flush() {
        channel.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable()) {
                int count = Math.min(in.readableBytes(), pending.length - filled);
                if (count == 0) {
                    ctx.close();
                    return;
                }
                in.readBytes(pending, filled, count);
                filled += count;
                frames();
            }
        } finally {
            in.release();
        }
    }

    private void frames() {
        int at = 0;
        while (filled - at >= 2) {
            int length = (pending[at] & 0xFF) << 8 | pending[at + 1] & 0xFF;
            if (filled - at < 2 + length) {
                break;
            }
            frame(at + 2, length);
            at += 2 + length;
        }
        System.arraycopy(pending, at, pending, 0, filled - at);
        filled -= at;
    }

    private void frame(int from, int length) {
        LoadTerminal terminal = busy;
        if (terminal == null) {
            loop.counters().mismatched.increment();
            return;
        }
        busy = null;
        if (ready) {
            loop.answered(sinceNs);
            count(terminal.check(pending, from, length));
            loop.ready(this);
        } else {
            problem = terminal.signedOn(pending, from, length);
            if (problem == null) {
                signOnNext();
            } else {
                closing = true;
                channel.close();
            }
        }
    }

    private void count(int code) {
        LoadCounters counters = loop.counters();
        counters.answered.increment();
        switch (code) {
            case LoadTerminal.UNREADABLE -> counters.unreadable.increment();
            case LoadTerminal.MISMATCH -> counters.mismatched.increment();
            case LoadTerminal.WRONG_MAC -> counters.wrongMac.increment();
            default -> {
                counters.code(code);
                if (code == APPROVED) {
                    counters.approved.increment();
                }
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (ready && busy != null && !closing) {
            loop.counters().lost.increment();
        }
        ready = false;
        busy = null;
        loop.gone(this);
        if (!closing) {
            loop.counters().reconnects.increment();
            fail("connection closed by the switch");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        problem = cause.getMessage();
        ctx.close();
    }
}
