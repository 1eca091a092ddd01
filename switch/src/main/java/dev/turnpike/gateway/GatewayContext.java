package dev.turnpike.gateway;

import dev.turnpike.status.Alarms;
import dev.turnpike.status.Clock;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import dev.turnpike.transaction.Ingress;
import java.util.ArrayList;
import java.util.List;

/** What a {@link TerminalServer} is made of. Fluent setters, then {@link #conclude()} once. Not thread safe until concluded. */
public final class GatewayContext {
    private Ingress ingress;
    private Clock clock = SystemClock.INSTANCE;
    private Counters counters;
    private Alarms alarms;
    private int eventLoopCount = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private int outboundRingBytes = 1024 * 1024;
    private int tickMs = 20;
    private boolean nativeTransport = true;
    private final List<ListenerContext> listeners = new ArrayList<>();
    private boolean concluded;

    /** Checks the values, concludes the listeners; throws {@link GatewayException} naming what is wrong. Once only. */
    public GatewayContext conclude() {
        check(!concluded, "context has already been concluded");
        check(ingress != null, "ingress is missing");
        counters = counters == null ? new Counters() : counters;
        alarms = alarms == null ? new Alarms(counters, clock) : alarms;
        check(eventLoopCount > 0 && eventLoopCount <= ConnectionId.MAX_LOOPS, "event loop count must be 1 to 256");
        check(Integer.bitCount(outboundRingBytes) == 1 && outboundRingBytes >= 64 * 1024, "outbound ring: a power of two from 65536");
        check(tickMs > 0, "tick must be positive");
        check(!listeners.isEmpty(), "no listener");
        for (ListenerContext listener : listeners) {
            listener.conclude();
            check(listeners.stream().filter(l -> l.number() == listener.number() || l.name().equals(listener.name())).count() == 1,
                "two listeners with name " + listener.name() + " or number " + listener.number());
        }
        concluded = true;
        return this;
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new GatewayException("gateway: " + what);
        }
    }

    /** Where frames go. Required. */
    public GatewayContext ingress(Ingress value) {
        ingress = value;
        return this;
    }

    /** Source of time. Default the machine's clock. */
    public GatewayContext clock(Clock value) {
        clock = value;
        return this;
    }

    /** Registry for metrics. */
    public GatewayContext counters(Counters value) {
        counters = value;
        return this;
    }

    /** Where conditions for a person go. */
    public GatewayContext alarms(Alarms value) {
        alarms = value;
        return this;
    }

    /** Threads that serve connections. Default half the processors. */
    public GatewayContext eventLoopCount(int value) {
        eventLoopCount = value;
        return this;
    }

    /** Bytes of the ring between dispatch thread and each event loop, a power of two. Default 1 MiB. */
    public GatewayContext outboundRingBytes(int value) {
        outboundRingBytes = value;
        return this;
    }

    /** How often an event loop looks at its deadlines, in milliseconds. Default 20. */
    public GatewayContext tickMs(int value) {
        tickMs = value;
        return this;
    }

    /** False for Java's own selector even where epoll is available. */
    public GatewayContext nativeTransport(boolean value) {
        nativeTransport = value;
        return this;
    }

    /** Adds a port. */
    public GatewayContext listener(ListenerContext value) {
        listeners.add(value);
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

    int eventLoopCount() {
        return eventLoopCount;
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

    List<ListenerContext> listeners() {
        return listeners;
    }
}
