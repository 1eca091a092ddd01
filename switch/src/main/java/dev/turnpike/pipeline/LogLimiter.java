package dev.turnpike.pipeline;

/** At most one log line a second for things that a peer can cause at will. One thread. */
final class LogLimiter {
    private static final long SECOND_NS = 1_000_000_000L;
    private long last;
    private boolean any;
    private long suppressed;
    private long reported;

    /** True when a line may be written now. */
    boolean mayLog(long nowNs) {
        if (any && nowNs - last < SECOND_NS) {
            suppressed++;
            return false;
        }
        any = true;
        last = nowNs;
        reported = suppressed;
        suppressed = 0;
        return true;
    }

    /** Lines left out before the one that {@link #mayLog(long)} just allowed. */
    long suppressed() {
        return reported;
    }
}
