package dev.turnpike.routing;

import dev.turnpike.risk.EntryMode;
import dev.turnpike.transaction.RequestFacts;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the switch may decide in the place of an acquirer that cannot be asked: purchases alone, in one currency, within limits. Immutable; no
 * allocation in {@link #match}.
 */
public final class StandInPolicy {
    /** Never decides. */
    public static final StandInPolicy OFF = new StandInPolicy(new Terms(0, 0, 0, 0, ""), List.of());
    private static final int[] POWERS = {100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

    /** Whose card it is, by its leading digits. */
    public enum Scheme {
        /** UnionPay: 62, 81. */
        CUP,
        /** Visa: 4. */
        VISA,
        /** Mastercard: 2, 5. */
        MASTERCARD,
        /** JCB: 35. */
        JCB,
        /** Every other. */
        OTHER;

        /** The scheme of a card's first six digits. */
        public static Scheme of(int first6) {
            int two = first6 / 10_000;
            if (two == 62 || two == 81) {
                return CUP;
            }
            return switch (first6 / 100_000) {
                case 4 -> VISA;
                case 2, 5 -> MASTERCARD;
                default -> two == 35 ? JCB : OTHER;
            };
        }
    }

    /**
     * What holds for all rules. Amounts are in minor units of {@code currency}.
     *
     * @param currency       ISO 4217 number; other currencies are never decided here; 0: switched off
     * @param afterTimeouts  requests in a row without answer after which an acquirer counts as one that cannot be asked
     * @param probeMs        how often such an acquirer is asked all the same
     * @param maxExposure    most that may stand approved here and not yet acknowledged by acquirers, all cards together
     * @param approvalPrefix first characters of the approval code, 0 to 3 capitals or digits; marks these approvals
     */
    public record Terms(int currency, int afterTimeouts, long probeMs, long maxExposure, String approvalPrefix) {
    }

    /**
     * Most that a rule approves. Counts and sums are of what was approved here and is not yet acknowledged by acquirers.
     *
     * @param amountMax      one purchase
     * @param cardCount      purchases of one card
     * @param cardAmount     sum of one card
     * @param merchantCount  purchases at one merchant
     * @param merchantAmount sum at one merchant
     */
    public record Limits(long amountMax, int cardCount, long cardAmount, int merchantCount, long merchantAmount) {
    }

    /**
     * One rule; the first whose conditions all hold decides. Empty conditions hold.
     *
     * @param name        name for people
     * @param binPrefixes leading digits, 1 to 8 each, any of them
     * @param schemes     any of them
     * @param entryModes  any of them
     * @param merchants   merchant ids, any of them
     * @param terminals   terminal ids, any of them
     * @param withPin     true when it may decide on purchases with a PIN, which nobody checks then
     * @param declineCode code of a rule that declines, see ResponseCode; 0: it approves within its limits
     * @param limits      what it approves
     */
    public record Rule(String name, List<String> binPrefixes, Set<Scheme> schemes, Set<EntryMode> entryModes, Set<String> merchants,
                       Set<String> terminals, boolean withPin, int declineCode, Limits limits) {
        /** Copies the sets, so that looking into them allocates nothing. */
        public Rule {
            schemes = schemes.isEmpty() ? EnumSet.allOf(Scheme.class) : EnumSet.copyOf(schemes);
            entryModes = entryModes.isEmpty() ? EnumSet.allOf(EntryMode.class) : EnumSet.copyOf(entryModes);
        }
    }

    private final Terms terms;
    private final Rule[] rules;
    private final int[][] prefixValues;
    private final int[][] prefixDivisors;

    /** Rules in their order. */
    public StandInPolicy(Terms terms, List<Rule> list) {
        this.terms = terms;
        rules = list.toArray(new Rule[0]);
        prefixValues = new int[rules.length][];
        prefixDivisors = new int[rules.length][];
        for (int i = 0; i < rules.length; i++) {
            prefixValues[i] = rules[i].binPrefixes().stream().mapToInt(Integer::parseInt).toArray();
            prefixDivisors[i] = rules[i].binPrefixes().stream().mapToInt(p -> POWERS[p.length()]).toArray();
        }
    }

    /** False when it never decides. */
    public boolean isOn() {
        return terms.currency() != 0;
    }

    /** What holds for all rules. */
    public Terms terms() {
        return terms;
    }

    /** Rule {@code number}. */
    public Rule rule(int number) {
        return rules[number];
    }

    /** Number of the first rule whose conditions hold, or -1. */
    public int match(RequestFacts facts, String tid, String mid) {
        if (facts.currency != terms.currency()) {
            return -1;
        }
        for (int i = 0; i < rules.length; i++) {
            if (matches(i, facts, tid, mid)) {
                return i;
            }
        }
        return -1;
    }

    private boolean matches(int i, RequestFacts facts, String tid, String mid) {
        Rule rule = rules[i];
        boolean card = rule.schemes().contains(Scheme.of(facts.panFirst6)) && matchesBin(i, facts.panFirst8);
        boolean place = (rule.merchants().isEmpty() || rule.merchants().contains(mid)) && (rule.terminals().isEmpty() || rule.terminals().contains(tid));
        boolean entry = rule.entryModes().contains(EntryMode.ofField22(facts.entryMode / 10)) && (rule.withPin() || !facts.hasPin);
        return card && place && entry;
    }

    private boolean matchesBin(int i, int panFirst8) {
        for (int j = 0; j < prefixValues[i].length; j++) {
            if (panFirst8 / prefixDivisors[i][j] == prefixValues[i][j]) {
                return true;
            }
        }
        return prefixValues[i].length == 0;
    }
}
