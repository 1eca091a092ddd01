package dev.turnpike.codec.encoding;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Eight bytes at a time: copying short values, checking and converting digits, hexadecimal text and plain text. Ranges lie
 * inside the
 * buffers. The arithmetic treats a {@code long} as eight bytes (or sixteen nibbles) that do not influence one another.
 */
public final class Octets {
    private static final int CALL_WORTH_BYTES = 64;
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long NIBBLE_HIGH_BITS = 0x8888888888888888L;
    private static final long LOW_NIBBLES = 0x0F0F0F0F0F0F0F0FL;
    private static final long ASCII_ZEROS = 0x3030303030303030L;

    private Octets() {
    }

    /** Copies up to 16 bytes, when 16 can be read in the source and written in the target, by copying 8 or 16. */
    public static void copyShort(DirectBuffer source, int offset, int length, MutableDirectBuffer target, int targetOffset) {
        target.putLong(targetOffset, source.getLong(offset));
        if (length > 8) {
            target.putLong(targetOffset + 8, source.getLong(offset + 8));
        }
    }

    /**
     * Copies bytes between ranges that do not overlap; for short values cheaper than a block copy. The last word copied ends with
     * the last byte and may repeat some. No loop up to 32 bytes: its bounds would cost more than its work.
     */
    public static void copy(DirectBuffer source, int offset, int length, MutableDirectBuffer target, int targetOffset) {
        if (length >= 8) {
            if (length > CALL_WORTH_BYTES) {
                target.putBytes(targetOffset, source, offset, length);
                return;
            }
            if (length > 8) {
                target.putLong(targetOffset, source.getLong(offset));
                if (length > 16) {
                    target.putLong(targetOffset + 8, source.getLong(offset + 8));
                    if (length > 24) {
                        copyMore(source, offset, length, target, targetOffset);
                    }
                }
            }
            target.putLong(targetOffset + length - 8, source.getLong(offset + length - 8));
        } else if (length >= 4) {
            target.putInt(targetOffset, source.getInt(offset));
            target.putInt(targetOffset + length - 4, source.getInt(offset + length - 4));
        } else if (length > 0) {
            if (length > 1) {
                target.putShort(targetOffset, source.getShort(offset));
            }
            target.putByte(targetOffset + length - 1, source.getByte(offset + length - 1));
        }
    }

    private static void copyMore(DirectBuffer source, int offset, int length, MutableDirectBuffer target, int targetOffset) {
        for (int i = 16; i + 8 < length; i += 8) {
            target.putLong(targetOffset + i, source.getLong(offset + i));
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

    /**
     * True when {@code count} nibbles, 1 to 16, are decimal. False also when there are not 8 bytes to read from {@code offset}
     * on.
     */
    public static boolean fewDecimal(DirectBuffer buffer, int offset, int count) {
        if (count < 1 || count > 16 || offset > buffer.capacity() - 8) {
            return false;
        }
        int bytes = count + 1 >> 1;
        long word = Words.read8(buffer, offset) & Words.firstBytes(bytes);
        return !anyNibbleAbove9((count & 1) == 0 ? word : word & ~(0x0FL << 8 * bytes - 8));
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
        if (length >= 1 && length <= 8 && offset <= buffer.capacity() - 8) {
            long few = Words.firstBytes(length);
            if (digits(Words.read8(buffer, offset) & few | ASCII_ZEROS & ~few)) {
                return -1;
            }
        }
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
        if (length >= 1 && length <= 16 && offset <= buffer.capacity() - 16) {
            if (!control(textOrSpaces(buffer, offset, length))
                && (length <= 8 || !control(textOrSpaces(buffer, offset + 8, length - 8)))) {
                return -1;
            }
        }
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (control(buffer.getLong(offset + i))) {
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

    private static long textOrSpaces(DirectBuffer buffer, int offset, int length) {
        long text = Words.firstBytes(length);
        return Words.read8(buffer, offset) & text | 0x20 * EACH_BYTE & ~text;
    }

    /** True when one of the bytes is below 20 or is 7F (or one after such a byte is 21 or 80, which costs a second look). */
    private static boolean control(long word) {
        long below = word - 0x20 * EACH_BYTE & ~word;
        long delete = word ^ 0x7F * EACH_BYTE;
        return ((below | delete - EACH_BYTE & ~delete) & HIGH_BITS) != 0;
    }

    /** True when no byte of a range is above 7F. */
    public static boolean allAscii(DirectBuffer buffer, int offset, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if ((buffer.getLong(offset + i) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (buffer.getByte(offset + i) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Offset of the first byte of a character of the GB family (GB2312, GBK, GB18030) that is not whole, or -1: a byte from 81 to FE
     * needs one from 40 to FE but 7F behind it, or in GB18030 a digit, such a byte and a digit.
     */
    public static int firstNotGb(DirectBuffer buffer, int offset, int length) {
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            int lead = buffer.getByte(i) & 0xFF;
            if (lead < 0x80) {
                continue;
            }
            int trail = i + 1 < end ? buffer.getByte(i + 1) & 0xFF : 0;
            boolean four = trail >= '0' && trail <= '9' && i + 3 < end && buffer.getByte(i + 2) < 0
                && buffer.getByte(i + 3) >= '0' && buffer.getByte(i + 3) <= '9';
            if (lead == 0x80 || lead == 0xFF || !four && (trail < 0x40 || trail == 0x7F || trail == 0xFF)) {
                return i;
            }
            i += four ? 3 : 1;
        }
        return -1;
    }

    private static boolean digits(long word) {
        return (word & ~LOW_NIBBLES) == ASCII_ZEROS && !anyNibbleAbove9(word & LOW_NIBBLES);
    }

    private static long twice(int four) {
        return (long) four << 32 | four & 0xFFFFFFFFL;
    }

    /** Writes bytes as upper-case ASCII hexadecimal, two characters each. */
    public static void toHex(DirectBuffer source, int offset, int length, MutableDirectBuffer target, int targetOffset) {
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            Words.write8(target, targetOffset + 2 * i, PackedDigits.hexCharacters(Words.read4(source, offset + i)));
        }
        for (; i < length; i++) {
            int octet = source.getByte(offset + i);
            target.putByte(targetOffset + 2 * i, Digits.hexCharacter(octet >> 4));
            target.putByte(targetOffset + 2 * i + 1, Digits.hexCharacter(octet));
        }
    }

    /** Writes 64 bits as 16 upper-case ASCII hexadecimal characters. */
    public static void toHex(long bits, MutableDirectBuffer target, int targetOffset) {
        long bytes = Long.reverseBytes(bits);
        Words.write8(target, targetOffset, PackedDigits.hexCharacters((int) bytes));
        Words.write8(target, targetOffset + 8, PackedDigits.hexCharacters((int) (bytes >>> 32)));
    }

    /** The 64 bits of 16 ASCII hexadecimal characters, which {@link #firstNotHex} has found to be such. */
    public static long hexBits(DirectBuffer source, int offset) {
        long high = PackedDigits.hexBits(Words.read8(source, offset));
        return high << 32 | PackedDigits.hexBits(Words.read8(source, offset + 8)) & 0xFFFFFFFFL;
    }
}
