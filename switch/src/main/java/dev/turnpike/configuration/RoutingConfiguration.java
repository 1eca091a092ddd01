package dev.turnpike.configuration;

import dev.turnpike.transaction.TransactionType;
import java.util.List;
import java.util.Set;

/**
 * {@code routing.yaml}: the first rule that matches decides.
 *
 * @param rules    in the order of the file
 * @param fallback acquirers when no rule matches, in order of preference; empty answers 92
 * @param standIn  what may be decided in the place of an acquirer that cannot be asked
 */
public record RoutingConfiguration(List<Rule> rules, List<String> fallback, StandInConfiguration standIn) {
    /** Amounts that every amount lies within. */
    public static final long AMOUNT_MAX = 999_999_999_999L;

    /**
     * One rule.
     *
     * @param name      for logs and traces
     * @param match     what it applies to
     * @param acquirers names of upstreams, in order of preference
     */
    public record Rule(String name, Match match, List<String> acquirers) {
    }

    /**
     * Conditions, all of which must hold. An empty condition always holds.
     *
     * @param binPrefixes leading digits of the card number, 1 to 8, any of them
     * @param types       transaction types, any of them
     * @param amountMin   smallest amount, minor units, inclusive
     * @param amountMax   largest amount, minor units, inclusive
     * @param merchants   merchant ids, any of them
     * @param terminals   terminal ids, any of them
     */
    public record Match(List<String> binPrefixes, Set<TransactionType> types, long amountMin, long amountMax, Set<String> merchants,
            Set<String> terminals) {
    }
}
