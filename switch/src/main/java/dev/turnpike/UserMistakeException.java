package dev.turnpike;

/** Something a person can put right. Printed as its one sentence, never with a stack trace. */
public final class UserMistakeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** A mistake that ends the command with {@code exitCode}, see {@link ExitCode}. {@code sentence} says what and what was expected. */
    public UserMistakeException(int exitCode, String sentence) {
        super(sentence, null, false, false);
        this.exitCode = exitCode;
    }

    /** See {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
