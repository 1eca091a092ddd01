package dev.turnpike.codec.foreign;

import java.util.List;

/**
 * The result of an import.
 *
 * @param yaml  text of a dialect file that loads
 * @param notes what the reader should know, one line each, such as {@code field 48: class FOO has no equal, read as opaque bytes}
 */
public record ImportedDialect(String yaml, List<String> notes) {
    /** Copies the notes. */
    public ImportedDialect {
        notes = List.copyOf(notes);
    }
}
