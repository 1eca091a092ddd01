package dev.turnpike.codec.dialect;

/**
 * The simple forms in which most values travel, found once when a dialect is loaded: values of such a field need no look at pads,
 * signs or units, only at whether their length is from {@link FieldSpec#plainMin} to {@link FieldSpec#plainMax}. Constants and no
 * enum, because the codec branches on them for every field.
 */
public final class WireForm {
    /** None of the simple forms. */
    public static final int OTHER = 0;
    /** The canonical bytes themselves. */
    public static final int SAME = 1;
    /** Two digits to a byte, an odd last one followed by the pad nibble. */
    public static final int PACKED = 2;
    /** Two digits to a byte, an odd first one preceded by the pad nibble. */
    public static final int PACKED_RIGHT = 3;
    /** Two ASCII hexadecimal characters for each canonical byte, which the length counts. */
    public static final int HEX_OF_BYTES = 4;
    /** Two ASCII hexadecimal characters for each canonical byte; the length counts characters. */
    public static final int HEX_OF_CHARACTERS = 5;

    /** Greatest canonical length of a value that two words hold. */
    public static final int SHORT_MAX = 16;

    private WireForm() {
    }

    static int of(FieldSpecBuilder b, int sizing) {
        if (b.lengthForm == LengthForm.BER || b.inclusive) {
            return OTHER;
        }
        return switch (b.encoding) {
            case ASCII, BINARY -> SAME;
            case BCD -> {
                if (sizing != FieldSpec.TWO_PER_BYTE) {
                    yield OTHER;
                }
                boolean neverOdd = b.lengthForm == LengthForm.FIXED && (b.max & 1) == 0;
                yield b.alignRight && !neverOdd ? PACKED_RIGHT : PACKED;
            }
            case HEX -> {
                if (sizing == FieldSpec.TWO_BYTES_EACH) {
                    yield HEX_OF_BYTES;
                }
                yield b.lengthForm == LengthForm.FIXED && (b.max & 1) == 1 ? OTHER : HEX_OF_CHARACTERS;
            }
            default -> OTHER;
        };
    }

    /** Bytes on the wire of a canonical value of {@code length} in one of the simple forms. */
    public static int bytes(int form, int length) {
        return switch (form) {
            case SAME -> length;
            case PACKED, PACKED_RIGHT -> length + 1 >> 1;
            default -> 2 * length;
        };
    }
}
