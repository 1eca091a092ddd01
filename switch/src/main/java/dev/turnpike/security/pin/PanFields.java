package dev.turnpike.security.pin;

import org.agrona.DirectBuffer;

/** The account number's part of a PIN block. Account numbers are ASCII digits. Stateless; any thread. */
public final class PanFields {
    private PanFields() {
    }

    /** True when all of {@code length} (1 to 19) bytes are ASCII digits. */
    public static boolean digits(DirectBuffer pan, int offset, int length) {
        if (length < 1 || length > 19) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            byte c = pan.getByte(offset + i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    /** The 12 digits left of the check digit, counted from the right, as 16 nibbles led by zeros; -1 unless there are 13 to 19 digits. */
    public static long twelveDigits(DirectBuffer pan, int offset, int length) {
        if (length < 13 || !digits(pan, offset, length)) {
            return -1;
        }
        long field = 0;
        for (int i = length - 13; i < length - 1; i++) {
            field = field << 4 | pan.getByte(offset + i) - '0';
        }
        return field;
    }

    /**
     * The 16-byte field of format 4: length minus 12, the digits, zeros. Fewer than 12 digits are led by zeros. False unless there are 1
     * to 19 digits.
     */
    public static boolean format4(DirectBuffer pan, int offset, int length, byte[] out, int at) {
        if (!digits(pan, offset, length)) {
            return false;
        }
        int lead = Math.max(0, 12 - length);
        for (int i = 0; i < 16; i++) {
            out[at + i] = 0;
        }
        nibble(out, at, 0, Math.max(0, length - 12));
        for (int i = 0; i < length; i++) {
            nibble(out, at, 1 + lead + i, pan.getByte(offset + i) - '0');
        }
        return true;
    }

    static void nibble(byte[] out, int at, int index, int value) {
        out[at + (index >> 1)] |= (byte) ((index & 1) == 0 ? value << 4 : value);
    }
}
