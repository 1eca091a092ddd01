package dev.turnpike.configuration;

import dev.turnpike.risk.EntryMode;
import dev.turnpike.routing.StandInPolicy.Scheme;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * {@code standIn} of {@code routing.yaml}: what may be decided in the place of an acquirer that cannot be asked. Amounts are in minor units.
 *
 * @param enabled        false: nothing
 * @param currency       ISO 4217 number
 * @param afterTimeouts  requests in a row without answer after which an acquirer counts as one that cannot be asked
 * @param probe          how often such an acquirer is asked all the same
 * @param maxExposure    most that may stand approved and not yet acknowledged
 * @param approvalPrefix first characters of the approval code
 * @param rules          in the order of the file
 */
public record StandInConfiguration(boolean enabled, int currency, int afterTimeouts, Duration probe, long maxExposure, String approvalPrefix,
        List<Rule> rules) {
    /** What a rule does. */
    public enum Action {
        /** Approves within its limits. */
        APPROVE,
        /** Declines. */
        DECLINE
    }

    /**
     * One rule.
     *
     * @param name   for logs and traces
     * @param match  what it applies to
     * @param action what it does
     * @param code   code of a decline
     * @param limits most that it approves
     */
    public record Rule(String name, Match match, Action action, String code, Limits limits) {
    }

    /**
     * Conditions, all of which must hold; an empty one always holds.
     *
     * @param binPrefixes leading digits, 1 to 8, any of them
     * @param schemes     any of them
     * @param entryModes  any of them
     * @param merchants   merchant ids, any of them
     * @param terminals   terminal ids, any of them
     * @param withPin     true when purchases with a PIN may be decided too
     */
    public record Match(List<String> binPrefixes, Set<Scheme> schemes, Set<EntryMode> entryModes, Set<String> merchants, Set<String> terminals,
            boolean withPin) {
    }

    /**
     * Most that a rule approves; counts and sums of what is not yet acknowledged.
     *
     * @param amountMax      one purchase
     * @param cardCount      purchases of one card
     * @param cardAmount     sum of one card
     * @param merchantCount  purchases at one merchant
     * @param merchantAmount sum at one merchant
     */
    public record Limits(long amountMax, int cardCount, long cardAmount, int merchantCount, long merchantAmount) {
    }
}
