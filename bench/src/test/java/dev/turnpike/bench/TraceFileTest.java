package dev.turnpike.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {
    @TempDir
    private Path folder;

    @Test
    void shouldGoOnBehindTheLastNumberWhenTheRunEndedInOrder() {
        TraceFile first = new TraceFile(folder.resolve("traces"));
        assertEquals(1, first.first());
        first.used(120);
        first.finished(120);
        assertEquals(121, new TraceFile(folder.resolve("traces")).first());
    }

    @Test
    void shouldRepeatNoNumberWhenTheRunWasKilled() {
        TraceFile first = new TraceFile(folder.resolve("traces"));
        first.first();
        for (int highest = 1; highest < 30_000; highest += 900) {
            first.used(highest);
            assertTrue(new TraceFile(folder.resolve("traces")).first() > highest);
            first.finished(highest);
        }
    }
}
