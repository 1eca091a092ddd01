package dev.turnpike.core;

import dev.turnpike.risk.RiskEngine;
import dev.turnpike.routing.RoutingTable;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.TerminalDirectory;
import java.time.ZoneId;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Everything the core is given at start.
 *
 * @param directory       provisioned terminals
 * @param policies        terminal profiles by number
 * @param links           acquirer links by number
 * @param routes          routing table
 * @param risk            risk engine, exclusively the core's
 * @param merchantZones   zone of fields 12, 13 and 15 by merchant number
 * @param limits          bounds of the core's tables
 * @param counters        where the core counts
 * @param alarms          where the core raises alarms
 * @param jitter          a number from 0 below its argument (at least 1), for pauses between attempts; what it gave is journaled
 */
public record CoreContext(TerminalDirectory directory, List<TerminalPolicy> policies, List<LinkPolicy> links, RoutingTable routes,
                          RiskEngine risk, List<ZoneId> merchantZones, Limits limits, Counters counters, Alarms alarms, LongUnaryOperator jitter) {
    /** As above, without jitter. */
    public CoreContext(TerminalDirectory directory, List<TerminalPolicy> policies, List<LinkPolicy> links, RoutingTable routes, RiskEngine risk,
                       List<ZoneId> merchantZones, Limits limits, Counters counters, Alarms alarms) {
        this(directory, policies, links, routes, risk, merchantZones, limits, counters, alarms, bound -> 0);
    }

    /**
     * Bounds of the core's tables.
     *
     * @param maxTransactions transactions remembered for repeats, voids and refunds; the oldest final ones go first
     * @param maxInFlight     requests without an outcome, all links together; above it 91
     * @param maxImages       stored answers with all their fields; beyond it a repeat is answered from the short form
     * @param maxLookUps      refunds that may wait for the journal to find their original; above it 96, and 0 asks for none: 25
     */
    public record Limits(int maxTransactions, int maxImages, int maxInFlight, int maxLookUps) {
        /** Bounds of a core that asks the journal for nothing. */
        public Limits(int maxTransactions, int maxImages, int maxInFlight) {
            this(maxTransactions, maxImages, maxInFlight, 0);
        }
    }
}
