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

    /**
     * A group that goes on with what an earlier one holds: the table itself when nothing about it changed, else a new one into which the
     * counters are copied that have the same series under the same name.
     *
     * @param dropped receives the names of the earlier counters that do not live on
     */
    CounterGroup(List<CounterDefinition> counters, int capacity, CounterGroup earlier, List<String> dropped) {
        parts = counters.getFirst().key().toArray(new Dimension[0]);
        definitions = counters.toArray(new CounterDefinition[0]);
        outcomeBits = counters.stream().mapToInt(CounterDefinition::outcomeBits).toArray();
        missed = earlier.missed;
        CounterTable fresh = new CounterTable(counters.stream().map(CounterDefinition::series).toList(), capacity);
        int[] from = new int[definitions.length];
        boolean same = fresh.places() == earlier.table.places() && definitions.length == earlier.definitions.length;
        for (int i = 0; i < definitions.length; i++) {
            from[i] = earlier.indexOf(definitions[i]);
            same &= from[i] == i;
        }
        for (int j = 0; j < earlier.definitions.length; j++) {
            int old = j;
            if (java.util.Arrays.stream(from).noneMatch(i -> i == old)) {
                dropped.add(earlier.definitions[j].name());
            }
        }
        if (!same) {
            fresh.takeOver(earlier.table, from);
        }
        table = same ? earlier.table : fresh;
    }

    /** A counter lives on when name, series and what is counted are the same; filter and outcomes apply to what comes. */
    private int indexOf(CounterDefinition wanted) {
        for (int i = 0; i < definitions.length; i++) {
            CounterDefinition d = definitions[i];
            if (d.name().equals(wanted.name()) && d.series().equals(wanted.series()) && d.distinct() == wanted.distinct()) {
                return i;
            }
        }
        return -1;
    }

    /** The key of this group as text. */
    String keyName() {
        return definitions[0].keyName();
    }

    List<CounterDefinition> counters() {
        return List.of(definitions);
    }

    CounterTable table() {
        return table;
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
