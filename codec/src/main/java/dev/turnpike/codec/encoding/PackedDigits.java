package dev.turnpike.codec.encoding;

import java.nio.ByteOrder;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Digits between one and two to a byte, eight at a time, without a look at single ones. The characters are ASCII digits and
 * {@code =}, the track separator, which is nibble 13; values with others are refused, and what was written is of no use then.
 * <p>A value need not be a multiple of eight: up to 7 bytes after it in the source are read when the buffer has them, and up to 7
 * bytes after it in the target are written when they lie before {@code limit}. Words are little endian: the first digit of eight
 * is in the lowest byte.
 */
public final class PackedDigits {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long LOW_NIBBLES = 0x0F0F0F0F0F0F0F0FL;
    private static final long HIGH_NIBBLES = 0xF0F0F0F0F0F0F0F0L;
    private static final long ASCII_ZEROS = 0x3030303030303030L;

    private PackedDigits() {
    }

    /**
     * Packs characters two to a byte; an odd one at the end shares its byte with {@code pad}, 0 to 15.
     *
     * @return false when there are other characters
     */
    public static boolean pack(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset, int limit,
                               int pad) {
        int rest = count & 7;
        long bad = 0;
        if (count >= 8) {
            bad = packWords(source, offset, count - rest, target, targetOffset);
        }
        if (rest > 0) {
            long nibbles = few(source, offset + count - rest, rest);
            bad |= wrong(nibbles);
            if ((rest & 1) == 1) {
                nibbles |= (long) pad << 8 * rest;
            }
            putFew(target, targetOffset + (count - rest >> 1), limit, joined(nibbles), rest + 1 >> 1);
        }
        return bad == 0;
    }

    /** Packs an odd number of characters two to a byte; the first shares its byte with {@code pad} before it. */
    public static boolean packRight(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset,
                                    int limit, int pad) {
        int first = count & 7;
        long nibbles = few(source, offset, first);
        long bad = wrong(nibbles);
        putFew(target, targetOffset, limit, joined(nibbles << 8 | pad), first + 1 >> 1);
        if (count > 8) {
            bad |= packWords(source, offset + first, count - first, target, targetOffset + (first + 1 >> 1));
        }
        return bad == 0;
    }

    /** Eight characters at a time; {@code count} is a multiple of 8. */
    private static long packWords(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset) {
        int end = offset + count;
        int from = offset;
        int at = targetOffset;
        long bad = 0;
        while (from + 16 <= end) {
            long first = source.getLong(from, LITTLE) ^ ASCII_ZEROS;
            long second = source.getLong(from + 8, LITTLE) ^ ASCII_ZEROS;
            bad |= wrong(first) | wrong(second);
            target.putLong(at, joined(second) << 32 | joined(first) & 0xFFFFFFFFL, LITTLE);
            from += 16;
            at += 8;
        }
        if (from < end) {
            long word = source.getLong(from, LITTLE) ^ ASCII_ZEROS;
            bad |= wrong(word);
            target.putInt(at, (int) joined(word), LITTLE);
        }
        return bad;
    }

    /** One to seven characters less ASCII zero, zeros behind. */
    private static long few(DirectBuffer source, int offset, int count) {
        int unused = 64 - 8 * count;
        if (offset + 8 <= source.capacity()) {
            return (source.getLong(offset, LITTLE) ^ ASCII_ZEROS) << unused >>> unused;
        }
        long word = 0;
        for (int i = count - 1; i >= 0; i--) {
            word = word << 8 | (source.getByte(offset + i) ^ '0') & 0xFF;
        }
        return word;
    }

    private static void putFew(MutableDirectBuffer target, int offset, int limit, long packed, int bytes) {
        if (offset + 4 <= limit) {
            target.putInt(offset, (int) packed, LITTLE);
        } else {
            for (int i = 0; i < bytes; i++) {
                target.putByte(offset + i, (byte) (packed >>> 8 * i));
            }
        }
    }

    /** Eight nibbles, the low ones of each byte, side by side in the low half; what is above is not to be used. */
    private static long joined(long nibbles) {
        long pairs = (nibbles << 4 | nibbles >>> 8) & 0x00FF00FF00FF00FFL;
        long fours = (pairs | pairs >>> 8) & 0x0000FFFF0000FFFFL;
        return fours | fours >>> 16;
    }

