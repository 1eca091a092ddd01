package dev.turnpike.codec.message;

import java.util.List;

/** A JSON message cannot be encoded; all reasons are listed. */
public final class JsonMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    /** With reasons of the form {@code line:column: what, expected what}. */
    public JsonMessageException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = problems.toArray(new String[0]);
    }

    /** All reasons. */
    public List<String> problems() {
        return List.of(problems);
    }
}
