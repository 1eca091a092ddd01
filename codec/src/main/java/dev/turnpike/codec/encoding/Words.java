package dev.turnpike.codec.encoding;

import java.nio.ByteOrder;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Little endian words of a buffer. These methods, and those that calculate with the words, are as small as the compiler
 * inlines anywhere (35 bytes of code, {@code MaxInlineSize}); what is bigger it inlines only where it is called often, and a
 * call costs as much as the work.
 */
final class Words {
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

    /** Ones in the first {@code count} bytes, at least one, and in all of them from 8 on. */
    static long firstBytes(int count) {
        return -1L >>> Math.max(0, 64 - 8 * count);
    }
}
