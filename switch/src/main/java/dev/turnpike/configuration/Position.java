package dev.turnpike.configuration;

/**
 * A place in a file.
 *
 * @param file   the file as the user named it
 * @param line   line, from 1
 * @param column column, from 1, in characters
 */
public record Position(String file, int line, int column) {
    /** The first character of a file. */
    public static Position startOf(String file) {
        return new Position(file, 1, 1);
    }
}
