package dev.turnpike.security.pin;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** The account number's part of a PIN block. Account numbers are ASCII digits. Stateless; any thread. */
public final class PanFields {
    /** Four ASCII zeros. */
    private static final int ZEROS = 0x3030_3030;

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
        if (length < 13 || length > 19) {
            return -1;
        }
        int at = offset + length - 13;
        long eight = pan.getLong(at, ByteOrder.BIG_ENDIAN);
        long four = pan.getInt(at + 8, ByteOrder.BIG_ENDIAN) & 0xFFFF_FFFFL | (long) ZEROS << 32;
        boolean ok = allDigits(eight) & allDigits(four) & digit(pan, offset + length - 1);
        for (int i = offset; i < at; i++) {
            ok &= digit(pan, i);
        }
        return ok ? packed(eight) << 16 | packed(four) : -1;
    }

    private static boolean digit(DirectBuffer pan, int at) {
        byte c = pan.getByte(at);
        return c >= '0' && c <= '9';
    }

    private static boolean allDigits(long ascii) {
        long highNibbles = 0xF0F0_F0F0_F0F0_F0F0L;
        long zeros = (long) ZEROS << 32 | ZEROS;
        return (ascii & highNibbles ^ zeros | ascii + 0x0606_0606_0606_0606L & highNibbles ^ zeros) == 0;
    }

    /** Eight ASCII digits as eight nibbles. */
    private static long packed(long ascii) {
        long x = ascii & 0x0F0F_0F0F_0F0F_0F0FL;
        x = (x | x >>> 4) & 0x00FF_00FF_00FF_00FFL;
        x = (x | x >>> 8) & 0x0000_FFFF_0000_FFFFL;
        return (x | x >>> 16) & 0xFFFF_FFFFL;
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
