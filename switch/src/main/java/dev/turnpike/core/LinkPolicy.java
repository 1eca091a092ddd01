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
 */
public record LinkPolicy(String name, String institution, String forwarder, boolean dayScope, ZoneId zone, int timeoutMs, int maxInFlight, long firstRetryMs, long maxRetryMs,
                         int attempts, long settleMs, Set<Integer> finalCodes) {
}
