package dev.turnpike.security.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian words in byte arrays, and comparison in constant time. Stateless; any thread. */
public final class Blocks {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Blocks() {
    }

    /** The 8 bytes at {@code offset}, first byte most significant. */
    public static long getLong(byte[] array, int offset) {
        return (long) LONG.get(array, offset);
    }

    /** Writes 8 bytes at {@code offset}, first byte most significant. */
    public static void putLong(byte[] array, int offset, long value) {
        LONG.set(array, offset, value);
    }

    /** The 4 bytes at {@code offset}, first byte most significant. */
    public static int getInt(byte[] array, int offset) {
        return (int) INT.get(array, offset);
    }

    /** Writes 4 bytes at {@code offset}, first byte most significant. */
    public static void putInt(byte[] array, int offset, int value) {
        INT.set(array, offset, value);
    }

    /** True when {@code length} bytes agree; the time taken does not depend on where they differ. */
    public static boolean equal(byte[] a, int aOffset, byte[] b, int bOffset, int length) {
        int difference = 0;
        for (int i = 0; i < length; i++) {
            difference |= a[aOffset + i] ^ b[bOffset + i];
        }
        return difference == 0;
    }
}
