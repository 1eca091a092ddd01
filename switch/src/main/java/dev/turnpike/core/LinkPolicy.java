package dev.turnpike.core;

import java.time.ZoneId;
import java.util.Set;

/**
 * What the core must know about an acquirer link.
 *
 * @param name         name in configuration and journal
 * @param institution  field 32, at most 11 digits
 * @param forwarder    field 33, at most 11 digits; empty: not sent
 * @param dayScope     true when F11 alone must be unique within a day of {@code zone}: when it runs out, 91 and an alarm
 * @param zone         zone of field 7
 * @param timeoutMs    how long an answer may take
 * @param maxInFlight  requests that may wait for an answer at once; above it 91
 * @param firstRetryMs pause before the first repeat of a reversal or advice; doubles each time
 * @param maxRetryMs   longest pause
 * @param attempts     counted attempts after which a reversal is parked
 * @param settleMs     how long a reversal answered 25 stays open for a late approval
 * @param finalCodes   codes (see ResponseCode) that end a reversal
 * @param drainPerSecond reversals and advices written a second at most, 1 to 100000; what a new request waits for goes out all the same
 * @param window       reversals and advices that may wait for their answer at once, at least 1
 */
public record LinkPolicy(String name, String institution, String forwarder, boolean dayScope, ZoneId zone, int timeoutMs, int maxInFlight, long firstRetryMs, long maxRetryMs,
                         int attempts, long settleMs, Set<Integer> finalCodes, int drainPerSecond, int window) {
    /** Default of {@code drainPerSecond}. */
    public static final int DRAIN_PER_SECOND = 200;
    /** Default of {@code window}. */
    public static final int WINDOW = 256;

    /** As above, with the default rate and window of store-and-forward. */
    public LinkPolicy(String name, String institution, String forwarder, boolean dayScope, ZoneId zone, int timeoutMs, int maxInFlight,
                      long firstRetryMs, long maxRetryMs, int attempts, long settleMs, Set<Integer> finalCodes) {
        this(name, institution, forwarder, dayScope, zone, timeoutMs, maxInFlight, firstRetryMs, maxRetryMs, attempts, settleMs, finalCodes,
            DRAIN_PER_SECOND, WINDOW);
    }
}
