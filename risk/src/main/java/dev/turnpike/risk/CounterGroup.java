package dev.turnpike.risk;

import dev.turnpike.risk.expression.Facts;
import dev.turnpike.risk.velocity.CounterTable;
import dev.turnpike.risk.velocity.Measure;
import dev.turnpike.risk.velocity.Mixing;
import java.util.List;

/** The counters that share a key and therefore a table: one look-up gives all of them. */
final class CounterGroup {
    private static final int UNKNOWN = -2;

    private final Dimension[] parts;
    private final CounterDefinition[] definitions;
    private final int[] outcomeBits;
    private final CounterTable table;
    private int slot = UNKNOWN;
    private long missed;

    CounterGroup(List<CounterDefinition> counters, int capacity) {
        parts = counters.getFirst().key().toArray(new Dimension[0]);
        definitions = counters.toArray(new CounterDefinition[0]);
        outcomeBits = counters.stream().mapToInt(CounterDefinition::outcomeBits).toArray();
        table = new CounterTable(counters.stream().map(CounterDefinition::series).toList(), capacity);
    }

    CounterTable table() {
        return table;
    }

    CounterDefinition definition(int series) {
        return definitions[series];
    }

    /** Changes that found no key to take from: it had given way to another. */
    long missed() {
        return missed;
    }

    /** Forgets the slot found for the previous request. */
    void next() {
        slot = UNKNOWN;
    }

    /** Value of one counter for a request; changes nothing but the remembered slot. */
    long value(int series, RiskRequest r) {
        if (slot == UNKNOWN) {
            long key = CounterDefinition.keyOf(parts, r);
            slot = key == 0 ? -1 : table.find(key);
        }
        return slot < 0 ? 0 : table.value(slot, series, r.timeMs());
    }

    /**
     * Moves a transaction from one outcome to another in every counter that distinguishes them.
     *
     * @param from       bit of the outcome it is counted under, 0 = not yet counted
     * @param to         bit of the new outcome
     * @param fromAmount amount counted so far, minor units
     * @param toAmount   amount under the new outcome, minor units
     */
    void move(RiskRequest r, Facts facts, int from, int to, long fromAmount, long toAmount) {
        long key = 0;
        int at = -1;
        for (int i = 0; i < definitions.length; i++) {
            boolean was = (outcomeBits[i] & from) != 0;
            boolean is = (outcomeBits[i] & to) != 0;
            boolean amount = definitions[i].series().measure() == Measure.AMOUNT;
            if ((was == is && !(is && amount && fromAmount != toAmount)) || !counts(i, r, facts)) {
                continue;
            }
            if (key == 0) {
                key = CounterDefinition.keyOf(parts, r);
                if (key == 0) {
                    return;
                }
            }
            if (at < 0) {
                at = is ? table.claim(key, r.timeMs()) : table.find(key);
            }
            if (at < 0) {
                missed++;
                continue;
            }
            change(at, i, r, amount, (is ? toAmount : 0) - (was ? fromAmount : 0), (is ? 1 : 0) - (was ? 1 : 0));
        }
    }

    private void change(int at, int i, RiskRequest r, boolean amount, long amountDelta, int countDelta) {
        Dimension distinct = definitions[i].distinct();
        if (distinct != null) {
            if (distinct.present(r)) {
                table.note(at, i, r.timeMs(), Mixing.mix(distinct.value(r)), countDelta);
            }
        } else {
            table.add(at, i, r.timeMs(), amount ? amountDelta : countDelta);
        }
    }

    private boolean counts(int i, RiskRequest r, Facts facts) {
        if (definitions[i].filter() == null) {
            return true;
        }
        boolean holds = definitions[i].filter().test(facts);
        boolean failed = facts.failed();
        facts.recover();
        return holds && !failed;
    }
}
