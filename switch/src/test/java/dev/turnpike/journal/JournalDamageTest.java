package dev.turnpike.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class JournalDamageTest {
    /** More with {@code -Djournal.damages=N}. */
    private static final int DAMAGES = Integer.getInteger("journal.damages", 300);
    private static final int PAGE = 4096;

    @TempDir
    private Path temp;

    /** Two epochs, several segments, cleanly closed: every record was durable. */
    private Path template() {
        Path directory = temp.resolve("template");
        for (int epoch = 0; epoch < 2; epoch++) {
            try (Journal journal = Journal.open(JournalRig.context(directory))) {
                JournalRig.append(journal, 5_000);
            }
        }
        return directory;
    }

    @Test
    void shouldDetectEveryDamageWhenRecordsWereDurable() throws IOException {
        int detected = detect(DAMAGES, Integer.MAX_VALUE);
        assertTrue(detected > DAMAGES * 8 / 10, detected + " detected, the others touched no record");
    }

    @Test
    @Tag("slow")
    @Timeout(600)
    void shouldDetectAThousandDamagesThatTouchRecords() throws IOException {
        assertEquals(1_000, detect(Integer.MAX_VALUE, 1_000));
    }

    /** Damages one place after the other until {@code rounds} or {@code wanted} detections are reached; gives the detections. */
    private int detect(int rounds, int wanted) throws IOException {
        Path directory = template();
        List<Path> segments = JournalRig.segments(directory);
        assertTrue(segments.size() >= 4);
        int detected = 0;
        for (int seed = 0; seed < rounds && detected < wanted; seed++) {
            Random random = new Random(seed);
            Path file = segments.get(random.nextInt(segments.size()));
            byte[] original = Files.readAllBytes(file);
            long dataEnd = JournalRig.lastRecord(file)[1];
            byte[] damaged = damage(original, (int) dataEnd, random);
            Files.write(file, damaged);
            List<JournalRig.Seen> seen = new ArrayList<>();
            VerifyReport report = JournalVerification.verify(directory, null, JournalRig.into(seen));
            for (int i = 0; i < seen.size(); i++) {
                assertArrayEquals(JournalRig.body(i + 1), seen.get(i).body(), "seed " + seed);
            }
            if (report.intact()) {
                assertEquals(10_000, seen.size(), "seed " + seed + " lost records silently");
            } else {
                assertTrue(report.problem().contains(".cq4 at offset "), report.problem());
                detected++;
            }
            Files.write(file, original);
        }
        assertTrue(JournalTools.verify(directory).intact());
        return detected;
    }

    private static byte[] damage(byte[] original, int dataEnd, Random random) {
        byte[] bytes = original.clone();
        int at = 16_656 + random.nextInt(dataEnd - 16_656);
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> Arrays.fill(bytes, at & -PAGE, Math.min(bytes.length, (at & -PAGE) + PAGE), (byte) 0);
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            case 3 -> {
                byte[] noise = new byte[1 + random.nextInt(64)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, Math.min(noise.length, bytes.length - at));
            }
            case 4 -> System.arraycopy(original, at & -PAGE, bytes, 0, Math.min(PAGE, bytes.length - (at & -PAGE)));
            case 5 -> Arrays.fill(bytes, at, bytes.length, (byte) 0);
            default -> bytes[random.nextInt(dataEnd)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    @Test
    void shouldRefuseWithFileOffsetAndSequenceWhenAPageInTheMiddleIsZero() throws IOException {
        Path directory = template();
        Path file = JournalRig.segments(directory).getFirst();
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 100 * PAGE, 101 * PAGE, (byte) 0);
        Files.write(file, bytes);
        try (Journal journal = Journal.open(JournalRig.context(directory))) {
            JournalException e = assertThrows(JournalException.class, () -> journal.replay(null));
            assertEquals(JournalException.DAMAGED, e.exitCode());
            String name = file.getParent().getFileName() + "/" + file.getFileName();
            assertTrue(e.getMessage().matches("journal damaged in " + name + " at offset \\d+: sequence \\d+ expected.*"), e.getMessage());
        }
        assertArrayEquals(bytes, Files.readAllBytes(file), "a refused journal is left as it was");
    }

    @Test
    void shouldRefuseWhenASegmentIsMissingOrExchanged() throws IOException {
        Path directory = template();
        List<Path> segments = JournalRig.segments(directory);
        for (Path segment : segments) {
            Path aside = temp.resolve("aside");
            Files.move(segment, aside);
            VerifyReport report = JournalTools.verify(directory);
            assertFalse(report.intact(), "without " + segment);
            Files.move(aside, segment);
        }
        byte[] first = Files.readAllBytes(segments.get(0));
        byte[] second = Files.readAllBytes(segments.get(1));
        Files.write(segments.get(0), second);
        Files.write(segments.get(1), first);
        assertFalse(JournalTools.verify(directory).intact());
    }

    @Test
    void shouldRefuseWhenTheFilesBesidesTheSegmentsAreMissingOrDamaged() throws IOException {
        Path directory = template();
        JournalLayout layout = new JournalLayout(directory);
        byte[] position = Files.readAllBytes(layout.positionFile());
        byte[] broken = position.clone();
        broken[9] ^= 1;
        broken[25] ^= 1;
        Files.write(layout.positionFile(), broken);
        assertEquals(JournalException.DAMAGED, refusal(directory));
        Files.delete(layout.positionFile());
        assertEquals(JournalException.DAMAGED, refusal(directory));
        Files.write(layout.positionFile(), position);
        Files.writeString(layout.epochFile(), "x");
        assertEquals(JournalException.DAMAGED, refusal(directory));
    }

    private static int refusal(Path directory) {
        return assertThrows(JournalException.class, () -> Journal.open(JournalRig.context(directory))).exitCode();
    }

    /** A journal as a crash leaves it: {@code durable} records forced, more of them appended, nothing closed. */
    private Path crashed(int durable, int more) throws IOException {
        Path live = temp.resolve("live");
        Path crashed = temp.resolve("crashed");
        try (Journal journal = Journal.open(JournalRig.context(live))) {
            JournalRig.append(journal, durable);
            journal.sync();
            JournalRig.append(journal, more);
            JournalRig.copy(live, crashed);
        }
        return crashed;
    }

    @Test
    void shouldDropTheTornTailWhenCutAtEveryByteOfTheLastRecords() throws IOException {
        cutEverywhere(100, 37);
    }

    @Test
    @Tag("slow")
    @Timeout(600)
    void shouldRecoverThePrefixWhenCutAtEveryByteOfTwoHundredRecords() throws IOException {
        cutEverywhere(200, 1);
    }

    /** Cuts the tail of {@code tail} records that were not durable at every byte of its last 1,000, before that at every {@code step}th. */
    private void cutEverywhere(int tail, int step) throws IOException {
        Path directory = crashed(100, tail);
        Path file = JournalRig.segments(directory).getFirst();
        byte[] original = Files.readAllBytes(file);
        long end = JournalRig.lastRecord(file)[1];
        int durableEnd = endOf(file, 100);
        for (int cut = durableEnd; cut < end; cut += cut > end - 1_000 ? 1 : step) {
            Files.write(file, Arrays.copyOf(original, cut));
            List<JournalRig.Seen> seen = new ArrayList<>();
            VerifyReport report = JournalVerification.verify(directory, null, JournalRig.into(seen));
            assertTrue(report.intact(), report.problem());
            assertTrue(seen.size() >= 100 && seen.size() <= 100 + tail);
            int whole = endOf(file, seen.size());
            assertTrue(whole - 3 <= cut, "only padding may be missing");
            if (cut - whole > 8) {
                assertTrue(report.tornBytes() > 0 && report.tornBytes() <= cut - whole, "cut " + cut);
                assertEquals(whole, report.tornOffset());
            }
        }
    }

    /** Offset behind the record with that sequence. */
    private static int endOf(Path file, long sequence) throws IOException {
        try (SegmentWalker walker = new SegmentWalker()) {
            walker.open(new Segment(0, file));
            while (walker.next() == SegmentWalker.Found.RECORD) {
                if (walker.sequence() == sequence) {
                    return (int) walker.position();
                }
            }
        }
        throw new AssertionError("no record " + sequence);
    }

    @Test
    void shouldContinueBehindTheCutWhenATornTailWasDropped() throws IOException {
        Path source = crashed(50, 10);
        Path file = JournalRig.segments(source).getFirst();
        long[] last = JournalRig.lastRecord(file);
        for (int round = 0; round < 12; round++) {
            Path directory = JournalRig.copy(source, temp.resolve("round" + round));
            Path cut = JournalRig.segments(directory).getFirst();
            JournalRig.truncate(cut, last[0] + 1 + (last[1] - last[0] - 1) * round / 12);
            try (Journal journal = Journal.open(JournalRig.context(directory))) {
                assertEquals(59, JournalRig.replay(journal).size());
                assertTrue(journal.report().tornBytes() > 0 || round == 0);
                assertEquals(59, journal.durable());
                JournalRig.append(journal, 20);
                journal.sync();
            }
            try (Journal journal = Journal.open(JournalRig.context(directory))) {
                assertEquals(79, JournalRig.replay(journal).size());
                assertEquals(0, journal.report().tornBytes());
            }
        }
    }

    @Test
    void shouldRefuseWhenTheTailThatIsMissingWasDurable() throws IOException {
        Path directory = crashed(100, 0);
        Path file = JournalRig.segments(directory).getFirst();
        JournalRig.truncate(file, JournalRig.lastRecord(file)[1] - 5);
        VerifyReport report = JournalTools.verify(directory);
        assertFalse(report.intact());
        assertTrue(report.problem().contains("sequence 100 expected"), report.problem());
    }

    @Test
    void shouldRecoverAPrefixWithEverythingDurableWhenUnsyncedPagesAreLostInAnyOrder() throws IOException {
        Path source = crashed(3_000, 9_000);
        List<Path> sources = JournalRig.segments(source);
        assertTrue(sources.size() >= 3);
        Path directory = JournalRig.copy(source, temp.resolve("lossy"));
        List<Path> segments = JournalRig.segments(directory);
        int firstLossy = 0;
        while (JournalRig.lastRecord(sources.get(firstLossy))[1] > 0 && firstSequence(sources.get(firstLossy + 1)) <= 3_000) {
            firstLossy++;
        }
        int keep = endOf(sources.get(firstLossy), 3_000);
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int oneIn = 1 + random.nextInt(60);
            for (int i = firstLossy; i < segments.size(); i++) {
                byte[] bytes = Files.readAllBytes(sources.get(i));
                losePages(bytes, i == firstLossy ? keep : 0, random, oneIn);
                Files.write(segments.get(i), bytes);
            }
            List<JournalRig.Seen> seen = new ArrayList<>();
            VerifyReport report = JournalVerification.verify(directory, null, JournalRig.into(seen));
            assertTrue(report.intact(), "seed " + seed + ": " + report.problem());
            assertTrue(seen.size() >= 3_000, "seed " + seed);
            assertArrayEquals(JournalRig.body(seen.size()), seen.getLast().body());
        }
        recoverTwice(directory);
    }

    private static long firstSequence(Path file) throws IOException {
        try (SegmentWalker walker = new SegmentWalker()) {
            walker.open(new Segment(0, file));
            walker.next();
            return walker.sequence();
        }
    }

    private static void losePages(byte[] bytes, int keep, Random random, int oneIn) {
        for (int page = 0; page < bytes.length; page += PAGE) {
            if (random.nextInt(oneIn) == 0 && page + PAGE > keep) {
                Arrays.fill(bytes, Math.max(page, keep), Math.min(bytes.length, page + PAGE), (byte) 0);
            }
        }
    }

    private static void recoverTwice(Path directory) {
        int recovered;
        try (Journal journal = Journal.open(JournalRig.context(directory))) {
            recovered = JournalRig.replay(journal).size();
            JournalRig.append(journal, 100);
        }
        try (Journal journal = Journal.open(JournalRig.context(directory))) {
            assertEquals(recovered + 100, JournalRig.replay(journal).size());
        }
    }
}
