package dev.turnpike.status;

/** The machine's clock. The one place in production code where time is read. */
public final class SystemClock implements Clock {
    /** Stateless, hence one instance. */
    public static final SystemClock INSTANCE = new SystemClock();

    private SystemClock() {
    }

    @Override
    public long monotonicNs() {
        return System.nanoTime();
    }

    @Override
    public long wallMs() {
        return System.currentTimeMillis();
    }
}
