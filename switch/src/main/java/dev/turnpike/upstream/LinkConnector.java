package dev.turnpike.upstream;

import dev.turnpike.gateway.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Looks names up on a thread of its own (that may take seconds), then connects on the session's event loop. */
final class LinkConnector implements LinkSession.Connector {
    private final Transport transport;
    private final Executor resolver;

    LinkConnector(Transport transport, Executor resolver) {
        this.transport = transport;
        this.resolver = resolver;
    }

    @Override
    public void connect(LinkSession session) {
        LinkContext context = session.link.context;
        try {
            resolver.execute(() -> {
                InetSocketAddress address = new InetSocketAddress(context.host(), context.port());
                session.link.loop.execute(() -> connect(session, address));
            });
        } catch (RejectedExecutionException e) {
            session.connectFailed(e);
        }
    }

    private void connect(LinkSession session, InetSocketAddress address) {
        LinkContext context = session.link.context;
        if (address.isUnresolved()) {
            session.connectFailed(new UnknownHostException("host " + context.host() + " is not known"));
            return;
        }
        new Bootstrap().group(session.link.loop.eventLoop).channel(transport.channel())
            .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) context.connectTimeoutMs())
            .handler(new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                    if (context.sslContext() != null) {
                        SslHandler tls = context.sslContext().newHandler(channel.alloc(), context.serverName(), context.port());
                        tls.setHandshakeTimeoutMillis(context.connectTimeoutMs());
                        channel.pipeline().addLast(tls);
                    }
                    channel.pipeline().addLast(new LinkHandler(session));
                }
            })
            .connect(address).addListener((io.netty.channel.ChannelFuture f) -> tcpDone(session, f.channel(), f.cause()));
    }

    private static void tcpDone(LinkSession session, Channel channel, Throwable cause) {
        if (cause != null) {
            session.connectFailed(cause);
            return;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            session.connected(channel);
            return;
        }
        tls.handshakeFuture().addListener(f -> {
            if (f.cause() != null) {
                channel.close();
                session.connectFailed(f.cause());
            } else {
                session.connected(channel);
            }
        });
    }
}
