package dev.turnpike.codec.encoding;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Nibbles and ASCII digits. A nibble position counts from the high nibble of the byte at {@code offset}: position 0 is its high
 * nibble, position 1 its low nibble. In canonical form nibble D is {@code =} (the track separator), A, B, C, E and F are letters.
 */
public final class Digits {
    /** Longest digit string that fits a {@code long}. */
    public static final int LONG_DIGITS_MAX = 18;

    private static final byte[] NIBBLE_TO_CHARACTER = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', '=',
        'E', 'F'};
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private Digits() {
    }

    /** The nibble at a nibble position, 0 to 15. */
    public static int nibble(DirectBuffer buffer, int offset, int position) {
        int octet = buffer.getByte(offset + (position >> 1));
        return (position & 1) == 0 ? (octet >> 4) & 0x0F : octet & 0x0F;
    }

    /** The number in {@code count} decimal nibbles, or -1 when one is not decimal or there are more than 18. */
    public static long nibblesAsLong(DirectBuffer buffer, int offset, int position, int count) {
        if (count > LONG_DIGITS_MAX || count <= 0) {
            return -1;
        }
        long value = 0;
        for (int i = position; i < position + count; i++) {
            int nibble = nibble(buffer, offset, i);
            if (nibble > 9) {
                return -1;
            }
            value = value * 10 + nibble;
        }
        return value;
    }

    /** The number in {@code count} ASCII digits, or -1 when one is not a digit or there are more than 18. */
    public static long asciiAsLong(DirectBuffer buffer, int offset, int count) {
        if (count > LONG_DIGITS_MAX || count <= 0) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            int digit = buffer.getByte(offset + i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Writes nibbles as canonical characters, one byte each. */
    public static void nibblesToCanonical(DirectBuffer source, int offset, int position, int count, MutableDirectBuffer target,
                                          int targetOffset) {
        int low = position & 1;
        if ((low == 0 || (count & 1) == 1) && PackedDigits.unpack(source, offset + (position >> 1), low, count, target,
            targetOffset, targetOffset + count)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            target.putByte(targetOffset + i, NIBBLE_TO_CHARACTER[nibble(source, offset, position + i)]);
        }
    }

    /**
     * Packs canonical characters two to a byte; an odd one at the end shares its byte with {@code pad}.
     *
     * @return bytes written, or -1 when a character has no nibble
     */
    public static int pack(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset, int pad) {
        int bytes = count + 1 >> 1;
        if (PackedDigits.pack(source, offset, count, target, targetOffset, targetOffset + bytes, pad)) {
            return bytes;
        }
        int even = count & ~1;
        int at = targetOffset;
        int bad = 0;
        int done = 0;
        for (; done < even; done += 2) {
            int high = nibbleOf(source.getByte(offset + done));
            int low = nibbleOf(source.getByte(offset + done + 1));
            bad |= high | low;
            target.putByte(at++, (byte) (high << 4 | low & 0x0F));
        }
        if (done < count) {
            int high = nibbleOf(source.getByte(offset + done));
            bad |= high;
            target.putByte(at++, (byte) (high << 4 | pad));
        }
        return bad < 0 ? -1 : at - targetOffset;
    }

    /** The nibble of a canonical character ({@code =} and {@code D} are 13), or -1. */
    public static int nibbleOf(int character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        if (character == '=') {
            return 0x0D;
        }
        if (character >= 'A' && character <= 'F') {
            return character - 'A' + 10;
        }
        return -1;
    }

    /** The value of a hexadecimal digit in upper or lower case, or -1. */
    public static int hexOf(int character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        int lower = character | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** The upper-case ASCII character of a value 0 to 15. */
    public static byte hexCharacter(int value) {
        return HEX[value & 0x0F];
    }
}
