package dev.turnpike.security.card;

import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.pin.PinField;

/** Visa PIN verification value and IBM 3624 natural PIN and offset. Stateless; any thread. */
public final class PinVerification {
    private PinVerification() {
    }

    /**
     * The Visa PVV: four digits.
     *
     * @param pvk  16 bytes
     * @param pan  12 to 19 digits; the 11 left of the check digit are used
     * @param pvki key index, one digit
     * @param pin  4 to 12 digits; the first four are used
     */
    public static String pvv(DesKey pvk, CharSequence pan, CharSequence pvki, CharSequence pin) {
        Digits.require("PVV key index", pvki, 1, 1);
        PinField field = new PinField();
        if (!field.set(pin)) {
            throw new IllegalArgumentException("PIN is 4 to 12 digits");
        }
        try {
            return pvv(pvk, pan, pvki.charAt(0), field);
        } finally {
            field.wipe();
        }
    }

    /** As {@link #pvv(DesKey, CharSequence, CharSequence, CharSequence)} with a PIN that never becomes text. */
    public static String pvv(DesKey pvk, CharSequence pan, char pvki, PinField pin) {
        Digits.require("account number", pan, 12, 19);
        if (pvk.keyBytes() != 16) {
            throw new IllegalArgumentException("a PVV key has 16 bytes");
        }
        long parameter = 0;
        for (int i = pan.length() - 12; i < pan.length() - 1; i++) {
            parameter = parameter << 4 | pan.charAt(i) - '0';
        }
        parameter = parameter << 4 | pvki - '0';
        for (int i = 0; i < 4; i++) {
            parameter = parameter << 4 | pin.digit(i);
        }
        return Digits.twoPass(pvk.encrypt(parameter), 4);
    }

    /**
     * The IBM 3624 natural PIN.
     *
     * @param pvk        8, 16 or 24 bytes
     * @param table      decimalisation table, 16 digits
     * @param validation 1 to 16 hex digits, padded on the right with {@code pad}
     * @param length     4 to 16 digits wanted
     */
    public static String naturalPin(DesKey pvk, CharSequence table, CharSequence validation, char pad, int length) {
        Digits.require("decimalisation table", table, 16, 16);
        if (validation.isEmpty() || validation.length() > 16 || !hex(validation) || Hex.digit(pad) < 0) {
            throw new IllegalArgumentException("validation data is 1 to 16 hex digits");
        }
        if (length < 4 || length > 16) {
            throw new IllegalArgumentException("an IBM 3624 PIN has 4 to 16 digits, not " + length);
        }
        StringBuilder block = new StringBuilder(16).append(validation);
        block.repeat(pad, 16 - block.length());
        long digits = naturalDigits(pvk, table, block);
        StringBuilder pin = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            pin.append((char) ('0' + (int) (digits >>> 60 - 4 * i & 15)));
        }
        return pin.toString();
    }

    /** The 16 digits of the natural PIN as nibbles, for a table of 16 digits and 16 hex digits of validation data. */
    public static long naturalDigits(DesKey pvk, CharSequence table, CharSequence validation) {
        long out = pvk.encrypt(Digits.pack(validation));
        long digits = 0;
        for (int shift = 60; shift >= 0; shift -= 4) {
            digits = digits << 4 | table.charAt((int) (out >>> shift) & 15) - '0';
        }
        return digits;
    }

    /** Whether natural digits plus offset, without carry, are the PIN, which has as many digits as the offset. */
    public static boolean offsetAgrees(long naturalDigits, CharSequence offset, PinField pin) {
        int difference = 0;
        for (int i = 0; i < offset.length(); i++) {
            difference |= ((int) (naturalDigits >>> 60 - 4 * i & 15) + offset.charAt(i) - '0') % 10 ^ pin.digit(i);
        }
        return difference == 0;
    }

    /** Whether a table has at least eight different digits: with fewer, chosen tables give a PIN away digit by digit. */
    public static boolean tableSound(CharSequence table) {
        int seen = 0;
        for (int i = 0; i < table.length(); i++) {
            seen |= 1 << table.charAt(i) - '0';
        }
        return Integer.bitCount(seen) >= 8;
    }

    /** Whether all characters are ASCII hex digits. */
    public static boolean hex(CharSequence s) {
        for (int i = 0; i < s.length(); i++) {
            if (Hex.digit(s.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Natural PIN plus offset, digit by digit without carry; as many digits as the offset has (4 to 16). */
    public static String pinFromOffset(CharSequence naturalPin, CharSequence offset) {
        return combine(naturalPin, offset, 1);
    }

    /** PIN minus natural PIN, digit by digit without borrow. */
    public static String offsetFromPin(CharSequence naturalPin, CharSequence pin) {
        return combine(pin, naturalPin, 9);
    }

    private static String combine(CharSequence a, CharSequence b, int factor) {
        int length = Math.min(a.length(), b.length());
        Digits.require("PIN or offset", a, length, length);
        Digits.require("PIN or offset", b, length, length);
        Digits.require("PIN or offset", a, 4, 16);
        StringBuilder s = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            s.append((char) ('0' + (a.charAt(i) - '0' + factor * (b.charAt(i) - '0')) % 10));
        }
        return s.toString();
    }
}
