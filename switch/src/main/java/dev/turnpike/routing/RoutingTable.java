package dev.turnpike.routing;

import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.TransactionType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Ordered rules; the first that matches names the acquirer links to try. Immutable; no allocation in {@link #match}. */
public final class RoutingTable {
    /**
     * One rule. Empty sets and lists match everything.
     *
     * @param name         name for people and the journal view
     * @param binPrefixes  leading PAN digits, 1 to 8 digits each
     * @param types        transaction types
     * @param amountMin    smallest amount in minor units
     * @param amountMax    largest amount in minor units
     * @param merchants    merchant ids, field 42
     * @param terminals    terminal ids, field 41
     * @param links        links by number, in order of preference
     */
    public record Rule(String name, List<String> binPrefixes, Set<TransactionType> types, long amountMin, long amountMax,
                       Set<String> merchants, Set<String> terminals, int[] links) {
        /** A rule that takes everything. */
        public static Rule all(String name, int... links) {
            return new Rule(name, List.of(), EnumSet.noneOf(TransactionType.class), 0, Long.MAX_VALUE, Set.of(), Set.of(), links);
        }
    }

    private static final int[] POWERS = {100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};
    private final StandInPolicy standIn;
    private final Rule[] rules;
    private final int[][] prefixValues;
    private final int[][] prefixDivisors;

    /** Builds the table; nothing is decided in the place of acquirers. */
    public RoutingTable(List<Rule> list) {
        this(list, StandInPolicy.OFF);
    }

    /** Builds the table, with what may be decided in the place of acquirers. */
    public RoutingTable(List<Rule> list, StandInPolicy standIn) {
        this.standIn = standIn;
        rules = list.toArray(new Rule[0]);
        prefixValues = new int[rules.length][];
        prefixDivisors = new int[rules.length][];
        for (int i = 0; i < rules.length; i++) {
            List<String> prefixes = rules[i].binPrefixes();
            prefixValues[i] = new int[prefixes.size()];
            prefixDivisors[i] = new int[prefixes.size()];
            for (int j = 0; j < prefixes.size(); j++) {
                prefixValues[i][j] = Integer.parseInt(prefixes.get(j));
                prefixDivisors[i][j] = POWERS[prefixes.get(j).length()];
            }
        }
    }

    /** Number of the first matching rule, or -1. */
    public int match(RequestFacts facts, String tid, String mid) {
        for (int i = 0; i < rules.length; i++) {
            if (matches(i, facts, tid, mid)) {
                return i;
            }
        }
        return -1;
    }

    private boolean matches(int i, RequestFacts facts, String tid, String mid) {
        Rule rule = rules[i];
        if (!rule.types().isEmpty() && !rule.types().contains(facts.type)) {
            return false;
        }
        long amount = Math.max(0, facts.amountMinor);
        if (amount < rule.amountMin() || amount > rule.amountMax()) {
            return false;
        }
        if (!rule.merchants().isEmpty() && !rule.merchants().contains(mid)) {
            return false;
        }
        if (!rule.terminals().isEmpty() && !rule.terminals().contains(tid)) {
            return false;
        }
        return prefixValues[i].length == 0 || matchesBin(i, facts.panFirst8);
    }

    private boolean matchesBin(int i, int panFirst8) {
        for (int j = 0; j < prefixValues[i].length; j++) {
            if (panFirst8 / prefixDivisors[i][j] == prefixValues[i][j]) {
                return true;
            }
        }
        return false;
    }

    /** What may be decided in the place of acquirers. */
    public StandInPolicy standIn() {
        return standIn;
    }

    /** Links of rule {@code number}, in order of preference. */
    public int[] links(int number) {
        return rules[number].links();
    }

    /** Name of rule {@code number}. */
    public String name(int number) {
        return rules[number].name();
    }
}
