package dev.turnpike.codec.encoding;

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
    private static final long NIBBLE_HIGH_BITS = 0x8888888888888888L;
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
    public static boolean pack(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset,
                               int limit, int pad) {
        int rest = count & 7;
        long bad = 0;
        if (count >= 8) {
            bad = packWords(source, offset, count - rest, target, targetOffset);
        }
        if (rest > 0) {
            long nibbles = few(source, offset + count - rest, rest);
            long packed = joined(nibbles);
            bad |= wrong(nibbles, packed);
            putFew(target, targetOffset + (count - rest >> 1), limit, (int) packed | padAfter(rest, pad), rest + 1 >> 1);
        }
        return bad == 0;
    }

    /**
     * As {@link #pack} for 1 to 16 characters, when 16 bytes can be read in the source and 8 written in the target. Without a
     * loop, whose bounds would cost more than its work.
     */
    public static boolean packShort(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset,
                                    int pad) {
        long nibbles = Words.read8(source, offset) ^ ASCII_ZEROS;
        if (count <= 8) {
            nibbles &= -1L >>> -8 * count;
            long packed = joined(nibbles);
            Words.write4(target, targetOffset, (int) packed | padAfter(count, pad));
            return wrong(nibbles, packed) == 0;
        }
        long behind = (Words.read8(source, offset + 8) ^ ASCII_ZEROS) & -1L >>> -8 * count;
        long packed = joined(nibbles) | joined(behind) << 32;
        Words.write8(target, targetOffset, packed | (long) padAfter(count - 8, pad) << 32);
        return wrong(nibbles | behind, packed) == 0;
    }

    /** As {@link #packShort} for any number of characters from 1 on. */
    public static boolean packLong(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset,
                                   int pad) {
        int done = 0;
        boolean right = true;
        while (count - done > 16) {
            right &= packShort(source, offset + done, 16, target, targetOffset + (done >> 1), 0);
            done += 16;
        }
        return right & packShort(source, offset + done, count - done, target, targetOffset + (done >> 1), pad);
    }

    /** The pad nibble behind an odd number of nibbles below 8, else 0. */
    private static int padAfter(int count, int pad) {
        return (count & 1) == 0 ? 0 : pad << 4 * count - 4;
    }

    /** Packs an odd number of characters two to a byte; the first shares its byte with {@code pad} before it. */
    public static boolean packRight(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset,
                                    int limit, int pad) {
        int first = count & 7;
        long nibbles = few(source, offset, first);
        long bad = wrong(nibbles, joined(nibbles));
        putFew(target, targetOffset, limit, (int) joined(nibbles << 8 | pad), first + 1 >> 1);
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
            long first = Words.read8(source, from) ^ ASCII_ZEROS;
            long second = Words.read8(source, from + 8) ^ ASCII_ZEROS;
            long packed = joined(second) << 32 | joined(first) & 0xFFFFFFFFL;
            bad |= wrong(first | second, packed);
            Words.write8(target, at, packed);
            from += 16;
            at += 8;
        }
        if (from < end) {
            long word = Words.read8(source, from) ^ ASCII_ZEROS;
            long packed = joined(word);
            bad |= wrong(word, packed);
            Words.write4(target, at, (int) packed);
        }
        return bad;
    }

    /** One to seven characters less ASCII zero, zeros behind. */
    private static long few(DirectBuffer source, int offset, int count) {
        if (offset + 8 <= source.capacity()) {
            return (Words.read8(source, offset) ^ ASCII_ZEROS) & Words.firstBytes(count);
        }
        long word = 0;
        for (int i = count - 1; i >= 0; i--) {
            word = word << 8 | (source.getByte(offset + i) ^ '0') & 0xFF;
        }
        return word;
    }

    private static void putFew(MutableDirectBuffer target, int offset, int limit, int packed, int bytes) {
        if (offset + 4 <= limit) {
            Words.write4(target, offset, packed);
        } else {
            for (int i = 0; i < bytes; i++) {
                target.putByte(offset + i, (byte) (packed >>> 8 * i));
            }
        }
    }

    /** Eight nibbles, the low ones of each byte, side by side in the low half, zeros above. */
    private static long joined(long nibbles) {
        return joinedPairs(nibbles << 4 | nibbles >>> 8);
    }

    /** Bytes 0, 2, 4 and 6 side by side. A mask before a shift would be taken twice by the compiler, so they stand behind. */
    private static long joinedPairs(long pairs) {
        long fours = pairs & 0x000000FF000000FFL | pairs >>> 8 & 0x0000FF000000FF00L;
        return (int) (fours | fours >>> 16) & 0xFFFFFFFFL;
    }

    /** 0 when the bytes of {@code single} are nibbles and those of {@code packed}, side by side, are decimal or 13. */
    private static long wrong(long single, long packed) {
        return single & HIGH_NIBBLES | notDigits(packed);
    }

    /** 0 when each of sixteen nibbles is decimal or 13: of those with bit 3, bit 1 is not set, and bit 2 only with bit 0. */
    private static long notDigits(long packed) {
        return packed & (packed << 2 | packed << 1 & ~(packed << 3)) & NIBBLE_HIGH_BITS;
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
            putCharacters(target, at, limit, nibbles, first);
            bad = wrongFew(nibbles, first);
            from += first + 1 >> 1;
            at += first;
            left -= first;
        }
        while (left >= 8) {
            int packed = Words.read4(source, from);
            bad |= notDigits(packed & 0xFFFFFFFFL);
            Words.write8(target, at, spread(packed) | ASCII_ZEROS);
            from += 4;
            at += 8;
            left -= 8;
        }
        if (left > 0) {
            long nibbles = spread(fewPacked(source, from, left + 1 >> 1));
            putCharacters(target, at, limit, nibbles, left);
            bad |= wrongFew(nibbles, left);
        }
        return bad == 0;
    }

    private static int fewPacked(DirectBuffer source, int offset, int bytes) {
        if (offset + 4 <= source.capacity()) {
            return Words.read4(source, offset);
        }
        int packed = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            packed = packed << 8 | source.getByte(offset + i) & 0xFF;
        }
        return packed;
    }

    private static void putCharacters(MutableDirectBuffer target, int offset, int limit, long nibbles, int count) {
        if (offset + 8 <= limit) {
            Words.write8(target, offset, nibbles | ASCII_ZEROS);
        } else {
            for (int i = 0; i < count; i++) {
                target.putByte(offset + i, (byte) (nibbles >>> 8 * i | '0'));
            }
        }
    }

    private static long wrongFew(long nibbles, int count) {
        return notDigits(nibbles & Words.firstBytes(count));
    }

    /** The eight nibbles of four bytes, one in each byte, in their order. */
    private static long spread(int four) {
        long word = four & 0xFFFFFFFFL;
        return spreadPairs((word | word << 16) & 0x0000FFFF0000FFFFL);
    }

    private static long spreadPairs(long pairs) {
        long bytes = (pairs | pairs << 8) & 0x00FF00FF00FF00FFL;
        return (bytes << 8 | bytes >>> 4) & LOW_NIBBLES;
    }

    /** Upper-case hexadecimal characters of the eight nibbles of four little endian bytes, to be written little endian. */
    static long hexCharacters(int four) {
        long nibbles = spread(four);
        // adding 6 carries into bit 4 for 10 to 15, which are 7 further on, behind the digits
        long letters = nibbles + 6 * EACH_BYTE >>> 4 & EACH_BYTE;
        return nibbles + ASCII_ZEROS + 7 * letters;
    }

    /** The 32 bits of eight hexadecimal characters, upper or lower case, that were read little endian. */
    static int hexBits(long characters) {
        // letters have bit 6 set, and 1 in the low nibble for 10
        long nibbles = (characters & LOW_NIBBLES) + 9 * (characters >>> 6 & EACH_BYTE);
        return Integer.reverseBytes((int) joined(nibbles));
    }

    /** The four digits of a number 0 to 9999 as nibbles. */
    public static int ofNumber(int number) {
        // multiplying and shifting divides by 100 up to 43698, by 10 up to 1023 at least for numbers of this size
        int hundreds = number * 5243 >> 19;
        return twoDigits(hundreds) << 8 | twoDigits(number - 100 * hundreds);
    }

    /** The two digits of a number 0 to 99 as nibbles. */
    public static int twoDigits(int number) {
        return number + 6 * (number * 103 >> 10);
    }

    /** The four digits of a number 0 to 9999 as ASCII characters, the first in the highest byte. */
    public static int charactersOfNumber(int number) {
        int packed = ofNumber(number);
        int nibbles = (packed | packed << 8) & 0x00FF00FF;
        return (nibbles | nibbles << 4) & 0x0F0F0F0F | 0x30303030;
    }
}
