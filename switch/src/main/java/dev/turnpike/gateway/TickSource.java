package dev.turnpike.gateway;

import dev.turnpike.status.Clock;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.Ingress;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Publishes TICK events: one per interval, and the next at once while the core says that it has more work. Never two at a time in the
 * ring: the next is published only when the last has been consumed, hence a slow pipeline is not filled with ticks. One thread of its
 * own; {@link #start} and {@link #close} may be called by any thread.
 */
public final class TickSource implements AutoCloseable {
    private static final long WAIT_NS = 50_000;
    private static final long STOP_MS = 5_000;

    private final Ingress ingress;
    private final Clock clock;
    private final long intervalNs;
    private final BooleanSupplier moreWork;
    private final LongSupplier consumed;
    private volatile boolean running;
    private volatile Thread thread;
    private long lastSequence = -1;
    private long lastNs;

    /**
     * Does not start yet.
     *
     * @param intervalNs nanoseconds between ticks
     * @param moreWork   true while cursors of the core are unfinished; read from the tick thread, hence from a volatile
     * @param consumed   last sequence that the deciding stage has finished; any thread
     */
    public TickSource(Ingress ingress, Clock clock, long intervalNs, BooleanSupplier moreWork, LongSupplier consumed) {
        this.ingress = ingress;
        this.clock = clock;
        this.intervalNs = intervalNs;
        this.moreWork = moreWork;
        this.consumed = consumed;
        this.lastNs = clock.monotonicNs() - intervalNs;
    }

    /** Starts the thread. */
    public synchronized TickSource start(ThreadFactory factory) {
        if (thread == null) {
            running = true;
            thread = factory.newThread(this::run);
            thread.start();
        }
        return this;
    }

    private void run() {
        while (running) {
            long waitNs = poll();
            if (waitNs > 0) {
                LockSupport.parkNanos(this, waitNs);
            }
        }
    }

    /** Publishes when it is time; returns nanoseconds to wait before the next call. One thread; a test may step it. */
    public long poll() {
        if (consumed.getAsLong() < lastSequence) {
            return WAIT_NS;
        }
        long now = clock.monotonicNs();
        long due = lastNs + intervalNs - now;
        if (due > 0 && !moreWork.getAsBoolean()) {
            return due;
        }
        long sequence = ingress.tryClaim(AdmissionClass.PRIORITY);
        if (sequence < 0) {
            return WAIT_NS;
        }
        try {
            ingress.slot(sequence).event(EventKind.TICK, now, clock.wallMs());
        } finally {
            ingress.publish(sequence);
        }
        lastSequence = sequence;
        lastNs = now;
        return WAIT_NS;
    }

    /** Ends the thread; waits at most five seconds. */
    @Override
    public synchronized void close() {
        running = false;
        Thread t = thread;
        thread = null;
        if (t != null) {
            LockSupport.unpark(t);
            try {
                t.join(STOP_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
