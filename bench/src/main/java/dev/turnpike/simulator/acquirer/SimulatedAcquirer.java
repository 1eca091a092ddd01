package dev.turnpike.simulator.acquirer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A listening acquirer with its ledger, on one event loop thread. {@link #start} and {@link #close} from one thread; everything
 * else any thread.
 */
public final class SimulatedAcquirer implements AutoCloseable {
    private final AcquirerContext context;
    private final AcquirerControl control = new AcquirerControl();
    private final AcquirerCounters counters = new AcquirerCounters();
    private final PostingLedger ledger;
    private final LedgerFile file;
    private final EventLoopGroup loops;
    private final ChannelGroup connections;
    private final Channel listener;
    private final LedgerServer ledgerServer;

    private SimulatedAcquirer(AcquirerContext context) throws IOException {
        this.context = context;
        control.latencyMinMs = context.latencyMinMs();
        control.latencyMaxMs = context.latencyMaxMs();
        ledger = new PostingLedger(context.ledgerLimit());
        file = new LedgerFile(context.ledgerFile(), ledger);
        loops = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(context.name(), true),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        connections = new DefaultChannelGroup(loops.next());
        try {
            listener = bind();
            ledgerServer = context.ledgerPort() < 0 ? null : new LedgerServer(context, ledger, counters, control);
        } catch (IOException | RuntimeException e) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            file.close();
            throw e;
        }
    }

    /**
     * Binds both ports and serves until {@link #close}.
     *
     * @param context concluded options
     * @throws IOException when a port is taken or the ledger file cannot be read or opened
     */
    public static SimulatedAcquirer start(AcquirerContext context) throws IOException {
        return new SimulatedAcquirer(context);
    }

    private Channel bind() throws IOException {
        SplittableRandom seeds = new SplittableRandom(context.seed());
        var bound = new ServerBootstrap()
            .group(loops)
            .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                    counters.connections.increment();
                    connections.add(channel);
                    AcquirerDesk desk = new AcquirerDesk(context, control, counters, ledger, file);
                    channel.pipeline().addLast(new AcquirerConnection(context, control, desk, ledger, file, seeds.split()));
                }
            })
            .bind(context.address(), context.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + context.address() + ":" + context.port() + ": "
                + bound.cause().getMessage(),
                bound.cause());
        }
        return bound.channel();
    }

    /** The port that acquirer links connect to. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** The port of the ledger's HTTP side, -1 when it is off. */
    public int ledgerPort() {
        return ledgerServer == null ? -1 : ledgerServer.port();
    }

    /** Closes all connections at once, as a crash would; the listener stays. */
    public void dropConnections() {
        connections.close().awaitUninterruptibly();
    }

    /** Counters as one JSON object. */
    public String counters() {
        return counters.json();
    }

    @Override
    public void close() throws IOException {
        listener.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        if (ledgerServer != null) {
            ledgerServer.close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        file.close();
    }
}
