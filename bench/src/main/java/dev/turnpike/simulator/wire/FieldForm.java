package dev.turnpike.simulator.wire;

/** How one field's value looks on the wire. The fixed size, where there is one, is kept beside it in {@link WireLayout}. */
enum FieldForm {
    /** Not part of the dialect. */
    NONE(0),
    /** Packed decimal, fixed, left aligned; an odd count has a zero nibble at its right end. */
    BCD_LEFT(0),
    /** Packed decimal, fixed, right aligned; an odd count has a zero nibble at its left end. */
    BCD_RIGHT(0),
    /** Packed decimal behind a length that counts digits, left aligned. */
    BCD_VAR(1),
    /** Packed track data, {@code =} as nibble D, behind a length that counts digits. */
    TRACK_VAR(1),
    /** Characters, fixed. */
    TEXT(0),
    /** Characters behind a length that counts bytes. */
    TEXT_VAR(1),
    /** Bytes, fixed. */
    BINARY(0),
    /** Bytes behind a length that counts bytes. */
    BINARY_VAR(1),
    /** Bytes as twice as many hexadecimal characters, fixed; the size counts bytes. */
    HEX(0),
    /** Bytes as hexadecimal characters behind a length that counts characters. */
    HEX_VAR(1);

    private final boolean variable;

    FieldForm(int variable) {
        this.variable = variable == 1;
    }

    boolean variable() {
        return variable;
    }

    /** Bytes on the wire of a value with {@code units} length units. */
    int wireBytes(int units) {
        return switch (this) {
            case BCD_LEFT, BCD_RIGHT, BCD_VAR, TRACK_VAR -> units + 1 >> 1;
            case HEX -> 2 * units;
            default -> units;
        };
    }

    /** True when the canonical value is raw bytes rather than characters. */
    boolean isBinary() {
        return switch (this) {
            case BINARY, BINARY_VAR, HEX, HEX_VAR -> true;
            default -> false;
        };
    }
}
