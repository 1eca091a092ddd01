package dev.turnpike.codec.message;

import java.util.List;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.ElementKey;

/**
 * A parsed path to a field or sub-field, such as {@code 55.9F26}, {@code 60.2} or {@code 48.SE71}. Parse once, use often.
 * Immutable.
 */
public final class FieldPath {
    private final String text;
    private final int field;
    private final long[] keys;
    private final long[] berKeys;

    private FieldPath(String text, int field, long[] keys, long[] berKeys) {
        this.text = text;
        this.field = field;
        this.keys = keys;
        this.berKeys = berKeys;
    }

    /** Parses a path; {@link IllegalArgumentException} with the reason when it is none. */
    public static FieldPath of(String text) {
        List<String> parts = List.of(text.split("\\.", -1));
        if (!parts.getFirst().matches("[0-9]{1,3}") || Integer.parseInt(parts.getFirst()) < 2
            || Integer.parseInt(parts.getFirst()) > Dialect.FIELD_MAX) {
            throw new IllegalArgumentException("path \"" + text + "\" does not begin with a field number, expected 2 to "
                + Dialect.FIELD_MAX);
        }
        long[] keys = new long[parts.size() - 1];
        long[] berKeys = new long[keys.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ElementKey.of(parts.get(i + 1));
            berKeys[i] = ElementKey.ofBerTag(parts.get(i + 1));
            if (keys[i] < 0) {
                throw new IllegalArgumentException("path \"" + text + "\", expected 1 to 8 ASCII characters between points");
            }
        }
        return new FieldPath(text, Integer.parseInt(parts.getFirst()), keys, berKeys);
    }

    /** The field number. */
    public int field() {
        return field;
    }

    /** Number of steps below the field; 0 is the field itself. */
    public int depth() {
        return keys.length;
    }

    /** The step as the key of an identifier. */
    long key(int step) {
        return keys[step];
    }

    /** The step as a BER tag, or -1. */
    long berKey(int step) {
        return berKeys[step];
    }

    /** As parsed. */
    @Override
    public String toString() {
        return text;
    }
}
