package dev.turnpike.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalReaderTest {
    @TempDir
    private Path temp;

    private Path directory() {
        return temp.resolve("journal");
    }

    @Test
    void shouldDeliverRecordsWhileTheyAreWrittenWhenReadAcrossSegments() {
        List<JournalRig.Seen> seen = new ArrayList<>();
        try (Journal journal = Journal.open(JournalRig.context(directory())); JournalReader reader = JournalReader.open(directory())) {
            assertEquals(0, reader.poll(JournalRig.into(seen), 10));
            for (int round = 0; round < 100; round++) {
                JournalRig.append(journal, 1 + round * 2);
                while (reader.poll(JournalRig.into(seen), 64) > 0) {
                    assertTrue(reader.lastSequence() <= journal.appended());
                }
                assertEquals(journal.appended(), reader.lastSequence());
            }
        }
        assertEquals(10_000, seen.size());
        for (int i = 0; i < seen.size(); i++) {
            assertArrayEquals(JournalRig.body(i + 1), seen.get(i).body());
        }
    }

    @Test
    void shouldStopAtTheDurablePositionWhenFollowing() {
        List<JournalRig.Seen> seen = new ArrayList<>();
        try (Journal journal = Journal.open(JournalRig.context(directory())); JournalReader reader = JournalReader.follow(directory())) {
            JournalRig.append(journal, 10);
            assertEquals(0, reader.poll(JournalRig.into(seen), 100));
            journal.sync();
            JournalRig.append(journal, 10);
            assertEquals(10, reader.poll(JournalRig.into(seen), 100));
            assertEquals(10, reader.durable());
            journal.sync();
            assertEquals(10, reader.poll(JournalRig.into(seen), 100));
        }
    }

    @Test
    void shouldFollowUpToAppendedWhenInPageCacheMode() {
        JournalContext context = JournalRig.context(directory()).mode(JournalMode.PAGE_CACHE);
        try (Journal journal = Journal.open(context); JournalReader reader = JournalReader.follow(directory())) {
            JournalRig.append(journal, 10);
            assertEquals(10, reader.poll(JournalRig.into(new ArrayList<>()), 100));
        }
    }

    @Test
    void shouldStartAtTheAskedSequenceWhenSoughtInAnySegment() {
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            JournalRig.append(journal, 9_000);
        }
        try (JournalReader reader = JournalReader.open(directory())) {
            for (long sequence : new long[] {1, 2, 3_999, 5_000, 8_999, 9_000}) {
                List<JournalRig.Seen> seen = new ArrayList<>();
                reader.seek(sequence);
                assertEquals(1, reader.poll(JournalRig.into(seen), 1));
                assertEquals(sequence, seen.getFirst().sequence());
            }
            reader.seek(9_001);
            assertEquals(0, reader.poll(JournalRig.into(new ArrayList<>()), 1));
        }
    }

    @Test
    void shouldContinueInTheNextEpochWhenTheSwitchRestarts() {
        List<JournalRig.Seen> seen = new ArrayList<>();
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            JournalRig.append(journal, 10);
        }
        try (JournalReader reader = JournalReader.follow(directory())) {
            assertEquals(10, reader.poll(JournalRig.into(seen), 100));
            try (Journal journal = Journal.open(JournalRig.context(directory()))) {
                assertEquals(0, reader.poll(JournalRig.into(seen), 100));
                JournalRig.append(journal, 5);
                journal.sync();
                assertEquals(5, reader.poll(JournalRig.into(seen), 100));
            }
            try (Journal journal = Journal.open(JournalRig.context(directory()))) {
                JournalRig.append(journal, 5);
                journal.sync();
                assertEquals(5, reader.poll(JournalRig.into(seen), 100));
            }
        }
        assertEquals(20, seen.getLast().sequence());
    }

    @Test
    void shouldReportDamageWhenADurableRecordCannotBeRead() throws IOException {
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            JournalRig.append(journal, 100);
        }
        Path file = JournalRig.segments(directory()).getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) JournalRig.lastRecord(file)[0] - 50] ^= 4;
        Files.write(file, bytes);
        try (JournalReader reader = JournalReader.open(directory())) {
            List<JournalRig.Seen> seen = new ArrayList<>();
            JournalException e = assertThrows(JournalException.class, () -> reader.poll(JournalRig.into(seen), 1_000));
            assertEquals(JournalException.DAMAGED, e.exitCode());
            assertEquals(98, seen.size());
        }
    }
}
