package dev.turnpike.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.risk.expression.Comparison;
import dev.turnpike.risk.expression.Condition;
import dev.turnpike.risk.expression.Expressions;
import dev.turnpike.risk.velocity.Measure;
import dev.turnpike.risk.velocity.SeriesDefinition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The engine against a plain list of transactions, each with its outcome, under random interleavings. */
class RiskEnginePropertyTest {
    private static final long START = 1_790_000_000_000L;

    private static final class Entry {
        private final RiskRequest request;
        private Outcome outcome = Outcome.OPEN;
        private long amount;

        Entry(RiskRequest request) {
            this.request = request;
            this.amount = request.amountMinor();
        }
    }

    private static List<CounterDefinition> counters(Random random) {
        List<CounterDefinition> counters = new ArrayList<>();
        Condition keyed = Expressions.compare(Comparison.EQUAL, Expressions.variable(RequestVariable.ENTRY.ordinal()),
            Expressions.constant(EntryMode.KEYED.code()));
        List<Set<Dimension>> keys = List.of(EnumSet.of(Dimension.CARD), EnumSet.of(Dimension.TERMINAL),
            EnumSet.of(Dimension.CARD, Dimension.MERCHANT), EnumSet.of(Dimension.CARD, Dimension.MCC), EnumSet.of(Dimension.BIN));
        for (int i = 0; i < 8; i++) {
            Measure measure = Measure.values()[random.nextInt(2)];
            Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
            do {
                outcomes.add(Outcome.values()[random.nextInt(Outcome.values().length)]);
            } while (random.nextBoolean());
            int buckets = 1 + random.nextInt(12);
            SeriesDefinition series = new SeriesDefinition(measure, (1 + random.nextInt(30)) * 60_000L * buckets, buckets, 0);
            counters.add(new CounterDefinition("c" + i, keys.get(random.nextInt(keys.size())), series, null, outcomes,
                random.nextBoolean() ? keyed : null));
        }
        counters.add(new CounterDefinition("d", EnumSet.of(Dimension.CARD), SeriesDefinition.distinct(1_800_000, 6, 64), Dimension.TERMINAL,
            Set.of(Outcome.OPEN, Outcome.APPROVED), null));
        return counters;
    }

    private static RiskRequest request(Random random, long now) {
        return new RiskRequest().transactionType(RiskType.SALE.code()).cardHashHigh(1 + random.nextInt(3)).cardHashLow(5)
            .bin(622848 + random.nextInt(2)).terminal(random.nextInt(3)).merchant(random.nextInt(2)).mcc(random.nextInt(2))
            .amountMinor(random.nextInt(10_000)).currency(random.nextInt(4) == 0 ? 840 : 156)
            .entryMode(random.nextBoolean() ? EntryMode.KEYED.code() : EntryMode.CHIP.code()).timeMs(now);
    }

    @Property(tries = 100)
    void shouldEqualAListOfTransactionsWhenOutcomesInterleave(@ForAll long seed) {
        Random random = new Random(seed);
        RiskRules.Builder builder = new RiskRules.Builder();
        counters(random).forEach(builder::counter);
        RiskRules rules = builder.build();
        RiskEngine engine = RiskEngine.of(rules);
        RiskEngine replayed = RiskEngine.of(rules);
        List<Entry> entries = new ArrayList<>();
        List<Entry> open = new ArrayList<>();
        long now = START;
        for (int i = 0; i < 200; i++) {
            now += random.nextInt(12) == 0 ? random.nextInt(7_200_000) : random.nextInt(60_000);
            if (!open.isEmpty() && random.nextInt(5) < 2) {
                Entry entry = open.remove(random.nextInt(open.size()));
                int choice = random.nextInt(5);
                long approved = choice == 1 ? entry.amount / 2 : entry.amount;
                finish(engine, entry, choice, approved);
                finish(replayed, entry, choice, approved);
                settle(entry, choice, approved);
            } else {
                Entry entry = new Entry(request(random, now));
                entries.add(entry);
                if (random.nextInt(6) == 0) {
                    entry.outcome = Outcome.REFUSED;
                    engine.refuse(entry.request);
                    replayed.refuse(entry.request);
                } else {
                    open.add(entry);
                    engine.assess(entry.request);
                    engine.reserve(entry.request);
                    replayed.reserve(entry.request);
                }
            }
            compare(engine, rules, entries, request(random, now));
        }
        assertEquals(engine.stateHash(), replayed.stateHash());
        assertEquals(0, engine.evictions());
    }

    private static void finish(RiskEngine engine, Entry entry, int choice, long approved) {
        switch (choice) {
            case 0, 1 -> engine.confirm(entry.request, approved);
            case 2 -> engine.release(entry.request, Outcome.DECLINED);
            case 3 -> engine.release(entry.request, Outcome.WRONG_PIN);
            default -> {
                engine.confirm(entry.request, approved);
                engine.undo(entry.request, approved);
            }
        }
    }

    private static void settle(Entry entry, int choice, long approved) {
        entry.outcome = choice < 2 ? Outcome.APPROVED : choice == 2 ? Outcome.DECLINED : choice == 3 ? Outcome.WRONG_PIN : Outcome.REVERSED;
        if (choice < 2) {
            entry.amount = approved;
        }
    }

    private static void compare(RiskEngine engine, RiskRules rules, List<Entry> entries, RiskRequest probe) {
        long hash = engine.stateHash();
        engine.assess(probe);
        for (int c = 0; c < rules.counters().size(); c++) {
            CounterDefinition definition = rules.counters().get(c);
            SeriesDefinition s = definition.series();
            long expected = 0;
            long exactLow = 0;
            long exactHigh = 0;
            Set<Long> values = new HashSet<>();
            for (Entry entry : entries) {
                RiskRequest r = entry.request;
                boolean filtered = definition.filter() != null && r.entryMode() != EntryMode.KEYED.code();
                if (filtered || !definition.outcomes().contains(entry.outcome) || !sameKey(definition, r, probe)) {
                    continue;
                }
                long weight = s.measure() == Measure.AMOUNT ? entry.amount : 1;
                long age = probe.timeMs() - r.timeMs();
                expected += probe.timeMs() / s.bucketMs() - r.timeMs() / s.bucketMs() <= s.buckets() ? weight : 0;
                exactLow += age < s.windowMs() ? weight : 0;
                exactHigh += age < s.windowMs() + s.bucketMs() ? weight : 0;
                if (probe.timeMs() / s.bucketMs() - r.timeMs() / s.bucketMs() <= s.buckets()) {
                    values.add((long) r.terminal());
                }
            }
            long found = engine.counterValue(c);
            if (s.measure() == Measure.DISTINCT) {
                assertEquals(values.size(), found);
            } else {
                assertEquals(expected, found, definition::toString);
                assertTrue(exactLow <= found && found <= exactHigh, "stated error bound");
            }
        }
        assertEquals(hash, engine.stateHash());
    }

    private static boolean sameKey(CounterDefinition definition, RiskRequest a, RiskRequest b) {
        return definition.key().stream().allMatch(part -> part.value(a) == part.value(b));
    }
}
