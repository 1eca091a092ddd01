package dev.turnpike.transaction;

/**
 * The way into the ring for socket threads. Any number of threads. Never blocks: a full share is a return value.
 *
 * <pre>{@code
 * long seq = ingress.tryClaim(AdmissionClass.REQUEST);
 * if (seq < 0) { back-pressure }
 * else try { ingress.slot(seq).acceptTerminalFrame(...); } finally { ingress.publish(seq); }
 * }</pre>
 */
public interface Ingress {
    /** Claims a slot, or returns a negative number when the share of {@code admission} is used up. */
    long tryClaim(AdmissionClass admission);

    /** The slot of a claimed sequence; valid until {@link #publish(long)}. */
    Slot slot(long sequence);

    /** Publishes a claimed slot. Must be called exactly once per successful claim, also after an exception. */
    void publish(long sequence);
}
