package dev.turnpike.bench;

import dev.turnpike.status.Clock;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * One event loop's share of the load: its connections, which of them are idle, and, for an open loop, the requests that are due.
 * All of
 * it on that loop's thread, but the recorder's intervals, which the reporting thread takes.
 */
final class LoadLoop {
    private static final long TICK_MICROS = 250;
    private static final long LONGEST_MICROS = 120_000_000L;

    private final EventLoop loop;
    private final Clock clock;
    private final LoadCounters counters;
    private final SingleWriterRecorder latency = new SingleWriterRecorder(LONGEST_MICROS, 3);
    private final List<LoadConnection> connections = new ArrayList<>();
    private final ArrayDeque<LoadConnection> idle = new ArrayDeque<>();
    private final double perNs;
    private ScheduledFuture<?> ticker;
    private long startNs;
    private long issued;
    private volatile long behind;
    private volatile boolean running;

    /** A loop that issues {@code rate} requests a second, or as many as its connections allow when that is 0. */
    LoadLoop(EventLoop loop, Clock clock, LoadCounters counters, double rate) {
        this.loop = loop;
        this.clock = clock;
        this.counters = counters;
        this.perNs = rate / 1e9;
    }

    EventLoop eventLoop() {
        return loop;
    }

    Clock clock() {
        return clock;
    }

    LoadCounters counters() {
        return counters;
    }

    void add(LoadConnection connection) {
        connections.add(connection);
    }

    List<LoadConnection> connections() {
        return connections;
    }

    /** Requests that are due and have no connection. */
    long behind() {
        return behind;
    }

    Histogram interval(Histogram recycle) {
        return latency.getIntervalHistogram(recycle);
    }

    /** Starts sending; any thread. */
    void start() {
        loop.execute(() -> {
            running = true;
            startNs = clock.monotonicNs();
            if (perNs > 0) {
                ticker = loop.scheduleAtFixedRate(this::tick, 0, TICK_MICROS, TimeUnit.MICROSECONDS);
            }
            for (LoadConnection connection : connections) {
                if (connection.usable()) {
                    ready(connection);
                    connection.flush();
                }
            }
        });
    }

    /** Sends nothing more; any thread. */
    void stop() {
        loop.execute(() -> {
            running = false;
            if (ticker != null) {
                ticker.cancel(false);
            }
        });
    }

    /** A connection has nothing in flight. */
    void ready(LoadConnection connection) {
        if (!running) {
            return;
        }
        if (perNs == 0) {
            connection.send(clock.monotonicNs());
            return;
        }
        long now = clock.monotonicNs();
        if (issued < due(now)) {
            connection.send(intended());
        } else {
            idle.add(connection);
        }
    }

    void gone(LoadConnection connection) {
        idle.remove(connection);
    }

    private void tick() {
        long due = due(clock.monotonicNs());
        LoadConnection connection = issued < due ? idle.poll() : null;
        while (connection != null) {
            connection.send(intended());
            connection.flush();
            connection = issued < due ? idle.poll() : null;
        }
        behind = due - issued;
    }

    private long due(long nowNs) {
        return (long) ((nowNs - startNs) * perNs) + 1;
    }

    private long intended() {
        return startNs + (long) (issued++ / perNs);
    }

    /** An answer has come, {@code sinceNs} being when its request should have gone. */
    void answered(long sinceNs) {
        latency.recordValue(Math.min(LONGEST_MICROS, (clock.monotonicNs() - sinceNs) / 1_000));
    }
}
