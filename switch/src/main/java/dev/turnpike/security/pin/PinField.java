package dev.turnpike.security.pin;

import dev.turnpike.security.cipher.Wiping;

/**
 * One clear PIN, and the clear PIN fields it comes from and goes into. Fields of 8 bytes are longs, first nibble most significant.
 * Decoding checks control nibble, length (4 to 12), digits and filler, and keeps nothing when a check fails. Call {@link #wipe()}
 * before leaving. Confined to one thread.
 */
public final class PinField {
    /** Longest PIN in digits. */
    public static final int MAX_DIGITS = 12;
    /** Shortest PIN in digits. */
    public static final int MIN_DIGITS = 4;

    private final byte[] digits = new byte[MAX_DIGITS];
    private int length;

    /** Digits held: 0, or 4 to 12. */
    public int length() {
        return length;
    }

    /** Digit {@code index}, 0 to 9. */
    public int digit(int index) {
        return digits[index];
    }

    /** Takes ASCII digits; false, holding nothing, unless they are 4 to 12. */
    public boolean set(CharSequence pin) {
        length = 0;
        if (pin.length() < MIN_DIGITS || pin.length() > MAX_DIGITS) {
            return false;
        }
        for (int i = 0; i < pin.length(); i++) {
            int d = pin.charAt(i) - '0';
            if (d < 0 || d > 9) {
                return false;
            }
            digits[i] = (byte) d;
        }
        length = pin.length();
        return true;
    }

    /** Forgets the PIN. */
    public void wipe() {
        length = 0;
        Wiping.wipe(digits);
    }

    /**
     * Reads a field of 16 nibbles: control, length, digits, filler.
     *
     * @param control expected first nibble
     * @param low     lowest filler nibble accepted
     * @param high    highest filler nibble accepted
     * @return false, holding nothing, when any nibble is out of place
     */
    public boolean decode(long field, int control, int low, int high) {
        int n = (int) (field >>> 56) & 15;
        int bad = (int) (field >>> 60) ^ control;
        bad |= n - MIN_DIGITS >>> 31 | MAX_DIGITS - n >>> 31;
        for (int i = 0; i < 14; i++) {
            int nibble = (int) (field >>> 52 - 4 * i) & 15;
            boolean isDigit = i < n;
            bad |= isDigit ? 9 - nibble >>> 31 : nibble - low >>> 31 | high - nibble >>> 31;
            if (i < MAX_DIGITS) {
                digits[i] = (byte) (isDigit ? nibble : 0);
            }
        }
        length = bad == 0 ? n : 0;
        if (bad != 0) {
            wipe();
        }
        return bad == 0;
    }

    /** A field of 16 nibbles with {@code control}; {@code fill} gives 14 nibbles, those under the digits are not used. */
    public long encode(int control, long fill) {
        long field = (long) control << 60 | (long) length << 56 | fill & 0x00FF_FFFF_FFFF_FFFFL;
        for (int i = 0; i < length; i++) {
            int shift = 52 - 4 * i;
            field = field & ~(15L << shift) | (long) digits[i] << shift;
        }
        return field;
    }

    /** Fourteen nibbles in the range A to F from as many random bits: format 3 must not be filled with a constant. */
    public static long letterFill(long random) {
        long fill = 0;
        for (int i = 0; i < 14; i++) {
            // Four random bits give six letters: a slight bias of a filler that carries no secret.
            fill = fill << 4 | 10 + (random >>> 4 * i & 15) % 6;
        }
        return fill;
    }
}
