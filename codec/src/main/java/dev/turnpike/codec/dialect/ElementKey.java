package dev.turnpike.codec.dialect;

import java.util.Locale;

/**
 * Sub-field identifiers as numbers, so that they are compared and looked up without objects: up to 8 characters of 7 bits
 * packed with the
 * first in the highest byte, or the bytes of a BER tag.
 */
public final class ElementKey {
    /** Most characters of an identifier. */
    public static final int CHARACTERS_MAX = 8;

    private ElementKey() {
    }

    /** Packs an identifier; -1 when it is empty, too long or not ASCII. */
    public static long of(String id) {
        if (id.isEmpty() || id.length() > CHARACTERS_MAX) {
            return -1;
        }
        long key = 0;
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) > 0x7E) {
                return -1;
            }
            key = append(key, id.charAt(i));
        }
        return key;
    }

    /** A key with one more character. */
    public static long append(long key, int character) {
        return key << 8 | character & 0x7F;
    }

    /** The key of a number, 1 to 99,999,999, in decimal. */
    public static long ofNumber(int number) {
        long key = 0;
        int divisor = 1;
        while (number / divisor > 9) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            key = append(key, '0' + number / divisor % 10);
        }
        return key;
    }

    /** The key of a BER tag written in hexadecimal; -1 when it is not 1 to 4 bytes. */
    public static long ofBerTag(String hex) {
        return hex.matches("([0-9A-Fa-f]{2}){1,4}") ? Long.parseLong(hex, 16) : -1;
    }

    /** The identifier of a key, for people. Allocates. */
    public static String text(long key, boolean ber) {
        if (ber) {
            String hex = Long.toHexString(key).toUpperCase(Locale.ROOT);
            return hex.length() % 2 == 0 ? hex : "0" + hex;
        }
        StringBuilder id = new StringBuilder(CHARACTERS_MAX);
        for (int shift = 56; shift >= 0; shift -= 8) {
            int character = (int) (key >> shift) & 0xFF;
            if (character != 0) {
                id.append(character >= 0x20 && character < 0x7F ? (char) character : '?');
            }
        }
        return id.toString();
    }
}
