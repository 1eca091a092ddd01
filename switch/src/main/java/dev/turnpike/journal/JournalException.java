package dev.turnpike.journal;

/** The journal cannot be opened, is damaged, or can no longer be written. The message is one sentence for the operator. */
public class JournalException extends RuntimeException {
    /** Exit code: records that should be there are missing or damaged. */
    public static final int DAMAGED = 65;
    /** Exit code: a file or directory cannot be created or written. */
    public static final int CANNOT_CREATE = 73;
    /** Exit code: an input or output operation failed. */
    public static final int IO = 74;
    /** Exit code: another process holds the journal. */
    public static final int IN_USE = 75;
    /** Exit code: the directory does not exist or was written by an unknown version. */
    public static final int CONFIGURATION = 78;

    private static final long serialVersionUID = 1L;

    /** The exit code of the process that gives up because of this. */
    private final int exitCode;

    /** {@code message}: one sentence, no card data. */
    public JournalException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** As above, with what caused it. */
    public JournalException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** One of the constants of this class. */
    public final int exitCode() {
        return exitCode;
    }
}
