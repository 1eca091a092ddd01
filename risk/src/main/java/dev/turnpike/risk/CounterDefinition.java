package dev.turnpike.risk;

import dev.turnpike.risk.expression.Condition;
import dev.turnpike.risk.velocity.Measure;
import dev.turnpike.risk.velocity.Mixing;
import dev.turnpike.risk.velocity.SeriesDefinition;
import java.util.EnumSet;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A named counter: what is counted, per which key, over which window, and which outcomes stay counted.
 *
 * @param name     how conditions name it, as {@code counter.NAME}
 * @param key      parts of the key; an amount counter gets {@link Dimension#CURRENCY} added
 * @param series   measure and window
 * @param distinct what a distinct counter counts; null for others
 * @param outcomes outcomes that count; {@link Outcome#OPEN} means from the request on
 * @param filter   which requests count, over request variables only; null = all
 */
public record CounterDefinition(String name, Set<Dimension> key, SeriesDefinition series, Dimension distinct, Set<Outcome> outcomes,
                                Condition filter) {
    /** Outcomes of a counter that does not name any: open and approved transactions. */
    public static final Set<Outcome> DEFAULT_OUTCOMES = Set.of(Outcome.OPEN, Outcome.APPROVED);

    /** Checks the combination. */
    public CounterDefinition {
        if (key.isEmpty() || outcomes.isEmpty()) {
            throw new IllegalArgumentException("counter " + name + " needs a key and an outcome");
        }
        if ((series.measure() == Measure.DISTINCT) != (distinct != null)) {
            throw new IllegalArgumentException("counter " + name + ": exactly a distinct counter says what it counts");
        }
        EnumSet<Dimension> parts = EnumSet.copyOf(key);
        if (series.measure() == Measure.AMOUNT) {
            parts.add(Dimension.CURRENCY);
        }
        key = java.util.Collections.unmodifiableSet(parts);
        outcomes = Set.copyOf(outcomes);
    }

    /** A counter of all requests that are open or approved. */
    public static CounterDefinition of(String name, Set<Dimension> key, SeriesDefinition series) {
        return new CounterDefinition(name, key, series, null, DEFAULT_OUTCOMES, null);
    }

    /** The key as text, parts in the order of {@link Dimension}: {@code card+merchant}. Counters with equal text share a table. */
    public String keyName() {
        StringJoiner text = new StringJoiner("+");
        key.forEach(part -> text.add(part.ruleName()));
        return text.toString();
    }

    /** Bits of the outcomes that count. */
    int outcomeBits() {
        int bits = 0;
        for (Outcome outcome : outcomes) {
            bits |= outcome.bit();
        }
        return bits;
    }

    /** Hash of a key's values; 0 when the request lacks a part. */
    static long keyOf(Dimension[] parts, RiskRequest r) {
        long key = parts.length;
        for (Dimension part : parts) {
            if (!part.present(r)) {
                return 0;
            }
            key = Mixing.combine(key, part.ordinal());
            key = Mixing.combine(key, part.value(r));
        }
        return key == 0 ? 1 : key;
    }
}
