package dev.turnpike.security.cipher;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Overwrites secrets in arrays of ours. What the Java platform keeps in its own objects (a {@code javax.crypto} key schedule, a copy
 * made by the garbage collector) is out of reach; docs/SECURITY.md says so. Any thread that owns the array.
 */
public final class Wiping {
    private Wiping() {
    }

    /** Zeroes all of {@code secret}; null is allowed. */
    public static void wipe(byte[] secret) {
        if (secret != null) {
            Arrays.fill(secret, (byte) 0);
            fence();
        }
    }

    /** Zeroes {@code length} bytes of {@code secret} from {@code offset}. */
    public static void wipe(byte[] secret, int offset, int length) {
        Arrays.fill(secret, offset, offset + length, (byte) 0);
        fence();
    }

    /** Zeroes all of {@code secret}; null is allowed. */
    public static void wipe(int[] secret) {
        if (secret != null) {
            Arrays.fill(secret, 0);
            fence();
        }
    }

    /** Zeroes all of {@code secret}; null is allowed. */
    public static void wipe(long[] secret) {
        if (secret != null) {
            Arrays.fill(secret, 0);
            fence();
        }
    }

    /** Zeroes all of {@code secret}; null is allowed. */
    public static void wipe(char[] secret) {
        if (secret != null) {
            Arrays.fill(secret, '\0');
            fence();
        }
    }

    /** After the stores, so that the compiler cannot move them behind what follows or drop them as dead; no instruction on x86. */
    private static void fence() {
        VarHandle.releaseFence();
    }
}
