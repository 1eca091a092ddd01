package dev.turnpike.gateway;

import dev.turnpike.transaction.TerminalOutbound;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All listeners for terminals. Create, {@link #start()}, later {@link #stopAccepting()} and {@link #close()}; those and the certificate
 * reload may be called by any thread, the methods of {@link TerminalOutbound} by the dispatch thread alone.
 */
public final class TerminalServer implements TerminalOutbound, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalServer.class);
    private static final int BACKLOG = 4_096;
    private static final int LOW_WATER = 32 * 1024;
    private static final int HIGH_WATER = 64 * 1024;
    private static final long STOP_SECONDS = 10;
    private static final long SWEEP_SECONDS = 10;
    private static final long DAY_MS = 86_400_000L;
    private static final int[] EXPIRY_DAYS = {1, 7, 30};

    private final GatewayContext context;
    private final Transport transport;
    private final GatewayCounters counters;
    private final ConnectionBudget budget;
    private final PeerTable peers = new PeerTable();
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Channel> ports = new ArrayList<>();
    private final EventLoopGroup acceptor;
    private final EventLoopGroup group;
    private final ThreadPoolExecutor handshakes;
    private final GatewayLoop[] loops;
    private volatile boolean accepting = true;

    /** Concludes {@code context} and reads the certificates; throws {@link GatewayException} when something cannot be used. */
    public TerminalServer(GatewayContext context) {
        this.context = context.conclude();
        counters = new GatewayCounters(context.counters());
        budget = new ConnectionBudget(context.counters());
        for (ListenerContext listener : context.listeners()) {
            listeners.add(new Listener(listener, context.counters(), budget));
        }
        warnOfFewFiles();
        transport = Transport.choose(context.nativeTransport());
        acceptor = transport.group(1, "turnpike-accept");
        group = transport.group(context.eventLoopCount(), "turnpike-gateway");
        // The queue is bounded by the number of unfinished handshakes.
        handshakes = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("turnpike-handshake", true));
        handshakes.allowCoreThreadTimeOut(true);
        loops = new GatewayLoop[context.eventLoopCount()];
        int i = 0;
        for (EventExecutor executor : group) {
            loops[i] = new GatewayLoop(i, (EventLoop) executor, context, listeners, peers, counters);
            i++;
        }
    }

    /** Opens the ports; throws {@link GatewayException} naming the address that cannot be opened. */
    public TerminalServer start() {
        for (GatewayLoop loop : loops) {
            loop.start(context.tickMs());
        }
        loops[0].eventLoop.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        loops[0].eventLoop.scheduleWithFixedDelay(this::hourly, 0, 1, TimeUnit.HOURS);
        for (Listener listener : listeners) {
            ports.add(bind(listener));
        }
        return this;
    }

    private void sweep() {
        peers.sweep(context.clock().monotonicNs());
        budget.refresh();
    }

    private void warnOfFewFiles() {
        long wanted = listeners.stream().mapToLong(l -> l.context.maxConnections()).sum();
        if (wanted > budget.max()) {
            LOG.warn("the listeners may take {} connections, the system's limit of open files leaves room for {}; raise it with ulimit -n",
                wanted, budget.max());
        }
    }

    private Channel bind(Listener listener) {
        ListenerContext limits = listener.context;
        ServerBootstrap bootstrap = new ServerBootstrap().group(acceptor, group).channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG).option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
            .handler(new AcceptFailures())
            .childHandler(new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                    accept(listener, channel);
                }
            });
        try {
            Channel port = bootstrap.bind(new InetSocketAddress(limits.address(), limits.port())).sync().channel();
            LOG.debug("listener {} on {} ({}, {})", limits.name(), port.localAddress(), limits.plaintext() ? "plain TCP" : "TLS",
                transport);
            return port;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("interrupted while opening listener " + limits.name(), e);
        } catch (Exception e) {
            // Netty throws checked exceptions unchecked from sync().
            close();
            throw new GatewayException("listener " + limits.name() + " cannot open " + limits.address() + ":" + limits.port() + ": "
                + e.getMessage(), e);
        }
    }

    private void accept(Listener listener, SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            // Gone between accept and here.
            channel.close();
            counters.closed(CloseReason.PEER_RESET);
            return;
        }
        accept(listener, loopOf(channel.eventLoop()), channel, remote.getAddress());
    }

    private void accept(Listener listener, GatewayLoop loop, Channel channel, InetAddress address) {
        listener.accepted.increment();
        long key = PeerTable.key(address);
        if (!accepting) {
            refuse(channel, CloseReason.SHUTDOWN);
            return;
        }
        if (!listener.admit()) {
            refuse(channel, CloseReason.CONNECTION_LIMIT);
            return;
        }
        CloseReason refused = peers.admit(key, listener.context.maxConnectionsPerPeer(), context.clock().monotonicNs());
        if (refused != null) {
            listener.release();
            refuse(channel, refused);
            return;
        }
        TerminalConnection connection = new TerminalConnection(loop, listener, channel, address);
        if (!connection.open()) {
            listener.release();
            peers.release(key);
            refuse(channel, CloseReason.CONNECTION_LIMIT);
            return;
        }
        channel.pipeline().addLast("first", new FirstBytes(connection, listener.sslContext(), handshakes)).addLast(connection);
    }

    private void refuse(Channel channel, CloseReason reason) {
        counters.closed(reason);
        channel.close();
    }

    private GatewayLoop loopOf(EventLoop eventLoop) {
        for (GatewayLoop loop : loops) {
            if (loop.eventLoop == eventLoop) {
                return loop;
            }
        }
        throw new IllegalStateException("channel on a foreign event loop");
    }

    /** Counts what the system could not give; Netty pauses that port for a second, existing connections go on. */
    private final class AcceptFailures extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
            counters.acceptFailures.increment();
            // Should not happen, since the budget keeps a reserve; another process may have taken the system's last file.
            context.alarms().raise("accept_failed", "new terminals cannot connect: " + cause.getMessage());
            super.exceptionCaught(ctx, cause);
        }

        @Override
        public boolean isSharable() {
            return true;
        }
    }

    /** Port that a listener has bound; for tests and for port 0. */
    public int port(int listenerIndex) {
        return ((InetSocketAddress) ports.get(listenerIndex).localAddress()).getPort();
    }

    /** The threads that serve connections, for a part that wants to share them; they end with this server. */
    public EventLoopGroup eventLoops() {
        return group;
    }

    /** Open connections of all listeners. */
    public long connections() {
        return listeners.stream().mapToLong(l -> l.connections.value()).sum();
    }

    /**
     * Gives new connections of a listener another certificate; established ones keep theirs. Throws {@link GatewayException} and
     * keeps the old one when the files cannot be used.
     */
    public void reloadCertificate(String listenerName, Path chain, Path key) {
        for (Listener listener : listeners) {
            if (listener.context.name().equals(listenerName)) {
                listener.reload(chain, key);
                checkCertificates();
                return;
            }
        }
        throw new GatewayException("no listener is called " + listenerName);
    }

    private void hourly() {
        listeners.forEach(Listener::rotateTicketKey);
        checkCertificates();
    }

    private void checkCertificates() {
        long now = context.clock().wallMs();
        for (Listener listener : listeners) {
            for (int days : EXPIRY_DAYS) {
                if (listener.certificateExpiryMs() - now < days * DAY_MS) {
                    context.alarms().raise("certificate_expiry", "the certificate of listener " + listener.context.name()
                        + " ends in less than " + days + (days == 1 ? " day" : " days"));
                    break;
                }
            }
        }
    }

    // ---- dispatch thread ----------------------------------------------------------------------------------------------------

    @Override
    public boolean send(long connectionId, DirectBuffer buffer, int offset, int length) {
        GatewayLoop loop = loop(connectionId);
        if (loop == null || !loop.isLive(connectionId)) {
            counters.undeliverable.increment();
            return false;
        }
        if (loop.offerAnswer(connectionId, buffer, offset, length)) {
            return true;
        }
        loop.closeOverflowing(connectionId);
        return false;
    }

    @Override
    public void close(long connectionId, String reason) {
        GatewayLoop loop = loop(connectionId);
        if (loop != null && loop.isLive(connectionId)) {
            loop.offerClose(connectionId, reason.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void reportBadMac(long connectionId) {
        GatewayLoop loop = loop(connectionId);
        if (loop != null && loop.isLive(connectionId)) {
            loop.offerBadMac(connectionId);
        }
    }

    @Override
    public void flush() {
        for (GatewayLoop loop : loops) {
            loop.signal();
        }
    }

    private GatewayLoop loop(long connectionId) {
        int number = ConnectionId.loop(connectionId);
        return connectionId > 0 && number < loops.length ? loops[number] : null;
    }

    // ---- stop ---------------------------------------------------------------------------------------------------------------

    /** Closes the ports; open connections go on. */
    public void stopAccepting() {
        accepting = false;
        for (Channel port : ports) {
            port.close().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Writes what is queued, closes every connection and ends the threads; waits at most some seconds. */
    @Override
    public void close() {
        stopAccepting();
        for (GatewayLoop loop : loops) {
            if (!loop.eventLoop.isShuttingDown()) {
                loop.eventLoop.submit(() -> loop.closeAll(CloseReason.SHUTDOWN)).awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
            }
        }
        acceptor.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
        group.shutdownGracefully(50, STOP_SECONDS * 1000, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        acceptor.terminationFuture().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        handshakes.shutdown();
    }
}
