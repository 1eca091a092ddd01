package dev.turnpike.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Verifies a journal at rest. Any thread. */
final class JournalVerification {
    private JournalVerification() {
    }

    /** One pass over all records; they are given to {@code consumer} when it is not null. Changes nothing. */
    static VerifyReport verify(Path directory, RecordConsumer consumer) {
        JournalLayout layout = new JournalLayout(directory);
        try {
            JournalOpening.checkVersion(layout, false);
            try (PositionFile position = PositionFile.open(layout.positionFile(), false); SegmentWalker walker = new SegmentWalker()) {
                return new JournalScanner(layout.segments(), JournalBase.read(layout), position.durable(), null, walker).scan(1, consumer);
            }
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "journal " + directory + " cannot be read: " + e + ".", e);
        }
    }
}
