package dev.turnpike.bench;

import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Makes the rig's connections. {@link #connect} on any thread; handlers on the event loops. */
final class LoadClient implements AutoCloseable {
    private static final int CONNECT_MS = 5_000;
    private final LoadPlan plan;
    private final EventLoopGroup loops;
    private final SslContext tls;

    LoadClient(LoadPlan plan) {
        this.plan = plan;
        loops = new MultiThreadIoEventLoopGroup(plan.loops(), new DefaultThreadFactory("load", true),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        try {
            tls = plan.authority() == null ? null : SslContextBuilder.forClient().sslProvider(provider())
                .trustManager(plan.authority().toFile()).endpointIdentificationAlgorithm(null).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "cannot use the authority in " + plan.authority() + ": "
                + e.getMessage());
        }
    }

    private static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /** How connections are protected, for the result. */
    String tls() {
        return tls == null ? "off" : "on (" + (provider() == SslProvider.OPENSSL ? OpenSsl.versionString() : "JDK")
            + " at the rig)";
    }

    EventLoopGroup loops() {
        return loops;
    }

    /** Connects; the connection hears of it, or is told why not. */
    void connect(LoadConnection connection) {
        ChannelFuture future = new Bootstrap()
            .group(connection.loop().eventLoop())
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
            .handler(new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                    if (tls != null) {
                        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    channel.pipeline().addLast(connection).addLast(new Opened(connection, tls == null));
                }
            })
            .connect(plan.host(), plan.port());
        future.addListener(done -> {
            if (!done.isSuccess()) {
                connection.fail("cannot connect to " + plan.host() + ":" + plan.port() + ": " + done.cause().getMessage());
            }
        });
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Tells the connection when it may carry data. */
    private static final class Opened extends ChannelInboundHandlerAdapter {
        private final LoadConnection connection;
        private final boolean plain;

        Opened(LoadConnection connection, boolean plain) {
            this.connection = connection;
            this.plain = plain;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (plain) {
                connection.connected();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                connection.connected();
            }
        }
    }
}
