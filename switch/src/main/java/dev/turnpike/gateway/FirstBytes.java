package dev.turnpike.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Looks at the first three bytes of a connection and then goes away: a TLS handshake record gets a TLS handler, anything else on a TLS
 * listener is closed with a line that says so. A silent connection therefore costs no TLS state. Confined to its event loop.
 */
final class FirstBytes extends ByteToMessageDecoder {
    private static final int ENOUGH = 3;
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR = 3;
    private static final int TLS_MINOR_MAX = 4;
    private static final int TPDU_ID = 0x60;
    private static final long CLOSE_NOTIFY_MS = 1_000;

    private final TerminalConnection connection;
    private final SslContext sslContext;
    private final Executor handshakes;

    /** {@code sslContext} null = a plain listener. */
    FirstBytes(TerminalConnection connection, SslContext sslContext, Executor handshakes) {
        this.connection = connection;
        this.sslContext = sslContext;
        this.handshakes = handshakes;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < ENOUGH) {
            return;
        }
        int at = in.readerIndex();
        boolean tls = in.getUnsignedByte(at) == TLS_HANDSHAKE && in.getUnsignedByte(at + 1) == TLS_MAJOR
            && in.getUnsignedByte(at + 2) <= TLS_MINOR_MAX;
        if (sslContext == null) {
            if (tls) {
                refuse(in, connection::spokeTls);
            } else {
                ctx.pipeline().remove(this);
            }
        } else if (tls) {
            connection.helloBegan();
            SslHandler handler = sslContext.newHandler(ctx.alloc(), handshakes);
            handler.setHandshakeTimeoutMillis(0);
            handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MS);
            ctx.pipeline().addAfter(ctx.name(), "tls", handler);
            ctx.pipeline().remove(this);
        } else {
            boolean iso8583 = in.getUnsignedByte(at + 2) == TPDU_ID;
            refuse(in, () -> connection.spokePlaintext(iso8583));
        }
    }

    private static void refuse(ByteBuf in, Runnable close) {
        in.skipBytes(in.readableBytes());
        close.run();
    }
}
