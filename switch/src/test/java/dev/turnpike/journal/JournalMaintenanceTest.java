package dev.turnpike.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalMaintenanceTest {
    @TempDir
    private Path temp;

    private Path directory() {
        return temp.resolve("journal");
    }

    /** HMAC-SHA-256 of the JDK under a test key. */
    private static final class TestSealKey implements SealKey {
        private final Mac mac;

        TestSealKey(String key) {
            try {
                mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key.getBytes(java.nio.charset.StandardCharsets.US_ASCII), "HmacSHA256"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void update(DirectBuffer buffer, int offset, int length) {
            byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            mac.update(bytes);
        }

        @Override
        public void finish(MutableDirectBuffer out, int offset) {
            out.putBytes(offset, mac.doFinal());
        }
    }

    private JournalContext sealed() {
        return JournalRig.context(directory()).sealKey(new TestSealKey("test"));
    }

    @Test
    void shouldChainSealsOverRestartsWhenAKeyIsGiven() {
        for (int run = 0; run < 3; run++) {
            try (Journal journal = Journal.open(sealed())) {
                int seen = JournalRig.replay(journal).size();
                assertEquals(run * 1_030, seen, "seals are not delivered");
                JournalRig.append(journal, 1_000);
                journal.released(journal.durable());
                journal.seal(JournalRig.START_MS);
                journal.seal(JournalRig.START_MS);
                JournalRig.append(journal, 30);
            }
        }
        VerifyReport report = JournalTools.verify(directory(), new TestSealKey("test"));
        assertTrue(report.intact());
        // 3 full and 1 rest; then the 30 left over join the next batch: 4 full and 1 rest, twice.
        assertEquals(14, report.seals());
        assertEquals(3 * 1_030 + 14, report.records());
        JournalException other = assertThrows(JournalException.class, () -> JournalTools.verify(directory(), new TestSealKey("other")));
        assertEquals(JournalException.DAMAGED, other.exitCode());
    }

    @Test
    void shouldDetectARecordThatWasAlteredWithMatchingChecksumsWhenSealed() throws IOException {
        try (Journal journal = Journal.open(sealed())) {
            JournalRig.append(journal, 300);
        }
        alter(JournalRig.segments(directory()).getFirst(), 100);
        assertTrue(JournalTools.verify(directory()).intact(), "checksums alone do not see it");
        JournalException e = assertThrows(JournalException.class, () -> JournalTools.verify(directory(), new TestSealKey("test")));
        assertTrue(e.getMessage().contains("altered"), e.getMessage());
        try (Journal journal = Journal.open(sealed())) {
            assertThrows(JournalException.class, () -> journal.replay(null));
        }
    }

    /** Changes one byte of a body and mends every checksum from there on, as somebody without the key could. */
    private static void alter(Path file, long sequence) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C crc = new CRC32C();
        int previous = 0;
        try (SegmentWalker walker = new SegmentWalker()) {
            walker.open(new Segment(0, file));
            while (walker.next() == SegmentWalker.Found.RECORD) {
                int length = walker.bodyLength();
                int at = (int) walker.position() - ((length + 3) & ~3) - Envelope.LENGTH;
                if (walker.sequence() == sequence) {
                    bytes[at + Envelope.LENGTH + 20] ^= 1;
                }
                buffer.putInt(at + Envelope.PREVIOUS_CRC_OFFSET, previous);
                previous = Envelope.crc(crc, buffer, at, length);
                buffer.clear();
                buffer.putInt(at + Envelope.CRC_OFFSET, previous);
            }
        }
        Files.write(file, bytes);
    }

    @Test
    void shouldKeepTheChainWhenOldSegmentsAreRemovedWhileAppending() throws IOException {
        Path aside = temp.resolve("aside");
        long base;
        try (Journal journal = Journal.open(sealed())) {
            JournalRig.append(journal, 12_000);
            assertThrows(IllegalArgumentException.class, () -> journal.deleteBefore(12_000));
            journal.sync();
            int segments = JournalRig.segments(directory()).size();
            assertTrue(segments >= 4);
            Files.createDirectories(aside);
            Path oldest = JournalRig.segments(directory()).getFirst();
            Files.copy(oldest, aside.resolve(oldest.getFileName()));
            assertEquals(0, journal.deleteBefore(1));
            assertEquals(segments - 1, journal.deleteBefore(journal.durable()));
            base = JournalBase.read(new JournalLayout(directory())).sequence();
            assertTrue(base > 8_000 && base < 12_000);
            JournalRig.append(journal, 12_000);
            journal.sync();
            Files.copy(aside.resolve(oldest.getFileName()), oldest);
        }
        VerifyReport report = JournalTools.verify(directory(), new TestSealKey("test"));
        assertTrue(report.intact(), report.problem());
        assertEquals(base + 1, report.firstSequence());
        try (Journal journal = Journal.open(sealed())) {
            journal.replay(null);
            assertEquals(base + 1, journal.report().firstSequence());
            assertFalse(JournalRig.segments(directory()).stream().anyMatch(this::isOldest), "an interrupted removal is finished");
            JournalRig.append(journal, 10);
        }
        assertTrue(JournalTools.verify(directory(), new TestSealKey("test")).intact());
    }

    private boolean isOldest(Path file) {
        return Files.exists(temp.resolve("aside").resolve(file.getFileName()));
    }

    @Test
    void shouldOpenACopyWithEverythingDurableWhenBackedUpWhileAppending() throws InterruptedException {
        Path copy = temp.resolve("copy");
        AtomicBoolean stop = new AtomicBoolean();
        int epoch;
        try (Journal journal = Journal.open(JournalRig.context(directory()))) {
            journal.replay(null);
            epoch = journal.epoch();
            Thread appender = new Thread(() -> {
                while (!stop.get()) {
                    JournalRig.append(journal, 10);
                    journal.sync();
                }
            });
            appender.start();
            while (journal.durable() < 5_000) {
                Thread.onSpinWait();
            }
            long durable = journal.durable();
            VerifyReport report = JournalTools.backup(directory(), copy);
            stop.set(true);
            appender.join();
            assertTrue(report.intact(), report.problem());
            assertTrue(report.lastSequence() >= durable);
            assertThrows(JournalException.class, () -> JournalTools.backup(directory(), copy));
        }
        try (Journal journal = Journal.open(JournalRig.context(copy))) {
            List<JournalRig.Seen> seen = JournalRig.replay(journal);
            assertTrue(seen.size() >= 5_000);
            assertTrue(journal.epoch() > epoch);
            JournalRig.append(journal, 10);
        }
    }
}
