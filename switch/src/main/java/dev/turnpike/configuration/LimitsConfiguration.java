package dev.turnpike.configuration;

import java.time.Duration;

/**
 * Limits of the core; memory for all of them is taken at the start.
 *
 * @param ringSize        slots of the ring, a power of two
 * @param maxInFlight     requests without a final outcome, all upstreams together
 * @param maxTransactions transactions that the core remembers for repeats, voids and refunds; the oldest final ones go first
 * @param maxStoredAnswers answers that are kept with all their fields; beyond it a repeat is answered from the short form
 * @param maxTerminals    terminals
 * @param terminalTimeout how long terminals wait for an answer
 * @param margin          time kept between the upstream time-out and the terminal's
 * @param tick            how often deadlines advance
 */
public record LimitsConfiguration(int ringSize, int maxInFlight, int maxTransactions, int maxStoredAnswers, int maxTerminals,
        Duration terminalTimeout, Duration margin, Duration tick) {
}
