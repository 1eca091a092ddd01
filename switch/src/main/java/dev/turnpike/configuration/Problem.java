package dev.turnpike.configuration;

import java.util.Comparator;

/**
 * One mistake in a file of the configuration.
 *
 * @param file   the file as the user named it, for messages
 * @param line   line, from 1
 * @param column column, from 1, in characters
 * @param severity whether the configuration can be used in spite of it
 * @param text   what is wrong and what was expected, one sentence without the position
 */
public record Problem(String file, int line, int column, Severity severity, String text) implements Comparable<Problem> {
    /** Whether a problem prevents the start. */
    public enum Severity {
        /** The configuration cannot be used. */
        ERROR,
        /** The configuration works, but a person should look at it. */
        WARNING
    }

    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::file).thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column).thenComparing(Problem::severity).thenComparing(Problem::text);

    /** True when the configuration cannot be used. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** By file, line, column. */
    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line:column: text}, with {@code warning: } before the text of a warning. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + (isError() ? "" : "warning: ") + text;
    }
}
