package dev.turnpike.simulator.acquirer;

import dev.turnpike.simulator.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One connection from a switch: cuts the stream into frames (two-byte length, excluding itself), hands them to the desk and sends
 * the answers, once per read, with the faults that were asked for. Event loop only.
 */
final class AcquirerConnection extends ChannelInboundHandlerAdapter {
    /** Longest message taken; a longer announcement closes the connection. */
    static final int MAX_FRAME = 4096;

    private final AcquirerContext context;
    private final AcquirerControl control;
    private final AcquirerDesk desk;
    private final Object ledgerLock;
    private final LedgerFile file;
    private final SplittableRandom random;
    private final byte[] pending = new byte[4 * (MAX_FRAME + 2)];
    private int filled;
    private ByteBuf batch;
    private ByteBuf trickle;
    private boolean closing;

    AcquirerConnection(AcquirerContext context, AcquirerControl control, AcquirerDesk desk, PostingLedger ledger, LedgerFile file,
            SplittableRandom random) {
        this.context = context;
        this.control = control;
        this.desk = desk;
        this.ledgerLock = ledger;
        this.file = file;
        this.random = random;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && !closing) {
                int count = Math.min(in.readableBytes(), pending.length - filled);
                in.readBytes(pending, filled, count);
                filled += count;
                frames(ctx);
            }
        } finally {
            in.release();
        }
    }

    private void frames(ChannelHandlerContext ctx) {
        int at = 0;
        while (!closing && filled - at >= 2) {
            int length = (pending[at] & 0xFF) << 8 | pending[at + 1] & 0xFF;
            if (length > MAX_FRAME) {
                closing = true;
                break;
            }
            if (filled - at < 2 + length) {
                break;
            }
            if (length == 0) {
                batch(ctx).writeShort(0);
            } else {
                answer(ctx, desk.handle(pending, at + 2, length));
            }
            at += 2 + length;
        }
        System.arraycopy(pending, at, pending, 0, filled - at);
        filled -= at;
    }

    private void answer(ChannelHandlerContext ctx, int length) {
        Fault fault = desk.fault();
        if (length == AcquirerDesk.HANG_UP || fault == Fault.CLOSE) {
            closing = true;
        } else if (length != AcquirerDesk.SILENCE && fault != Fault.NO_ANSWER) {
            int delayMs = fault == Fault.LATE ? context.lateMs() : latency();
            if (delayMs > 0 || fault == Fault.SLOW) {
                later(ctx, framed(ctx, length), delayMs, fault == Fault.SLOW);
            } else {
                int copies = fault == Fault.DUPLICATE ? 2 : 1;
                for (int i = 0; i < copies; i++) {
                    write(batch(ctx), fault, length);
                }
            }
        }
    }

    private void write(ByteBuf out, Fault fault, int length) {
        out.writeShort(length);
        if (fault == Fault.GARBAGE) {
            for (int i = 0; i < length; i++) {
                out.writeByte(random.nextInt(256));
            }
        } else {
            out.writeBytes(desk.answer(), 0, length);
        }
    }

    private ByteBuf framed(ChannelHandlerContext ctx, int length) {
        ByteBuf out = ctx.alloc().buffer(length + 2);
        write(out, Fault.NONE, length);
        return out;
    }

    private int latency() {
        int min = control.latencyMinMs;
        int max = control.latencyMaxMs;
        return max <= min ? min : min + random.nextInt(max - min + 1);
    }

    private void later(ChannelHandlerContext ctx, ByteBuf frame, int delayMs, boolean slow) {
        ctx.executor().schedule(() -> {
            if (!ctx.channel().isActive()) {
                frame.release();
            } else if (slow && trickle == null) {
                trickle = frame;
                drip(ctx);
            } else {
                emit(ctx, frame);
            }
        }, delayMs, TimeUnit.MILLISECONDS);
    }

    /** Sends one byte of what trickles, and comes back after a second for the next. */
    private void drip(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive() || trickle == null) {
            releaseTrickle();
        } else if (trickle.readableBytes() > 1) {
            ctx.writeAndFlush(trickle.readRetainedSlice(1));
            ctx.executor().schedule(() -> drip(ctx), 1, TimeUnit.SECONDS);
        } else {
            ByteBuf rest = trickle;
            trickle = null;
            ctx.writeAndFlush(rest);
        }
    }

    /** Sends, or queues behind what trickles: frames must not mix. */
    private void emit(ChannelHandlerContext ctx, ByteBuf frames) {
        if (trickle == null) {
            ctx.writeAndFlush(frames);
            return;
        }
        ByteBuf longer = ctx.alloc().buffer(trickle.readableBytes() + frames.readableBytes());
        longer.writeBytes(trickle).writeBytes(frames);
        trickle.release();
        frames.release();
        trickle = longer;
    }

    private ByteBuf batch(ChannelHandlerContext ctx) {
        if (batch == null) {
            batch = ctx.alloc().buffer(4096);
        }
        return batch;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        synchronized (ledgerLock) {
            file.flush();
        }
        if (batch != null) {
            ByteBuf out = batch;
            batch = null;
            emit(ctx, out);
        }
        if (closing) {
            ctx.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseTrickle();
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }

    private void releaseTrickle() {
        if (trickle != null) {
            trickle.release();
            trickle = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
