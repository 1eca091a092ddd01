package dev.turnpike.transaction;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** ASCII digits to {@code long} and back, without allocation. */
public final class Digits {
    private static final byte[] BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private Digits() {
    }

    /** Writes {@code value} as exactly {@code count} digits, higher digits cut off. */
    public static void put(MutableDirectBuffer buffer, int offset, long value, int count) {
        long rest = value;
        for (int i = count - 1; i >= 0; i--) {
            buffer.putByte(offset + i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
    }

    /** Writes {@code value} as {@code count} characters of base 36, upper case. */
    public static void putBase36(MutableDirectBuffer buffer, int offset, long value, int count) {
        long rest = value;
        for (int i = count - 1; i >= 0; i--) {
            buffer.putByte(offset + i, BASE36[(int) (rest % 36)]);
            rest /= 36;
        }
    }

    /** The number in {@code count} ASCII digits, or -1 when one is not a digit, when empty or when longer than 18. */
    public static long parse(DirectBuffer buffer, int offset, int count) {
        if (count <= 0 || count > 18) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            int d = buffer.getByte(offset + i) - '0';
            if (d < 0 || d > 9) {
                return -1;
            }
            value = value * 10 + d;
        }
        return value;
    }

    /** True when the digits pass the Luhn check (source: ISO/IEC 7812-1 annex B). */
    public static boolean luhn(DirectBuffer buffer, int offset, int count) {
        int sum = 0;
        boolean twice = false;
        for (int i = count - 1; i >= 0; i--) {
            int d = buffer.getByte(offset + i) - '0';
            if (d < 0 || d > 9) {
                return false;
            }
            int v = twice ? d * 2 : d;
            sum += v > 9 ? v - 9 : v;
            twice = !twice;
        }
        return count > 0 && sum % 10 == 0;
    }
}
