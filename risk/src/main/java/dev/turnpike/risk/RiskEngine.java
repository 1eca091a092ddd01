package dev.turnpike.risk;

import dev.turnpike.risk.expression.Facts;
import dev.turnpike.risk.velocity.Mixing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates the rules over one request and keeps the counters.
 *
 * <p>{@link #assess} only reads. {@link #reserve}, {@link #confirm}, {@link #release} and {@link #refuse} change counters and evaluate
 * no rule: the same calls in the same order give the same {@link #stateHash()}, which is how the state is rebuilt from the journal. No
 * state is kept per transaction: confirm and release take the values of the request, its time included. One thread; no clock; no
 * allocation after construction.
 */
public final class RiskEngine {
    private final RiskRules rules;
    private final CounterGroup[] groups;
    private final int[] groupOfCounter;
    private final int[] seriesOfCounter;
    private final RequestFunction[] functions;
    private final RiskRule[] ordered;
    private final int[][] byType;
    private final Facts facts;
    private final long[] hits;
    private final long[] fired;
    private final List<String> dropped;
    private long errors;
    private RiskRequest request;
    private int decided;

    private RiskEngine(RiskRules rules, Map<String, CounterGroup> earlier) {
        this.rules = rules;
        List<String> lost = new ArrayList<>();
        Map<String, List<Integer>> tables = rules.tables();
        groups = new CounterGroup[tables.size()];
        groupOfCounter = new int[rules.counters().size()];
        seriesOfCounter = new int[rules.counters().size()];
        int g = 0;
        for (Map.Entry<String, List<Integer>> entry : tables.entrySet()) {
            List<CounterDefinition> counters = new ArrayList<>();
            for (int counter : entry.getValue()) {
                groupOfCounter[counter] = g;
                seriesOfCounter[counter] = counters.size();
                counters.add(rules.counters().get(counter));
            }
            int capacity = rules.capacity(entry.getKey());
            CounterGroup before = earlier.remove(entry.getKey());
            groups[g++] = before == null ? new CounterGroup(counters, capacity) : new CounterGroup(counters, capacity, before, lost);
        }
        earlier.values().forEach(group -> group.counters().forEach(counter -> lost.add(counter.name())));
        dropped = List.copyOf(lost);
        functions = rules.functions().toArray(new RequestFunction[0]);
        ordered = rules.rules().toArray(new RiskRule[0]);
        byType = indexByType(ordered);
        hits = new long[ordered.length];
        fired = new long[(ordered.length + 63) / 64];
        facts = new Facts(this::variable, rules.variables());
    }

    /** An engine with empty counters; the capacities of its tables are those of the rule set. */
    public static RiskEngine of(RiskRules rules) {
        return new RiskEngine(rules, new HashMap<>());
    }

    /**
     * An engine with other rules that goes on with the counters of this one. A counter lives on when its key, name, measure, window and
     * buckets are unchanged; the rest begin empty, and {@link #dropped()} of the new engine names what was lost. This engine must not be
     * used any more: unchanged tables are shared. Allocates; call it between transactions. Replaying must make the same change at the
     * same place.
     */
    public RiskEngine adopt(RiskRules next) {
        Map<String, CounterGroup> earlier = new LinkedHashMap<>();
        for (CounterGroup group : groups) {
            earlier.put(group.keyName(), group);
        }
        return new RiskEngine(next, earlier);
    }

    /** Names of the counters of the engine before that did not live on; empty for a new engine. */
    public List<String> dropped() {
        return dropped;
    }

    private static int[][] indexByType(RiskRule[] rules) {
        int[][] index = new int[RiskType.values().length][];
        for (int type = 0; type < index.length; type++) {
            List<Integer> matching = new ArrayList<>();
            for (int i = 0; i < rules.length; i++) {
                if (rules[i].mode() != RuleMode.OFF && (rules[i].typeBits() & 1 << type) != 0) {
                    matching.add(i);
                }
            }
            index[type] = matching.stream().mapToInt(Integer::intValue).toArray();
        }
        return index;
    }

    private long variable(int variable) {
        if (variable < RequestVariable.COUNT) {
            return RequestVariable.of(variable).value(request, rules.localTime());
        }
        int counter = variable - RequestVariable.COUNT;
        if (counter < groupOfCounter.length) {
            return groups[groupOfCounter[counter]].value(seriesOfCounter[counter], request);
        }
        return functions[counter - groupOfCounter.length].value(request);
    }

    private void bind(RiskRequest r) {
        request = r;
        facts.next();
        for (CounterGroup group : groups) {
            group.next();
        }
    }

    /**
     * Evaluates every rule that looks at this type and scope. The counters hold what came before this request. Changes no state; the
     * results stay readable until the next call.
     *
     * @return 0 to let the request pass, else the place (from 1) of the first enforcing rule that holds
     */
    public int assess(RiskRequest r) {
        bind(r);
        decided = 0;
        for (int i = 0; i < fired.length; i++) {
            fired[i] = 0;
        }
        for (int i : byType[RiskType.of(r.transactionType()).code()]) {
            RiskRule rule = ordered[i];
            if (!rule.inScope(r)) {
                continue;
            }
            boolean holds = rule.condition().test(facts);
            if (facts.failed()) {
                facts.recover();
                errors++;
            } else if (holds) {
                hits[i]++;
                fired[i >> 6] |= 1L << (i & 63);
                if (decided == 0 && rule.decides() && !(rule.action() == RuleAction.REQUIRE_PIN && r.hasPin())) {
                    decided = i + 1;
                }
            }
        }
        return decided;
    }

    /** Response code (DE 39) of the deciding rule as a number, 61 for "61"; 0 when the last request passed. */
    public int code() {
        return decided == 0 ? 0 : ordered[decided - 1].code();
    }

    /** Name of the deciding rule; empty when the last request passed. */
    public String ruleName() {
        return decided == 0 ? "" : ordered[decided - 1].name();
    }

    /** Number of the deciding rule, as journaled; 0 when the last request passed. */
    public int ruleId() {
        return decided == 0 ? 0 : ordered[decided - 1].id();
    }

    /** True when the rule at this place (from 1) held for the last request, whatever its mode. */
    public boolean held(int place) {
        return (fired[(place - 1) >> 6] & 1L << (place - 1 & 63)) != 0;
    }

    /** The value of a counter, by its index in the rule set, at the last request. */
    public long counterValue(int counter) {
        return facts.get(RequestVariable.COUNT + counter);
    }

    /**
     * The reasons of the last assessment for people: one line per rule that held, then one per counter with its value at that moment.
     * Allocates; not for the hot path.
     */
    public String explain() {
        StringBuilder text = new StringBuilder(1024);
        for (int place = 1; place <= ordered.length; place++) {
            if (held(place)) {
                RiskRule rule = ordered[place - 1];
                text.append(place == decided ? "decided " : "held ").append(rule.id()).append(' ').append(rule.name()).append(' ')
                    .append(rule.mode().ruleName()).append(' ').append(rule.action().ruleName());
                text.append(rule.action().decides() ? " " + rule.code() : "").append('\n');
            }
        }
        return text.append(counters()).toString();
    }

    /** The value of every counter for a request, one line each, without evaluating rules. Allocates; ends the last assessment. */
    public String describe(RiskRequest r) {
        bind(r);
        decided = 0;
        return counters();
    }

    private String counters() {
        StringBuilder text = new StringBuilder(1024);
        for (int i = 0; i < rules.counters().size(); i++) {
            CounterDefinition counter = rules.counters().get(i);
            text.append("counter ").append(counter.name()).append(" (").append(counter.keyName()).append(") = ").append(counterValue(i))
                .append('\n');
        }
        return text.toString();
    }

    /** Counts a request that is being sent. */
    public void reserve(RiskRequest r) {
        move(r, 0, Outcome.OPEN, 0, r.amountMinor());
    }

    /** Notes that a reserved request was approved in full. */
    public void confirm(RiskRequest r) {
        confirm(r, r.amountMinor());
    }

    /** Notes that a reserved request was approved, perhaps for less: {@code approvedMinor} in minor units of the request's currency. */
    public void confirm(RiskRequest r, long approvedMinor) {
        move(r, Outcome.OPEN.bit(), Outcome.APPROVED, r.amountMinor(), approvedMinor);
    }

    /** Takes back a reserved request that was reversed, timed out or never sent. */
    public void release(RiskRequest r) {
        release(r, Outcome.REVERSED);
    }

    /** Takes back a reserved request: declined, declined for a wrong PIN, or reversed. */
    public void release(RiskRequest r, Outcome outcome) {
        move(r, Outcome.OPEN.bit(), outcome, r.amountMinor(), r.amountMinor());
    }

    /** Takes back a request that had been confirmed for {@code approvedMinor}: voided or reversed after its approval. */
    public void undo(RiskRequest r, long approvedMinor) {
        move(r, Outcome.APPROVED.bit(), Outcome.REVERSED, approvedMinor, approvedMinor);
    }

    /** Notes a request that was refused here and so was never reserved. */
    public void refuse(RiskRequest r) {
        move(r, 0, Outcome.REFUSED, 0, r.amountMinor());
    }

    private void move(RiskRequest r, int from, Outcome to, long fromAmount, long toAmount) {
        bind(r);
        for (CounterGroup group : groups) {
            group.move(r, facts, from, to.bit(), fromAmount, toAmount);
        }
    }

    /** Hash of all counters; equal after the same changes in the same order. */
    public long stateHash() {
        long hash = groups.length;
        for (CounterGroup group : groups) {
            hash = Mixing.combine(hash, group.table().stateHash());
        }
        return hash;
    }

    /** The rule set in force. */
    public RiskRules rules() {
        return rules;
    }

    /** Times the rule at this place (from 1) held, since the engine was made; not part of the state. */
    public long hits(int place) {
        return hits[place - 1];
    }

    /** Rules that could not be evaluated (overflow, division by zero) and so did not hold; not part of the state. */
    public long errors() {
        return errors;
    }

    /** Live keys that gave way because their table was full there. */
    public long evictions() {
        long sum = 0;
        for (CounterGroup group : groups) {
            sum += group.table().evictions();
        }
        return sum;
    }

    /** Changes that found their key gone. */
    public long missed() {
        long sum = 0;
        for (CounterGroup group : groups) {
            sum += group.missed();
        }
        return sum;
    }

    /** Bytes of all tables. */
    public long bytes() {
        long sum = 0;
        for (CounterGroup group : groups) {
            sum += group.table().bytes();
        }
        return sum;
    }
}
