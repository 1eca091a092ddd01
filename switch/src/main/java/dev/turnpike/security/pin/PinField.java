package dev.turnpike.security.pin;

/**
 * One clear PIN, and the clear PIN fields it comes from and goes into. Fields of 8 bytes are longs, first nibble most significant.
 * Decoding checks control nibble, length (4 to 12), digits and filler, and keeps nothing when a check fails; all nibbles are checked at
 * once, so that the time taken does not depend on them. Call {@link #wipe()} before leaving. Confined to one thread.
 */
public final class PinField {
    /** Longest PIN in digits. */
    public static final int MAX_DIGITS = 12;
    /** Shortest PIN in digits. */
    public static final int MIN_DIGITS = 4;

    /** The 14 nibbles after control and length. */
    private static final long BODY = 0x00FF_FFFF_FFFF_FFFFL;
    private static final long HIGH_BIT_OF_NIBBLES = 0x8888_8888_8888_8888L;
    private static final long HIGH_BIT_OF_BYTES = 0x8080_8080_8080_8080L;
    private static final long LOW_NIBBLES = 0x0F0F_0F0F_0F0F_0F0FL;
    private static final long ONES = 0x0101_0101_0101_0101L;

    /** Where a field has them: the first digit in bits 52 to 55; zeros after the last. */
    private long digits;
    private int length;

    /** Digits held: 0, or 4 to 12. */
    public int length() {
        return length;
    }

    /** Digit {@code index}, 0 to 9. */
    public int digit(int index) {
        return (int) (digits >>> 52 - 4 * index) & 15;
    }

    /** Takes ASCII digits; false, holding nothing, unless they are 4 to 12. */
    public boolean set(CharSequence pin) {
        wipe();
        if (pin.length() < MIN_DIGITS || pin.length() > MAX_DIGITS) {
            return false;
        }
        long read = 0;
        for (int i = 0; i < pin.length(); i++) {
            int d = pin.charAt(i) - '0';
            if (d < 0 || d > 9) {
                return false;
            }
            read |= (long) d << 52 - 4 * i;
        }
        digits = read;
        length = pin.length();
        return true;
    }

    /** Forgets the PIN. */
    public void wipe() {
        length = 0;
        digits = 0;
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
        long digitPlaces = BODY & ~(BODY >>> 4 * n);
        long notDigits = field & (field << 1 | field << 2) & HIGH_BIT_OF_NIBBLES & digitPlaces;
        long notFiller = outside(field, low, high) & BODY & ~digitPlaces;
        long bad = field >>> 60 ^ control | n - MIN_DIGITS >>> 31 | MAX_DIGITS - n >>> 31 | notDigits | notFiller;
        digits = bad == 0 ? field & digitPlaces : 0;
        length = bad == 0 ? n : 0;
        return bad == 0;
    }

    /** A bit in every nibble that is not {@code low} to {@code high}. */
    private static long outside(long field, int low, int high) {
        long even = field & LOW_NIBBLES;
        long odd = field >>> 4 & LOW_NIBBLES;
        long from = low * ONES;
        long to = high * ONES | HIGH_BIT_OF_BYTES;
        long evenInside = (even | HIGH_BIT_OF_BYTES) - from & to - even;
        long oddInside = (odd | HIGH_BIT_OF_BYTES) - from & to - odd;
        return (~evenInside & HIGH_BIT_OF_BYTES) >>> 4 | ~oddInside & HIGH_BIT_OF_BYTES;
    }

    /** A field of 16 nibbles with {@code control}; {@code fill} gives 14 nibbles, those under the digits are not used. */
    public long encode(int control, long fill) {
        return (long) control << 60 | (long) length << 56 | fill & BODY >>> 4 * length | digits;
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
