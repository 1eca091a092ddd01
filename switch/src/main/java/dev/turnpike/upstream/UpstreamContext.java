package dev.turnpike.upstream;

import dev.turnpike.status.Alarms;
import dev.turnpike.status.Clock;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import dev.turnpike.transaction.Ingress;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What {@link UpstreamLinks} is made of. Fluent setters, then {@link #conclude()} once. Not thread safe until concluded. */
public final class UpstreamContext {
    private Ingress ingress;
    private Clock clock = SystemClock.INSTANCE;
    private Counters counters;
    private Alarms alarms;
    private RandomGenerator random;
    private int eventLoopCount = 1;
    private EventLoopGroup eventLoops;
    private int outboundRingBytes = 4 * 1024 * 1024;
    private int tickMs = 50;
    private boolean nativeTransport = true;
    private final List<LinkContext> links = new ArrayList<>();
    private boolean concluded;

    /** Checks the values, concludes the links; throws {@link UpstreamException} naming what is wrong. Once only. */
    public UpstreamContext conclude() {
        check(!concluded, "context has already been concluded");
        check(ingress != null, "ingress is missing");
        check(random != null, "source of randomness is missing");
        counters = counters == null ? new Counters() : counters;
        alarms = alarms == null ? new Alarms(counters, clock) : alarms;
        check(eventLoopCount > 0 && eventLoopCount <= 64, "event loop count must be 1 to 64");
        check(Integer.bitCount(outboundRingBytes) == 1 && outboundRingBytes >= 64 * 1024, "outbound ring: a power of two from 65536");
        check(tickMs > 0, "tick must be positive");
        for (int i = 0; i < links.size(); i++) {
            LinkContext link = links.get(i).conclude();
            check(link.number() == i, "link " + link.name() + " has number " + link.number() + " but is added as " + i);
            check(links.stream().filter(l -> l.name().equals(link.name())).count() == 1, "two links are called " + link.name());
        }
        concluded = true;
        return this;
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new UpstreamException("upstream: " + what);
        }
    }

    /** Where messages go. Required. */
    public UpstreamContext ingress(Ingress value) {
        ingress = value;
        return this;
    }

    /** Source of time. Default the machine's clock. */
    public UpstreamContext clock(Clock value) {
        clock = value;
        return this;
    }

    /** Registry for metrics. */
    public UpstreamContext counters(Counters value) {
        counters = value;
        return this;
    }

    /** Where conditions for a person go. */
    public UpstreamContext alarms(Alarms value) {
        alarms = value;
        return this;
    }

    /** Source of the jitter of back-off. Required; used by the event loops, hence thread safe when there are several. */
    public UpstreamContext random(RandomGenerator value) {
        random = value;
        return this;
    }

    /** Threads that serve links. Default 1. */
    public UpstreamContext eventLoopCount(int value) {
        eventLoopCount = value;
        return this;
    }

    /** Event loops of somebody else, made by the same {@code Transport}, in place of own ones; not ended by {@code close}. */
    public UpstreamContext eventLoops(EventLoopGroup value) {
        eventLoops = value;
        return this;
    }

    /** Bytes of the ring between dispatch thread and each event loop, a power of two. Default 4 MiB. */
    public UpstreamContext outboundRingBytes(int value) {
        outboundRingBytes = value;
        return this;
    }

    /** How often an event loop looks at its deadlines, in milliseconds. Default 50. */
    public UpstreamContext tickMs(int value) {
        tickMs = value;
        return this;
    }

    /** False for Java's own selector even where epoll is available. */
    public UpstreamContext nativeTransport(boolean value) {
        nativeTransport = value;
        return this;
    }

    /** Adds a link; numbers must be 0, 1, 2 and so on in the order of adding. */
    public UpstreamContext link(LinkContext value) {
        links.add(value);
        return this;
    }

    Ingress ingress() {
        return ingress;
    }

    Clock clock() {
        return clock;
    }

    Counters counters() {
        return counters;
    }

    Alarms alarms() {
        return alarms;
    }

    RandomGenerator random() {
        return random;
    }

    int eventLoopCount() {
        return eventLoopCount;
    }

    EventLoopGroup eventLoops() {
        return eventLoops;
    }

    int outboundRingBytes() {
        return outboundRingBytes;
    }

    int tickMs() {
        return tickMs;
    }

    boolean nativeTransport() {
        return nativeTransport;
    }

    List<LinkContext> links() {
        return links;
    }
}
