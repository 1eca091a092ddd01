package dev.turnpike.codec.message;

/** Sub-fields cannot be written as their structure says. The message shows identifiers, never values. */
public final class SubfieldException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String expected;

    SubfieldException(String path, String what, String expected) {
        super("sub-field " + path + ": " + what + ", expected " + expected);
        this.path = path;
        this.expected = expected;
    }

    /** Path of the sub-field, such as {@code 60.2}. */
    public String path() {
        return path;
    }

    /** What would have been right. */
    public String expected() {
        return expected;
    }
}
