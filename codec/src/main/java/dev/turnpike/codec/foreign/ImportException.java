package dev.turnpike.codec.foreign;

/** The text is not a specification of the format, or nothing of it can be used; the message is one sentence. */
public final class ImportException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a sentence for people. */
    public ImportException(String message) {
        super(message);
    }
}
