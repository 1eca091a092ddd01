package dev.turnpike.security.command;

/**
 * How long and how many.
 *
 * @param capacity   commands without answer at a time, 1 to 65,536
 * @param timeoutNs  from submission to giving up, at least 1
 * @param slowNs     age of the oldest command without answer from which the module counts as slow, at least 1
 * @param downAfter  time-outs in a row after which the module counts as down, at least 1
 * @param probeNs    between two commands that are let through while it is down, at least 1
 */
public record CommandLimits(int capacity, long timeoutNs, long slowNs, int downAfter, long probeNs) {
    /** Checks the ranges. */
    public CommandLimits {
        if (capacity < 1 || capacity > 1 << 16 || timeoutNs < 1 || slowNs < 1 || downAfter < 1 || probeNs < 1) {
            throw new IllegalArgumentException("capacity=" + capacity + " timeoutNs=" + timeoutNs + " slowNs=" + slowNs + " downAfter="
                + downAfter + " probeNs=" + probeNs + ", expected 1 to 65536 commands and positive times");
        }
    }
}
