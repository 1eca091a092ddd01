package dev.turnpike.security.card;

import dev.turnpike.security.cipher.Hex;

/** Decimal digits in text and in nibbles. */
final class Digits {
    private Digits() {
    }

    /** Throws {@link IllegalArgumentException}, without the text, unless there are {@code min} to {@code max} digits. */
    static void require(String what, CharSequence text, int min, int max) {
        boolean ok = text.length() >= min && text.length() <= max;
        for (int i = 0; ok && i < text.length(); i++) {
            ok = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!ok) {
            throw new IllegalArgumentException(what + " is " + (min == max ? "" + min : min + " to " + max) + " digits");
        }
    }

    /** Sixteen characters of digits as nibbles. */
    static long pack(CharSequence digits) {
        long v = 0;
        for (int i = 0; i < 16; i++) {
            v = v << 4 | Hex.digit(digits.charAt(i));
        }
        return v;
    }

    /** The first {@code count} digits: decimal nibbles from the left, then letters less ten, in two passes. */
    static String twoPass(long value, int count) {
        StringBuilder s = new StringBuilder(count);
        for (int pass = 0; pass < 2; pass++) {
            for (int shift = 60; shift >= 0 && s.length() < count; shift -= 4) {
                int nibble = (int) (value >>> shift) & 15;
                if (pass == 0 ? nibble < 10 : nibble >= 10) {
                    s.append((char) ('0' + nibble % 10));
                }
            }
        }
        return s.toString();
    }
}
