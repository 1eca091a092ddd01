package dev.turnpike.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Verifies a journal at rest. Any thread. */
final class JournalVerification {
    private JournalVerification() {
    }

    /**
     * One pass over all records; they are given to {@code consumer} when it is not null. Seals are checked when
     * {@code key} is not null. Changes nothing.
     */
    static VerifyReport verify(Path directory, SealKey key, RecordConsumer consumer) {
        JournalLayout layout = new JournalLayout(directory);
        try {
            JournalOpening.checkVersion(layout, false);
            PositionFile position = PositionFile.open(layout.positionFile(), false);
            try (SegmentWalker walker = new SegmentWalker()) {
                JournalBase base = JournalBase.read(layout);
                SealChain seals = key == null ? null : new SealChain(key, base.sequence() > 0);
                return new JournalScanner(JournalMaintenance.needed(layout.segments(), base, walker), base, position.durable(), seals, walker)
                        .scan(1, consumer);
            }
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "journal " + directory + " cannot be read: " + e + ".", e);
        }
    }
}
