package dev.turnpike.status;

/** The injected source of time. Production uses {@link SystemClock}; tests and the simulation bring their own. Any thread. */
public interface Clock {
    /** Nanoseconds of a clock that never goes back; only differences mean anything. */
    long monotonicNs();

    /** Milliseconds since 1970-01-01T00:00Z; may step in either direction. */
    long wallMs();
}
