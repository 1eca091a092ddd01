package dev.turnpike.codec.dialect;

import java.util.List;

/** A dialect file has mistakes; all of them are listed. */
public final class DialectException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    /** With problems of the form {@code file:line:column: what, expected what}. */
    public DialectException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = problems.toArray(new String[0]);
    }

    /** All problems, in the order of the file. */
    public List<String> problems() {
        return List.of(problems);
    }
}
