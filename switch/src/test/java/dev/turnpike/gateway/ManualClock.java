package dev.turnpike.gateway;

import dev.turnpike.status.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves. */
public final class ManualClock implements Clock {
    private final AtomicLong ns = new AtomicLong(1_000_000_000L);

    /** Moves on by milliseconds. */
    public void advanceMs(long ms) {
        ns.addAndGet(ms * 1_000_000);
    }

    @Override
    public long monotonicNs() {
        return ns.get();
    }

    @Override
    public long wallMs() {
        return 1_795_000_000_000L + ns.get() / 1_000_000;
    }
}