    /** 0 when each byte is a decimal nibble or 13. */
    private static long wrong(long nibbles) {
        long above9 = nibbles + 6 * EACH_BYTE;
        long notSeparator = (nibbles ^ 0x0D * EACH_BYTE) + 0x0F * EACH_BYTE;
        return (above9 & notSeparator & 0x10 * EACH_BYTE) | nibbles & HIGH_NIBBLES;
    }

    /**
     * Writes nibbles as characters. Position 0 is the high nibble of the first byte.
     *
     * @param position 0, or 1 when {@code count} is odd
     * @return false when there are nibbles 10, 11, 12, 14 or 15
     */
    public static boolean unpack(DirectBuffer source, int offset, int position, int count, MutableDirectBuffer target,
                                 int targetOffset, int limit) {
        int from = offset;
        int at = targetOffset;
        int left = count;
        long bad = 0;
        if (position == 1) {
            int first = count & 7;
            long nibbles = spread(fewPacked(source, offset, first + 1 >> 1)) >>> 8;
            bad = putCharacters(target, at, limit, nibbles, first);
            from += first + 1 >> 1;
            at += first;
            left -= first;
        }
        while (left >= 8) {
            long nibbles = spread(source.getInt(from, LITTLE));
            bad |= wrong(nibbles);
            target.putLong(at, nibbles | ASCII_ZEROS, LITTLE);
            from += 4;
            at += 8;
            left -= 8;
        }
        if (left > 0) {
            long nibbles = spread(fewPacked(source, from, left + 1 >> 1));
            bad |= putCharacters(target, at, limit, nibbles, left);
        }
        return bad == 0;
    }

    private static int fewPacked(DirectBuffer source, int offset, int bytes) {
        if (offset + 4 <= source.capacity()) {
            return source.getInt(offset, LITTLE);
        }
        int packed = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            packed = packed << 8 | source.getByte(offset + i) & 0xFF;
        }
        return packed;
    }

    private static long putCharacters(MutableDirectBuffer target, int offset, int limit, long nibbles, int count) {
        if (offset + 8 <= limit) {
            target.putLong(offset, nibbles | ASCII_ZEROS, LITTLE);
        } else {
            for (int i = 0; i < count; i++) {
                target.putByte(offset + i, (byte) (nibbles >>> 8 * i | '0'));
            }
        }
        int unused = 64 - 8 * count;
        return wrong(nibbles << unused >>> unused);
    }

    /** The eight nibbles of four bytes, one in each byte, in their order. */
    private static long spread(int four) {
        long word = four & 0xFFFFFFFFL;
        word = (word | word << 16) & 0x0000FFFF0000FFFFL;
        word = (word | word << 8) & 0x00FF00FF00FF00FFL;
        return (word << 8 | word >>> 4) & LOW_NIBBLES;
    }

    /** Upper-case hexadecimal characters of the eight nibbles of four little endian bytes, to be written little endian. */
    static long hexCharacters(int four) {
        long nibbles = spread(four);
        // adding 6 carries into bit 4 for 10 to 15, which are 7 further on, behind the digits
        long letters = nibbles + 6 * EACH_BYTE >>> 4 & EACH_BYTE;
        return nibbles + ASCII_ZEROS + 7 * letters;
    }

    /** The four digits of a number 0 to 9999 as nibbles. */
    public static int ofNumber(int number) {
        // multiplying and shifting divides by 100 up to 43698, by 10 up to 1023 at least for numbers of this size
        int hundreds = number * 5243 >> 19;
        return twoDigits(hundreds) << 8 | twoDigits(number - 100 * hundreds);
    }

    private static int twoDigits(int number) {
        return number + 6 * (number * 103 >> 10);
    }

    /** The four digits of a number 0 to 9999 as ASCII characters, the first in the highest byte. */
    public static int charactersOfNumber(int number) {
        int packed = ofNumber(number);
        int nibbles = (packed | packed << 8) & 0x00FF00FF;
        return (nibbles | nibbles << 4) & 0x0F0F0F0F | 0x30303030;
    }
}
