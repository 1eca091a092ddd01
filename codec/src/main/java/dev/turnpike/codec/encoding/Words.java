package dev.turnpike.codec.encoding;

import java.nio.ByteOrder;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Words of a buffer in an order of bytes that is not left to the machine. These methods, and those that calculate with the words, are as small as the compiler
 * inlines anywhere (35 bytes of code, {@code MaxInlineSize}); what is bigger it inlines only where it is called often, and a
 * call costs as much as the work.
 */
public final class Words {
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private Words() {
    }

    static long read8(DirectBuffer source, int offset) {
        return LITTLE ? source.getLong(offset) : Long.reverseBytes(source.getLong(offset));
    }

    static int read4(DirectBuffer source, int offset) {
        return LITTLE ? source.getInt(offset) : Integer.reverseBytes(source.getInt(offset));
    }

    static void write8(MutableDirectBuffer target, int offset, long word) {
        target.putLong(offset, LITTLE ? word : Long.reverseBytes(word));
    }

    static void write4(MutableDirectBuffer target, int offset, int word) {
        target.putInt(offset, LITTLE ? word : Integer.reverseBytes(word));
    }

    /** Writes two bytes, the high one first. */
    public static void writeBig2(MutableDirectBuffer target, int offset, int value) {
        target.putShort(offset, LITTLE ? Short.reverseBytes((short) value) : (short) value);
    }

    /** Writes four bytes, the highest first. */
    public static void writeBig4(MutableDirectBuffer target, int offset, int value) {
        target.putInt(offset, LITTLE ? Integer.reverseBytes(value) : value);
    }

    /** Writes eight bytes, the highest first. */
    public static void writeBig8(MutableDirectBuffer target, int offset, long value) {
        target.putLong(offset, LITTLE ? Long.reverseBytes(value) : value);
    }

    /** Reads eight bytes, the highest first. */
    public static long readBig8(DirectBuffer source, int offset) {
        return LITTLE ? Long.reverseBytes(source.getLong(offset)) : source.getLong(offset);
    }

    /** Ones in the first {@code count} bytes, at least one, and in all of them from 8 on. */
    static long firstBytes(int count) {
        return -1L >>> Math.max(0, 64 - 8 * count);
    }
}
