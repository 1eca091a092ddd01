package dev.turnpike.journal;

import java.io.IOException;
import java.nio.file.Path;

/** What can be done with a journal's directory from outside the process that writes it. Stateless; any thread, any process. */
public final class JournalTools {
    private JournalTools() {
    }

    /** The process that has the journal open, 0 when none has. Throws {@link JournalException} 74 when that cannot be found out. */
    public static long owner(Path directory) {
        try {
            return LockFile.owner(new JournalLayout(directory).lockFile());
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "the lock of journal " + directory + " cannot be read: " + e + ".", e);
        }
    }

    /**
     * Verifies a journal without changing it or taking its lock; of one that a process is writing, what was durable at the call. Throws
     * {@link JournalException}.
     */
    public static VerifyReport verify(Path directory) {
        return JournalVerification.verify(directory, null, null);
    }

    /** As {@link #verify(Path)}; seals are checked too, and one that does not match is a {@link JournalException} 65. */
    public static VerifyReport verify(Path directory, SealKey key) {
        return JournalVerification.verify(directory, key, null);
    }

    /**
     * Copies the journal in {@code from} into the directory {@code to}, which is new or empty, also while it is written, forces and verifies
     * the copy. It holds at least every record that was durable at the call; a torn end is normal. Throws {@link JournalException} (73 when
     * {@code to} holds something). A journal restored from it opens under an epoch that was not used before if the clock went on.
     */
    public static VerifyReport backup(Path from, Path to) {
        return JournalMaintenance.backup(from, to);
    }
}
