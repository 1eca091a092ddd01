package dev.turnpike.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what Netty tells about one connection to its session. Confined to the event loop. */
final class LinkHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(LinkHandler.class);
    private final LinkSession session;

    LinkHandler(LinkSession session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        session.received(ctx.channel(), (ByteBuf) message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof SSLException) {
            session.lose(LossReason.PROTOCOL_ERROR, "TLS: " + root.getMessage());
        } else if (root instanceof IOException) {
            session.lose(LossReason.RESET, root.getMessage());
        } else {
            LOG.error("link {}: fault in the switch", session.link.context.name(), root);
            session.lose(LossReason.INTERNAL_ERROR, "fault in the switch");
        }
        ctx.close();
    }
}
