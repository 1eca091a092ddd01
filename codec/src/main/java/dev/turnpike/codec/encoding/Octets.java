package dev.turnpike.codec.encoding;

import java.nio.ByteOrder;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Eight bytes at a time: copying short values, checking and converting digits, hexadecimal text and plain text. Ranges lie
 * inside the
 * buffers. The arithmetic treats a {@code long} as eight bytes (or sixteen nibbles) that do not influence one another.
 */
public final class Octets {
    private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;
    private static final int CALL_WORTH_BYTES = 64;
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long NIBBLE_HIGH_BITS = 0x8888888888888888L;
    private static final long LOW_NIBBLES = 0x0F0F0F0F0F0F0F0FL;
    private static final long ASCII_ZEROS = 0x3030303030303030L;

    private Octets() {
    }

    /**
     * Copies bytes between buffers that do not overlap; for short values cheaper than a block copy. The last word copied ends with
     * the last byte and may repeat some.
     */
    public static void copy(DirectBuffer source, int offset, int length, MutableDirectBuffer target, int targetOffset) {
        if (length >= 8) {
            if (length > CALL_WORTH_BYTES) {
                target.putBytes(targetOffset, source, offset, length);
                return;
            }
            long last = source.getLong(offset + length - 8);
            for (int i = 0; i + 8 < length; i += 8) {
                target.putLong(targetOffset + i, source.getLong(offset + i));
            }
            target.putLong(targetOffset + length - 8, last);
        } else if (length >= 4) {
            int first = source.getInt(offset);
            int last = source.getInt(offset + length - 4);
            target.putInt(targetOffset, first);
            target.putInt(targetOffset + length - 4, last);
        } else {
            for (int i = 0; i < length; i++) {
                target.putByte(targetOffset + i, source.getByte(offset + i));
            }
        }
    }

