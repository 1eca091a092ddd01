package dev.turnpike.codec.encoding;

import java.nio.ByteOrder;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Digits between one and two to a byte, eight at a time. The characters are ASCII digits and {@code =}, the track separator, which
 * is nibble 13. Values of usual length go through a ladder of words without a loop, the last of which ends with the last digit and
 * may repeat some: a loop of two rounds costs more for its bounds than for its work. Nothing outside the value is touched.
 */
public final class PackedDigits {
    private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long LOW_NIBBLES = 0x0F0F0F0F0F0F0F0FL;
    private static final long ASCII_ZEROS = 0x3030303030303030L;

    private PackedDigits() {
    }

    /**
     * Packs characters two to a byte; an odd one at the end shares its byte with {@code pad}, 0 to 15.
     *
     * @return false when there are other characters; what was written is of no use then
     */
    public static boolean pack(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset, int pad) {
        int odd = count & 1;
        int end = targetOffset + (count + 1 >> 1);
        if (count >= 8) {
            long bad = 0;
            if (count > 8) {
                bad = packWord(source, offset, target, targetOffset);
                if (count > 16) {
                    bad |= packWord(source, offset + 8, target, targetOffset + 4);
                    if (count > 24) {
                        bad |= packWords(source, offset, count, target, targetOffset);
                    }
                }
            }
            long word = source.getLong(offset + count - 8, BIG);
            long nibbles = word & LOW_NIBBLES;
            target.putInt(end - 4, (int) joined(nibbles << (odd << 3) | pad & -odd), BIG);
            return (bad | wrong(word, nibbles)) == 0;
        }
        if (count >= 4) {
            long first = source.getInt(offset, BIG);
            long last = source.getInt(offset + count - 4, BIG);
            long word = first << 32 | last & 0xFFFFFFFFL;
            long nibbles = word & LOW_NIBBLES;
            target.putShort(targetOffset, (short) joined(nibbles >>> 32), BIG);
            target.putShort(end - 2, (short) joined((nibbles & 0xFFFFFFFFL) << (odd << 3) | pad & -odd), BIG);
            return wrong(word, nibbles) == 0;
        }
        return packFew(source, offset, count, target, targetOffset, pad);
    }

    /** Packs an odd number of characters two to a byte; the first shares its byte with {@code pad} before it. */
    public static boolean packRight(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset,
                                    int pad) {
        int octet = source.getByte(offset);
        target.putByte(targetOffset, (byte) (pad << 4 | octet & 0x0F));
        return wrong(octet | 0x3030303030303000L, octet & 0x0F) == 0
            && pack(source, offset + 1, count - 1, target, targetOffset + 1, 0);
    }

    private static boolean packFew(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset,
                                   int pad) {
        int at = targetOffset;
        long word = ASCII_ZEROS;
        if (count >= 2) {
            word = source.getShort(offset, BIG) | 0x3030303030300000L;
            target.putByte(at++, (byte) joined(word & 0x0F0F));
        }
        if ((count & 1) == 1) {
            int octet = source.getByte(offset + count - 1);
            word = word << 8 | octet & 0xFF;
            target.putByte(at, (byte) (octet << 4 | pad));
        }
        return wrong(word, word & LOW_NIBBLES) == 0;
    }

    private static long packWords(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset) {
        long bad = 0;
        for (int done = 16; done + 8 < count; done += 8) {
            bad |= packWord(source, offset + done, target, targetOffset + (done >> 1));
        }
        return bad;
    }

    private static long packWord(DirectBuffer source, int offset, MutableDirectBuffer target, int targetOffset) {
        long word = source.getLong(offset, BIG);
        long nibbles = word & LOW_NIBBLES;
        target.putInt(targetOffset, (int) joined(nibbles), BIG);
        return wrong(word, nibbles);
    }

    /** The nibbles of a word, one in each byte, side by side. */
    private static long joined(long nibbles) {
        long packed = (nibbles | nibbles >>> 4) & 0x00FF00FF00FF00FFL;
        packed = (packed | packed >>> 8) & 0x0000FFFF0000FFFFL;
        return packed | packed >>> 16;
    }

