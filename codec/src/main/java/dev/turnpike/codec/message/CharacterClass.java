package dev.turnpike.codec.message;

import dev.turnpike.codec.dialect.ContentKind;

/** Which canonical characters a kind allows, as one table with a bit for each kind. */
final class CharacterClass {
    private static final byte[] KINDS = new byte[256];

    static {
        for (int c = 0; c < KINDS.length; c++) {
            for (ContentKind kind : ContentKind.values()) {
                if (allowed(kind, c)) {
                    KINDS[c] |= (byte) (1 << kind.ordinal());
                }
            }
        }
    }

    private CharacterClass() {
    }

    /** True when a character 0 to 255 may stand in a field of the kind (for x, at its beginning). */
    static boolean allows(ContentKind kind, int character) {
        return (KINDS[character] >> kind.ordinal() & 1) != 0;
    }

    private static boolean allowed(ContentKind kind, int c) {
        boolean digit = c >= '0' && c <= '9';
        boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
        return switch (kind) {
            case N -> digit;
            case Z -> digit || c == '=' || c == 'D';
            case X -> c == 'C' || c == 'D';
            case A -> letter || c == ' ';
            case AN -> digit || letter || c == ' ';
            case ANS -> c >= 0x20 && c != 0x7F;
            case B -> true;
        };
    }
}
