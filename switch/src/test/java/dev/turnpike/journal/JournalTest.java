package dev.turnpike.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.turnpike.status.Counters;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalTest {
    @TempDir
    private Path temp;

    private Path directory() {
        return temp.resolve("journal");
    }

    @Test
    void shouldReplayEveryRecordInOrderWhenOpenedAgainOverSeveralSegmentsAndEpochs() {
        int firstEpoch;
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            assertEquals(0, journal.replay(null));
            firstEpoch = journal.epoch();
            assertEquals(6_000, JournalRig.append(journal, 6_000));
            assertEquals(0, journal.durable());
            journal.sync();
            assertEquals(6_000, journal.durable());
        }
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            assertEquals(6_000, journal.replay(null));
            assertTrue(journal.epoch() > firstEpoch);
            assertEquals(10_000, JournalRig.append(journal, 4_000));
        }
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            List<JournalRig.Seen> seen = JournalRig.replay(journal);
            assertEquals(10_000, seen.size());
            for (int i = 0; i < seen.size(); i++) {
                assertEquals(i + 1, seen.get(i).sequence());
                assertArrayEquals(JournalRig.body(i + 1), seen.get(i).body());
                assertEquals(JournalRig.START_MS + i, seen.get(i).wallMs());
            }
            assertEquals(firstEpoch, seen.getFirst().epoch());
            assertTrue(seen.getLast().epoch() > firstEpoch);
        }
    }

    @Test
    void shouldDeliverOnlyFromTheAskedSequenceWhenReplayedFromASnapshot() {
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            JournalRig.append(journal, 100);
        }
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            List<JournalRig.Seen> seen = new java.util.ArrayList<>();
            assertEquals(100, journal.replay(91, JournalRig.into(seen)));
            assertEquals(10, seen.size());
            assertEquals(91, seen.getFirst().sequence());
        }
    }

    @Test
    void shouldNameTheOwnerWhenASecondInstanceOpens() {
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            JournalException e = assertThrows(JournalException.class, () -> Journal.open(JournalRig.context(directory())));
            assertEquals(JournalException.IN_USE, e.exitCode());
            assertEquals("journal in use by pid " + ProcessHandle.current().pid(), e.getMessage());
            JournalRig.append(journal, 1);
        }
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            assertEquals(1, journal.replay(null));
        }
    }

    @Test
    void shouldRefuseWithItsExitCodeWhenTheDirectoryCannotBeUsed() throws IOException {
        JournalException missing = assertThrows(JournalException.class,
                () -> Journal.open(JournalRig.context(directory()).create(false)));
        assertEquals(JournalException.CONFIGURATION, missing.exitCode());
        JournalException orphan = assertThrows(JournalException.class,
                () -> Journal.open(JournalRig.context(temp.resolve("no/such/place"))));
        assertEquals(JournalException.CANNOT_CREATE, orphan.exitCode());
        Path file = Files.createFile(temp.resolve("file"));
        JournalException notDirectory = assertThrows(JournalException.class, () -> Journal.open(JournalRig.context(file)));
        assertEquals(JournalException.CONFIGURATION, notDirectory.exitCode());
        JournalException readOnly = assertThrows(JournalException.class, () -> Journal.open(JournalRig.context(Path.of("/proc"))));
        assertEquals(JournalException.CANNOT_CREATE, readOnly.exitCode());
        Files.createDirectory(directory());
        Files.writeString(directory().resolve("version"), "turnpike-journal 9\n");
        JournalException version = assertThrows(JournalException.class, () -> Journal.open(JournalRig.context(directory())));
        assertEquals(JournalException.CONFIGURATION, version.exitCode());
        for (JournalException e : List.of(missing, orphan, notDirectory, readOnly, version)) {
            assertTrue(e.getMessage().endsWith("."), e.getMessage());
        }
    }

    @Test
    void shouldRefuseEverythingAndNeverForceAgainWhenASyncFails() {
        AtomicInteger forces = new AtomicInteger();
        JournalContext context = JournalRig.context(directory()).forcer(channel -> {
            if (forces.incrementAndGet() == 2) {
                throw new IOException("Input/output error");
            }
            channel.force(false);
        });
        try (Journal journal = Journal.open(context)) {
            JournalRig.append(journal, 10);
            journal.sync();
            JournalRig.append(journal, 10);
            JournalSyncFailedException e = assertThrows(JournalSyncFailedException.class, journal::sync);
            assertEquals(JournalException.IO, e.exitCode());
            assertSame(e, assertThrows(JournalException.class, journal::sync));
            assertSame(e, assertThrows(JournalException.class, () -> JournalRig.append(journal, 1)));
            assertEquals(10, journal.durable());
            assertEquals(2, forces.get());
        }
        assertEquals(2, forces.get(), "close forces nothing after a failure");
    }

    @Test
    void shouldForceTheOldSegmentBeforeTheNewWhenASegmentIsBegun() throws IOException {
        List<Long> sizes = new java.util.ArrayList<>();
        AtomicInteger forces = new AtomicInteger();
        JournalContext context = JournalRig.context(directory()).forcer(channel -> {
            sizes.add(channel.size());
            forces.incrementAndGet();
            channel.force(false);
        });
        try (Journal journal = Journal.open(context)) {
            JournalRig.append(journal, 1);
            journal.sync();
            assertEquals(1, forces.get());
            while (JournalRig.segments(directory()).size() < 3) {
                JournalRig.append(journal, 100);
            }
            journal.sync();
            assertEquals(4, forces.get(), "two old segments and the current one");
        }
    }

    @Test
    void shouldFreeTheReservedBlocksWhenASegmentIsComplete() throws IOException {
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            JournalRig.append(journal, 12_000);
            journal.sync();
        }
        for (Path segment : JournalRig.segments(directory())) {
            assertTrue(Files.size(segment) - JournalRig.lastRecord(segment)[1] <= 8_192, segment + " " + Files.size(segment));
        }
        assertEquals(12_000, JournalTools.verify(directory()).records());
    }

    @Test
    void shouldCallAppendedRecordsDurableWhenInPageCacheMode() {
        Counters counters = new Counters();
        JournalContext context = JournalRig.context(directory()).mode(JournalMode.PAGE_CACHE).counters(counters).forcer(channel -> {
            throw new IOException("not to be called");
        });
        Journal journal = Journal.open(context);
        JournalRig.append(journal, 5);
        assertEquals(5, journal.durable());
        journal.sync();
        assertTrue(counters.all().stream().anyMatch(c -> c.name().equals("turnpike_journal_mode{mode=\"page-cache\"}") && c.value() == 1));
        assertThrows(JournalSyncFailedException.class, journal::close);
    }

    @Test
    void shouldKeepOrderAndCountWhenTheClockStepsBack() {
        JournalRig.ManualClock clock = new JournalRig.ManualClock();
        Counters counters = new Counters();
        try (Journal journal = Journal.open(JournalRig.context(directory()).clock(clock).counters(counters))) {
            UnsafeBuffer one = new UnsafeBuffer(new byte[1]);
            journal.append(one, 0, 1, clock.wallMs());
            clock.wallMs += 86_400_000;
            journal.append(one, 0, 1, clock.wallMs());
            clock.wallMs -= 2 * 86_400_000;
            JournalRig.append(journal, 5_000);
        }
        try (Journal journal = Journal.open(JournalRig.context(directory()).clock(clock))) {
            List<JournalRig.Seen> seen = JournalRig.replay(journal);
            assertEquals(5_002, seen.size());
            assertEquals(5_002, seen.getLast().sequence());
            assertEquals(JournalRig.START_MS + 86_400_000, seen.get(1).wallMs());
        }
        assertEquals(1, counters.counter("turnpike_journal_clock_regressed_total", "").value());
    }

    @Test
    void shouldBeginASegmentWhenTheOldOneIsTooOld() throws IOException {
        try (Journal journal = Journal.open(JournalRig.context(directory()).maxSegmentAgeMs(1_000))) {
            UnsafeBuffer one = new UnsafeBuffer(new byte[1]);
            journal.append(one, 0, 1, JournalRig.START_MS);
            journal.append(one, 0, 1, JournalRig.START_MS + 999);
            assertEquals(1, JournalRig.segments(directory()).size());
            journal.append(one, 0, 1, JournalRig.START_MS + 1_000);
            assertEquals(2, JournalRig.segments(directory()).size());
        }
    }

    @Test
    void shouldAllocateNothingWhenAppendingAndSyncingInSteadyState() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Journal journal = Journal.open(JournalRig.context(directory()).segmentBytes(64 << 20))) {
            UnsafeBuffer record = new UnsafeBuffer(new byte[300]);
            appendAndSync(journal, record, 20_000);
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 5; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                appendAndSync(journal, record, 10_000);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertTrue(least < 1_000, "10,000 appends and 100 syncs allocated " + least + " bytes");
        }
    }

    private static void appendAndSync(Journal journal, UnsafeBuffer record, int count) {
        for (int i = 0; i < count; i++) {
            journal.append(record, 0, record.capacity(), JournalRig.START_MS);
            if (i % 100 == 99) {
                journal.sync();
            }
        }
    }

    @Test
    void shouldRefuseWhenAnotherThreadAppendsOrTheRecordIsTooLong() throws InterruptedException {
        try (Journal journal = Journal.open(JournalRig.context(directory()).maxRecordBytes(1_000))) {
            JournalRig.append(journal, 1);
            AtomicReference<Exception> thrown = new AtomicReference<>();
            Thread other = new Thread(() -> {
                try {
                    JournalRig.append(journal, 1);
                } catch (IllegalStateException e) {
                    thrown.set(e);
                }
            });
            other.start();
            other.join();
            assertTrue(thrown.get() != null && thrown.get().getMessage().contains("confined"));
            UnsafeBuffer big = new UnsafeBuffer(new byte[1_001]);
            assertThrows(IllegalArgumentException.class, () -> journal.append(big, 0, 1_001, JournalRig.START_MS));
            assertEquals(2, JournalRig.append(journal, 1));
        }
    }

    @Test
    void shouldKeepEveryRecordWhenSyncAndAppendRunConcurrently() throws InterruptedException {
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            journal.replay(null);
            AtomicReference<Throwable> failed = new AtomicReference<>();
            Thread appender = new Thread(() -> JournalRig.append(journal, 50_000));
            Thread syncer = new Thread(() -> {
                while (journal.durable() < 50_000 && journal.failure() == null) {
                    long atEntry = journal.appended();
                    journal.sync();
                    if (journal.durable() < atEntry) {
                        failed.set(new AssertionError("sync left " + atEntry + " not durable"));
                    }
                }
            });
            appender.start();
            syncer.start();
            appender.join();
            syncer.join();
            assertEquals(null, failed.get());
            assertEquals(50_000, journal.durable());
        }
        VerifyReport report = JournalTools.verify(directory());
        assertTrue(report.intact(), report.problem());
        assertEquals(50_000, report.records());
    }

    @Test
    void shouldBeBelowItsFloorWhenFreeSpaceIsShort() {
        try (Journal journal = Journal.open(JournalRig.context(directory()).floorBytes(Long.MAX_VALUE))) {
            journal.replay(null);
            assertTrue(journal.belowFloor());
            assertEquals(1, JournalRig.append(journal, 1), "what must be written still is");
        }
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            journal.replay(null);
            assertFalse(journal.belowFloor());
        }
    }

    @Test
    void shouldServeTheReserveAndRecoverWhenTheDiskIsFullForATime() throws InterruptedException {
        AtomicBoolean full = new AtomicBoolean();
        CountDownLatch refused = new CountDownLatch(1);
        JournalContext context = JournalRig.context(directory()).allocator((file, length) -> {
            if (full.get()) {
                refused.countDown();
                throw new IOException("no space left");
            }
            NativeFiles.allocate(file, length);
        });
        try (Journal journal = Journal.open(context)) {
            JournalRig.append(journal, 10);
            assertFalse(journal.belowFloor());
            while (!journal.isNextSegmentReady()) {
                Thread.onSpinWait();
            }
            full.set(true);
            while (JournalRig.segments(directory()).size() < 2) {
                JournalRig.append(journal, 10);
            }
            assertTrue(refused.await(10, TimeUnit.SECONDS));
            waitForFloor(journal, true);
            JournalRig.append(journal, 1_000);
            full.set(false);
            waitForFloor(journal, false);
            JournalRig.append(journal, 10_000);
            journal.sync();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        VerifyReport report = JournalTools.verify(directory());
        assertTrue(report.intact() && report.records() > 11_000, report.toString());
    }

    private static void waitForFloor(Journal journal, boolean below) {
        while (journal.belowFloor() != below) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldFailForGoodAndKeepWhatIsDurableWhenTheReserveIsUsedUp() {
        AtomicBoolean full = new AtomicBoolean();
        JournalContext context = JournalRig.context(directory()).allocator((file, length) -> {
            if (full.get()) {
                throw new IOException("no space left");
            }
            NativeFiles.allocate(file, length);
        });
        long durable;
        try (Journal journal = Journal.open(context)) {
            JournalRig.append(journal, 10);
            full.set(true);
            JournalException e = assertThrows(JournalException.class, () -> appendAndSyncForEver(journal));
            assertEquals(JournalException.IO, e.exitCode());
            assertTrue(e.getMessage().contains("no space left"), e.getMessage());
            assertThrows(JournalSyncFailedException.class, journal::sync);
            durable = journal.durable();
            assertTrue(durable > 3_000);
        }
        VerifyReport report = JournalTools.verify(directory());
        assertTrue(report.intact(), report.problem());
        assertTrue(report.lastSequence() >= durable);
    }

    private static void appendAndSyncForEver(Journal journal) {
        while (true) {
            JournalRig.append(journal, 100);
            journal.sync();
        }
    }

    @Test
    void shouldHaveNoAnalyticsClassOnTheClassPath() {
        assertThrows(ClassNotFoundException.class, () -> Class.forName("net.openhft.chronicle.analytics.Analytics"));
        assertEquals("true", System.getProperty("chronicle.analytics.disable"));
    }
}
