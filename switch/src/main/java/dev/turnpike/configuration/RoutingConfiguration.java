package dev.turnpike.configuration;

import dev.turnpike.transaction.TransactionType;
import java.util.List;
import java.util.Optional;

/**
 * {@code routing.yaml}: the first rule that matches decides.
 *
 * @param rules    in the order of the file
 * @param fallback acquirers when no rule matches, in order of preference; empty answers 92
 */
public record RoutingConfiguration(List<Rule> rules, List<String> fallback) {
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
     * @param binPrefixes leading digits of the card number, any of them
     * @param scheme      card organisation, for example {@code CUP}
     * @param types       transaction types, any of them
     * @param amountMin   smallest amount, minor units, inclusive
     * @param amountMax   largest amount, minor units, inclusive
     * @param merchant    merchant id
     * @param terminal    terminal id
     */
    public record Match(List<String> binPrefixes, Optional<String> scheme, List<TransactionType> types, long amountMin, long amountMax,
            Optional<String> merchant, Optional<String> terminal) {
    }
}