    /** 0 when the eight bytes of the word are digits or {@code =}. */
    private static long wrong(long word, long nibbles) {
        return word - nibbles ^ ASCII_ZEROS | notDigits(nibbles);
    }

    /** 0 when each of eight nibbles, one in a byte, is decimal or 13. */
    private static long notDigits(long nibbles) {
        long above9 = nibbles + 6 * EACH_BYTE;
        long notSeparator = (nibbles ^ 0x0D * EACH_BYTE) + 0x0F * EACH_BYTE;
        return above9 & notSeparator & 0x10 * EACH_BYTE;
    }

    /**
     * Writes nibbles, the first of them the high one of the first byte, as characters. An odd one at the end shares its byte with a
     * nibble that is not looked at.
     *
     * @return false when there are nibbles 10, 11, 12, 14 or 15; what was written is of no use then
     */
    public static boolean unpack(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset) {
        int even = count & ~1;
        long bad = 0;
        if ((count & 1) == 1) {
            long nibble = source.getByte(offset + (count >> 1)) >> 4 & 0x0F;
            bad = notDigits(nibble);
            target.putByte(targetOffset + count - 1, (byte) (0x30 | nibble));
        }
        if (even >= 8) {
            if (even > 8) {
                bad |= unpackWord(source, offset, target, targetOffset);
                if (even > 16) {
                    bad |= unpackWord(source, offset + 4, target, targetOffset + 8);
                    if (even > 24) {
                        bad |= unpackWords(source, offset, even, target, targetOffset);
                    }
                }
            }
            bad |= unpackWord(source, offset + (even >> 1) - 4, target, targetOffset + even - 8);
        } else if (even >= 4) {
            long nibbles = spread(source.getShort(offset, BIG) << 16 | source.getShort(offset + (even >> 1) - 2, BIG) & 0xFFFF);
            bad |= notDigits(nibbles);
            long characters = nibbles | ASCII_ZEROS;
            target.putInt(targetOffset, (int) (characters >>> 32), BIG);
            target.putInt(targetOffset + even - 4, (int) characters, BIG);
        } else if (even == 2) {
            long nibbles = spread(source.getByte(offset) & 0xFF);
            bad |= notDigits(nibbles);
            target.putShort(targetOffset, (short) (nibbles | 0x3030), BIG);
        }
        return bad == 0;
    }

    /** Writes an odd number of nibbles as characters; the first of them is the low one of the first byte. */
    public static boolean unpackRight(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset) {
        long nibble = source.getByte(offset) & 0x0F;
        target.putByte(targetOffset, (byte) (0x30 | nibble));
        return notDigits(nibble) == 0 && unpack(source, offset + 1, count - 1, target, targetOffset + 1);
    }

    private static long unpackWords(DirectBuffer source, int offset, int even, MutableDirectBuffer target, int targetOffset) {
        long bad = 0;
        for (int done = 16; done + 8 < even; done += 8) {
            bad |= unpackWord(source, offset + (done >> 1), target, targetOffset + done);
        }
        return bad;
    }

    private static long unpackWord(DirectBuffer source, int offset, MutableDirectBuffer target, int targetOffset) {
        long nibbles = spread(source.getInt(offset, BIG));
        target.putLong(targetOffset, nibbles | ASCII_ZEROS, BIG);
        return notDigits(nibbles);
    }

    /** The eight nibbles of four bytes, one in each byte. */
    static long spread(int four) {
        long word = four & 0xFFFFFFFFL;
        word = (word | word << 16) & 0x0000FFFF0000FFFFL;
        word = (word | word << 8) & 0x00FF00FF00FF00FFL;
        return (word | word << 4) & LOW_NIBBLES;
    }

    /** Upper-case hexadecimal characters of the eight nibbles of four bytes. */
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

    /** The four digits of a number 0 to 9999 as ASCII characters. */
    public static int charactersOfNumber(int number) {
        return (int) (spread(ofNumber(number)) | ASCII_ZEROS);
    }

    private static int twoDigits(int number) {
        return number + 6 * (number * 103 >> 10);
    }
}