    /** Writes zero bytes; for few of them cheaper than a block. */
    public static void zero(MutableDirectBuffer target, int offset, int length) {
        if (length > CALL_WORTH_BYTES) {
            target.setMemory(offset, length, (byte) 0);
            return;
        }
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            target.putLong(offset + i, 0);
        }
        for (; i < length; i++) {
            target.putByte(offset + i, (byte) 0);
        }
    }

    /** True when one of the nibbles is above 9: its bit 3 and one of its bits 2 and 1 are set. */
    static boolean anyNibbleAbove9(long word) {
        return (word & (word << 1 | word << 2) & NIBBLE_HIGH_BITS) != 0;
    }

    /** Offset of the first byte with a nibble above 9, or -1. */
    public static int firstNotDecimal(DirectBuffer buffer, int offset, int length) {
        return allDecimal(buffer, offset, length) ? -1 : findNotDecimal(buffer, offset, length);
    }

    private static boolean allDecimal(DirectBuffer buffer, int offset, int length) {
        if (length >= 8) {
            for (int i = 0; i + 8 < length; i += 8) {
                if (anyNibbleAbove9(buffer.getLong(offset + i))) {
                    return false;
                }
            }
            return !anyNibbleAbove9(buffer.getLong(offset + length - 8));
        }
        if (length >= 4) {
            return !anyNibbleAbove9((long) buffer.getInt(offset) << 32 | buffer.getInt(offset + length - 4) & 0xFFFFFFFFL);
        }
        long word = 0;
        for (int i = 0; i < length; i++) {
            word = word << 8 | buffer.getByte(offset + i) & 0xFFL;
        }
        return !anyNibbleAbove9(word);
    }

    private static int findNotDecimal(DirectBuffer buffer, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (anyNibbleAbove9(buffer.getByte(offset + i) & 0xFFL)) {
                return offset + i;
            }
        }
        return -1;
    }

    /** Offset of the first byte that is not an ASCII digit, or -1. */
    public static int firstNotDigit(DirectBuffer buffer, int offset, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (!digits(buffer.getLong(offset + i))) {
                break;
            }
        }
        if (i + 4 <= length && digits(twice(buffer.getInt(offset + i)))) {
            i += 4;
        }
        for (; i < length; i++) {
            int octet = buffer.getByte(offset + i);
            if (octet < '0' || octet > '9') {
                return offset + i;
            }
        }
        return -1;
    }

    /** Offset of the first byte that is not an ASCII hexadecimal digit in upper or lower case, or -1. */
    public static int firstNotHex(DirectBuffer buffer, int offset, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            long word = buffer.getLong(offset + i);
            long lower = word | 0x20 * EACH_BYTE;
            // in each byte below 80 the high bit says: at least '0' and not above '9'; at least 'a' and not above 'f'
            long digit = word + (0x80 - '0') * EACH_BYTE & ~(word + (0x7F - '9') * EACH_BYTE);
            long letter = lower + (0x80 - 'a') * EACH_BYTE & ~(lower + (0x7F - 'f') * EACH_BYTE);
            if ((word & HIGH_BITS) != 0 || ((digit | letter) & HIGH_BITS) != HIGH_BITS) {
                break;
            }
        }
        for (; i < length; i++) {
            if (Digits.hexOf(buffer.getByte(offset + i)) < 0) {
                return offset + i;
            }
        }
        return -1;
    }

    /** Offset of the first ASCII control character (below 20, or 7F), or -1. */
    public static int firstControl(DirectBuffer buffer, int offset, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            long word = buffer.getLong(offset + i);
            long below = word - 0x20 * EACH_BYTE & ~word;
            long delete = word ^ 0x7F * EACH_BYTE;
            if (((below | delete - EACH_BYTE & ~delete) & HIGH_BITS) != 0) {
                break;
            }
        }
        for (; i < length; i++) {
            int octet = buffer.getByte(offset + i) & 0xFF;
            if (octet < 0x20 || octet == 0x7F) {
                return offset + i;
            }
        }
        return -1;
    }

    private static boolean digits(long word) {
        return (word & ~LOW_NIBBLES) == ASCII_ZEROS && !anyNibbleAbove9(word & LOW_NIBBLES);
    }

    private static long twice(int four) {
        return (long) four << 32 | four & 0xFFFFFFFFL;
    }

    /** 0 when each of eight nibbles, one in a byte, is decimal or 13 (the track separator). */
    private static long notDigits(long nibbles) {
        long above9 = nibbles + 6 * EACH_BYTE;
        long notSeparator = (nibbles ^ 0x0D * EACH_BYTE) + 0x0F * EACH_BYTE;
        return above9 & notSeparator & 0x10 * EACH_BYTE;
    }

    private static long packWord(long nibbles) {
        long packed = (nibbles | nibbles >>> 4) & 0x00FF00FF00FF00FFL;
        packed = (packed | packed >>> 8) & 0x0000FFFF0000FFFFL;
        return packed | packed >>> 16;
    }

    /**
     * Packs an even number of ASCII digits and {@code =}, which has 13 in its low nibble, two to a byte. The last word ends with
     * the last digit and may repeat some.
     *
     * @return false when there are other characters; what was written is of no use then
     */
    static boolean packDigits(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset) {
        long bad = 0;
        if (count >= 8) {
            int last = count - 8;
            for (int done = 0; done < count; done += 8) {
                int at = Math.min(done, last);
                long word = source.getLong(offset + at, BIG);
                long nibbles = word & LOW_NIBBLES;
                bad |= word - nibbles ^ ASCII_ZEROS | notDigits(nibbles);
                target.putInt(targetOffset + (at >> 1), (int) packWord(nibbles), BIG);
            }
        } else if (count >= 4) {
            long word = (long) source.getInt(offset, BIG) << 32 | source.getInt(offset + count - 4, BIG) & 0xFFFFFFFFL;
            long nibbles = word & LOW_NIBBLES;
            bad = word - nibbles ^ ASCII_ZEROS | notDigits(nibbles);
            int packed = (int) packWord(nibbles);
            target.putShort(targetOffset, (short) (packed >>> 16), BIG);
            target.putShort(targetOffset + (count - 4 >> 1), (short) packed, BIG);
        } else if (count == 2) {
            int word = source.getShort(offset, BIG);
            long nibbles = word & 0x0F0F;
            bad = word - nibbles ^ 0x3030 | notDigits(nibbles);
            target.putByte(targetOffset, (byte) (nibbles >> 4 | nibbles));
        }
        return bad == 0;
    }

    /** The eight nibbles of four bytes, one in each byte. */
    private static long spread(int four) {
        long word = four & 0xFFFFFFFFL;
        word = (word | word << 16) & 0x0000FFFF0000FFFFL;
        word = (word | word << 8) & 0x00FF00FF00FF00FFL;
        return (word | word << 4) & LOW_NIBBLES;
    }

    /**
     * Writes an even number of decimal nibbles as ASCII digits and 13 as {@code =}. The last word ends with the last digit and
     * may repeat some.
     *
     * @return false when there are other nibbles; what was written is of no use then
     */
    static boolean unpackDigits(DirectBuffer source, int offset, int count, MutableDirectBuffer target, int targetOffset) {
        long bad = 0;
        if (count >= 8) {
            int last = count - 8;
            for (int done = 0; done < count; done += 8) {
                int at = Math.min(done, last);
                long nibbles = spread(source.getInt(offset + (at >> 1), BIG));
                bad |= notDigits(nibbles);
                target.putLong(targetOffset + at, nibbles | ASCII_ZEROS, BIG);
            }
        } else if (count >= 4) {
            long nibbles = spread(source.getShort(offset, BIG) << 16 | source.getShort(offset + (count - 4 >> 1), BIG) & 0xFFFF);
            bad = notDigits(nibbles);
            nibbles |= ASCII_ZEROS;
            target.putInt(targetOffset, (int) (nibbles >>> 32), BIG);
            target.putInt(targetOffset + count - 4, (int) nibbles, BIG);
        } else if (count == 2) {
            int octet = source.getByte(offset);
            long nibbles = (octet & 0xF0) << 4 | octet & 0x0F;
            bad = notDigits(nibbles);
            target.putShort(targetOffset, (short) (nibbles | 0x3030), BIG);
        }
        return bad == 0;
    }

    /** Writes bytes as upper-case ASCII hexadecimal, two characters each. */
    public static void toHex(DirectBuffer source, int offset, int length, MutableDirectBuffer target, int targetOffset) {
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            long nibbles = spread(source.getInt(offset + i, BIG));
            // adding 6 carries into bit 4 for 10 to 15, which are 7 further on, behind the digits
            long letters = nibbles + 6 * EACH_BYTE >>> 4 & EACH_BYTE;
            target.putLong(targetOffset + 2 * i, nibbles + ASCII_ZEROS + 7 * letters, BIG);
        }
        for (; i < length; i++) {
            int octet = source.getByte(offset + i);
            target.putByte(targetOffset + 2 * i, Digits.hexCharacter(octet >> 4));
            target.putByte(targetOffset + 2 * i + 1, Digits.hexCharacter(octet));
        }
    }
}
