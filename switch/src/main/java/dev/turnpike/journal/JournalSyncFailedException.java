package dev.turnpike.journal;

/**
 * Forcing the journal to stable storage failed. Final: the kernel may have dropped the dirty pages, so a second attempt could succeed
 * without the data. The journal refuses every later append and sync; the process must end with exit code 74 and recover at its next
 * start.
 */
public final class JournalSyncFailedException extends JournalException {
    private static final long serialVersionUID = 1L;

    /** {@code message}: one sentence naming the file. */
    public JournalSyncFailedException(String message, Throwable cause) {
        super(IO, message, cause);
    }
}
