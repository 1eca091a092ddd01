package dev.turnpike.upstream;

import dev.turnpike.gateway.Transport;
import dev.turnpike.transaction.UpstreamOutbound;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/**
 * All links to acquirers. Create, {@link #start()}, later {@link #close()}, by any thread; the methods of {@link UpstreamOutbound} by the
 * dispatch thread alone.
 */
public final class UpstreamLinks implements UpstreamOutbound, AutoCloseable {
    private static final long STOP_EXTRA_MS = 2_000;

    private final UpstreamContext context;
    private final EventLoopGroup group;
    private final boolean ownGroup;
    private final ThreadPoolExecutor resolver;
    private final List<UpstreamLoop> loops = new ArrayList<>();
    private final Link[] links;
    private final UpstreamLoop[] loopOfLink;
    private final List<io.netty.util.concurrent.Future<?>> ticks = new ArrayList<>();

    /** Concludes {@code context}; throws {@link UpstreamException} when something is wrong. Nothing is connected yet. */
    public UpstreamLinks(UpstreamContext context) {
        this.context = context.conclude();
        Transport transport = Transport.choose(context.nativeTransport());
        ownGroup = context.eventLoops() == null;
        group = ownGroup ? transport.group(context.eventLoopCount(), "turnpike-upstream") : context.eventLoops();
        resolver = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("turnpike-resolve", true));
        resolver.allowCoreThreadTimeOut(true);
        for (EventExecutor executor : group) {
            loops.add(new UpstreamLoop((EventLoop) executor, context));
        }
        LinkConnector connector = new LinkConnector(transport, resolver);
        links = new Link[context.links().size()];
        loopOfLink = new UpstreamLoop[links.length];
        for (int i = 0; i < links.length; i++) {
            loopOfLink[i] = loops.get(i % loops.size());
            links[i] = new Link(context.links().get(i), loopOfLink[i], context, connector);
            loopOfLink[i].add(links[i]);
        }
    }

    /** Begins to connect. */
    public UpstreamLinks start() {
        for (UpstreamLoop loop : loops) {
            ticks.add(loop.eventLoop.scheduleWithFixedDelay(loop::tick, 0, context.tickMs(), TimeUnit.MILLISECONDS));
        }
        return this;
    }

    /** True while the core may use the link; any thread. */
    public boolean isUp(int link) {
        return links[link].isUsable();
    }

    @Override
    public boolean send(int link, int stretch, DirectBuffer buffer, int offset, int length) {
        if (link < 0 || link >= links.length || !links[link].isUsable(stretch)) {
            return false;
        }
        if (loopOfLink[link].offer(link, stretch, buffer, offset, length)) {
            return true;
        }
        links[link].refuse();
        return false;
    }

    @Override
    public void flush() {
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).signal();
        }
    }

    /** Writes what is queued, signs off, closes and ends the threads; waits at most the sign-off time and two seconds. */
    @Override
    public void close() {
        long signOffMs = 0;
        for (UpstreamLoop loop : loops) {
            loop.execute(() -> {
                loop.drain();
                loop.links().forEach(Link::stop);
            });
        }
        for (Link link : links) {
            signOffMs = Math.max(signOffMs, link.context.signOffMs());
        }
        try {
            for (Link link : links) {
                link.ended().await(signOffMs + STOP_EXTRA_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ticks.forEach(t -> t.cancel(false));
        resolver.shutdown();
        if (ownGroup) {
            group.shutdownGracefully(0, STOP_EXTRA_MS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(STOP_EXTRA_MS, TimeUnit.MILLISECONDS);
        }
    }
}
