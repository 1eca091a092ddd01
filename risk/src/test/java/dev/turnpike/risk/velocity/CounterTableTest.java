package dev.turnpike.risk.velocity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The table against a plain list of events. */
class CounterTableTest {
    private static final long MINUTE = 60_000L;
    private static final long START = 1_790_000_000_000L;

    private record Event(long key, long atMs, long amount, long value) {
    }

    /** Sorted out by the definition: what lies in the last {@code buckets} full stretches and the running one. */
    private static boolean inWindow(SeriesDefinition s, long atMs, long nowMs) {
        return nowMs / s.bucketMs() - atMs / s.bucketMs() <= s.buckets() && atMs <= nowMs;
    }

    @Property(tries = 200)
    void shouldEqualListOfEventsWhenReservedAndReleasedAtRandom(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int buckets) {
        Random random = new Random(seed);
        SeriesDefinition count = SeriesDefinition.count(10 * MINUTE / buckets * buckets, buckets);
        SeriesDefinition amount = SeriesDefinition.amount(60 * MINUTE / buckets * buckets, buckets);
        CounterTable table = new CounterTable(List.of(count, amount), 64);
        Map<Long, List<Event>> reference = new HashMap<>();
        List<Event> open = new ArrayList<>();
        long now = START;
        for (int i = 0; i < 300; i++) {
            now += random.nextInt(10) == 0 ? random.nextInt(3_600_000) : random.nextInt(20_000);
            if (!open.isEmpty() && random.nextInt(4) == 0) {
                Event e = open.remove(random.nextInt(open.size()));
                int slot = table.find(e.key);
                table.add(slot, 0, e.atMs, -1);
                table.add(slot, 1, e.atMs, -e.amount);
                reference.get(e.key).remove(e);
            } else {
                Event e = new Event(1 + random.nextInt(5), now, 1 + random.nextInt(100_000), random.nextInt(6));
                int slot = table.claim(e.key, now);
                table.add(slot, 0, now, 1);
                table.add(slot, 1, now, e.amount);
                reference.computeIfAbsent(e.key, k -> new ArrayList<>()).add(e);
                open.add(e);
            }
            check(table, reference, count, amount, now);
        }
    }

    private static void check(CounterTable table, Map<Long, List<Event>> reference, SeriesDefinition count, SeriesDefinition amount,
                              long now) {
        for (Map.Entry<Long, List<Event>> entry : reference.entrySet()) {
            int slot = table.find(entry.getKey());
            long events = entry.getValue().stream().filter(e -> inWindow(count, e.atMs, now)).count();
            long sum = entry.getValue().stream().filter(e -> inWindow(amount, e.atMs, now)).mapToLong(Event::amount).sum();
            assertEquals(events, table.value(slot, 0, now));
            assertEquals(sum, table.value(slot, 1, now));
            long inside = entry.getValue().stream().filter(e -> now - e.atMs < count.windowMs()).count();
            long bound = entry.getValue().stream().filter(e -> now - e.atMs < count.windowMs() + count.bucketMs()).count();
            assertTrue(inside <= events && events <= bound, "stated error bound");
        }
    }

    @Property(tries = 200)
    void shouldEqualSetOfValuesUpToTheLimitWhenValuesRepeat(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int limit) {
        Random random = new Random(seed);
        SeriesDefinition distinct = SeriesDefinition.distinct(30 * MINUTE, 6, limit);
        CounterTable table = new CounterTable(List.of(distinct), 64);
        List<Event> events = new ArrayList<>();
        long now = START;
        for (int i = 0; i < 300; i++) {
            now += random.nextInt(5) == 0 ? random.nextInt(1_200_000) : random.nextInt(60_000);
            long value = random.nextInt(16);
            events.add(new Event(7, now, 0, value));
            table.note(table.claim(7, now), 0, now, Mixing.mix(value), 1);
            Set<Long> expected = new HashSet<>();
            for (Event e : events) {
                if (inWindow(distinct, e.atMs, now)) {
                    expected.add(e.value);
                }
            }
            assertEquals(Math.min(limit, expected.size()), table.value(table.find(7), 0, now));
        }
    }

    @Test
    void shouldTakeAValueBackWhenItsOnlyUseIsReleased() {
        SeriesDefinition distinct = SeriesDefinition.distinct(30 * MINUTE, 6, 8);
        CounterTable table = new CounterTable(List.of(distinct), 64);
        int slot = table.claim(7, START);
        table.note(slot, 0, START, Mixing.mix(1), 1);
        table.note(slot, 0, START, Mixing.mix(2), 1);
        table.note(slot, 0, START, Mixing.mix(2), 1);
        table.note(slot, 0, START, Mixing.mix(1), -1);
        table.note(slot, 0, START, Mixing.mix(2), -1);
        assertEquals(1, table.value(slot, 0, START));
    }

    @Test
    void shouldEvictLeastRecentlyTouchedAndCountItWhenFull() {
        CounterTable table = new CounterTable(List.of(SeriesDefinition.count(60 * MINUTE, 6)), 16);
        for (int i = 1; i <= 1000; i++) {
            int slot = table.claim(Mixing.mix(i), START + i * 1000L);
            table.add(slot, 0, START + i * 1000L, 1);
        }
        assertTrue(table.evictions() > 900);
        assertEquals(1000, table.evictions() + table.keysHeld());
        assertEquals(1, table.value(table.find(Mixing.mix(1000)), 0, START + 1_000_000));
    }

    @Test
    void shouldReuseExpiredPlacesWithoutCountingWhenWindowsHaveRunOut() {
        CounterTable table = new CounterTable(List.of(SeriesDefinition.count(MINUTE, 6)), 16);
        for (int i = 1; i <= 1000; i++) {
            long now = START + i * 60_000L;
            table.add(table.claim(Mixing.mix(i), now), 0, now, 1);
        }
        assertEquals(0, table.evictions());
    }

    @Test
    void shouldHoldNominalCapacityWithoutEvictionWhenKeysAreSpread() {
        CounterTable table = new CounterTable(List.of(SeriesDefinition.count(60 * MINUTE, 6)), 100_000);
        for (int i = 1; i <= 100_000; i++) {
            table.add(table.claim(Mixing.mix(i), START), 0, START, 1);
        }
        assertEquals(0, table.evictions());
        assertEquals(100_000, table.keysHeld());
    }

    @Test
    void shouldReturnToTheSameHashWhenAnEventIsTakenBack() {
        CounterTable table = new CounterTable(List.of(SeriesDefinition.count(60 * MINUTE, 6), SeriesDefinition.amount(60 * MINUTE, 6)), 16);
        int slot = table.claim(5, START);
        table.add(slot, 0, START, 1);
        table.add(slot, 1, START, 100);
        long hash = table.stateHash();
        table.add(slot, 1, START, 250);
        assertNotEquals(hash, table.stateHash());
        table.add(slot, 1, START, -250);
        assertEquals(hash, table.stateHash());
    }

    @Test
    void shouldDropEventWhenOlderThanTheWindow() {
        CounterTable table = new CounterTable(List.of(SeriesDefinition.count(10 * MINUTE, 10)), 16);
        int slot = table.claim(5, START);
        table.add(slot, 0, START, 1);
        table.add(slot, 0, START - 60 * MINUTE, 1);
        assertEquals(1, table.value(slot, 0, START));
        assertEquals(0, table.value(slot, 0, START + 60 * MINUTE));
    }
}
