package dev.turnpike.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Verifies a journal at rest. Any thread. */
final class JournalVerification {
    private JournalVerification() {
    }

    /**
     * One pass over all records; they are given to {@code consumer} when it is not null. Seals are checked when
     * {@code key} is not null. Changes nothing. Of a journal that a process is writing, what was durable at the call.
     */
    static VerifyReport verify(Path directory, SealKey key, RecordConsumer consumer) {
        JournalLayout layout = new JournalLayout(directory);
        try {
            JournalOpening.checkVersion(layout, false);
            PositionFile position = PositionFile.open(layout.positionFile(), false);
            long limit = LockFile.owner(layout.lockFile()) == 0 ? Long.MAX_VALUE : position.published();
            try (SegmentWalker walker = new SegmentWalker()) {
                JournalBase base = JournalBase.read(layout);
                SealChain seals = key == null ? null : new SealChain(key, base.sequence() > 0);
                long durable = Math.min(limit, position.durable());
                return new JournalScanner(JournalMaintenance.needed(layout.segments(), base, walker), base, durable, seals, walker).upTo(limit)
                        .scan(1, consumer);
            }
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "journal " + directory + " cannot be read: " + e + ".", e);
        }
    }
}
