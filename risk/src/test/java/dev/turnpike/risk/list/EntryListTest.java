package dev.turnpike.risk.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EntryListTest {
    @Property(tries = 100)
    void shouldEqualSetWhenFilledAtRandom(@ForAll long seed, @ForAll @IntRange(min = 0, max = 3000) int entries) {
        Random random = new Random(seed);
        Set<Long> reference = new HashSet<>();
        EntryList.Builder builder = EntryList.builder();
        for (int i = 0; i < entries; i++) {
            long entry = random.nextBoolean() ? random.nextInt(5000) : random.nextLong();
            builder.add(entry);
            reference.add(entry);
        }
        EntryList list = builder.build();
        assertEquals(reference.size(), list.size());
        reference.forEach(entry -> assertTrue(list.contains(entry)));
        for (long i = -100; i < 5100; i++) {
            assertEquals(reference.contains(i), list.contains(i));
        }
    }

    @Test
    void shouldStayExactWhenMillionsAreLoaded() {
        EntryList.Builder builder = EntryList.builder();
        for (long i = 0; i < 2_000_000; i++) {
            builder.add(i * 0x9E3779B97F4A7C15L + 1);
        }
        EntryList list = builder.build();
        assertEquals(2_000_000, list.size());
        for (long i = 0; i < 2_000_000; i += 7) {
            assertTrue(list.contains(i * 0x9E3779B97F4A7C15L + 1));
            assertFalse(list.contains(i * 0x9E3779B97F4A7C15L + 2));
        }
    }
}
