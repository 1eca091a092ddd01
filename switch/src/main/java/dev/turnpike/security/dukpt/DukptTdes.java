package dev.turnpike.security.dukpt;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Des;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Wiping;

/**
 * DUKPT with triple DES (ANSI X9.24-1:2009). The key serial number (KSN) has 10 bytes, the last 21 bits of which are the transaction
 * counter. Derived keys are not parity adjusted. Throws {@link IllegalArgumentException} for arguments of a wrong length and for
 * counters that never occur (0, or more than ten one bits). Stateless; any thread.
 */
public final class DukptTdes {
    /** Bytes of a key serial number. */
    public static final int KSN_BYTES = 10;
    /** What a transaction key is turned into. */
    public enum Use {
        /** PIN block encryption. */
        PIN(0x0000_0000_0000_00FFL, false),
        /** MAC of the request. */
        MAC_REQUEST(0x0000_0000_0000_FF00L, false),
        /** MAC of the response. */
        MAC_RESPONSE(0x0000_0000_FF00_0000L, false),
        /** Data of the request. */
        DATA_REQUEST(0x0000_0000_00FF_0000L, true),
        /** Data of the response. */
        DATA_RESPONSE(0x0000_00FF_0000_0000L, true);

        private final long variant;
        private final boolean underItself;

        Use(long variant, boolean underItself) {
            this.variant = variant;
            this.underItself = underItself;
        }

        /** Added to both halves of the transaction key. */
        long variant() {
            return variant;
        }

        /** Whether the sum is then encrypted under itself. */
        boolean underItself() {
            return underItself;
        }
    }

    private static final int COUNTER_MASK = 0x1FFFFF;
    private static final int MAX_ONE_BITS = 10;
    private static final long KEY_MASK = 0xC0C0C0C000000000L;

    private DukptTdes() {
    }

    /** Whether {@code ksn} has 10 bytes and a counter that occurs: not 0, at most ten one bits. */
    public static boolean counterValid(byte[] ksn) {
        if (ksn.length != KSN_BYTES) {
            return false;
        }
        int counter = counter(ksn);
        return counter != 0 && Integer.bitCount(counter) <= MAX_ONE_BITS;
    }

    /** The transaction counter, 21 bits. */
    public static int counter(byte[] ksn) {
        return Blocks.getInt(ksn, 6) & COUNTER_MASK;
    }

    /** The initial key (IPEK), 16 bytes, of the device of {@code ksn}; the counter is not looked at. */
    public static byte[] initialKey(byte[] bdk, byte[] ksn) {
        check(bdk, ksn);
        byte[] id = new byte[8];
        System.arraycopy(ksn, 0, id, 0, 8);
        id[7] &= (byte) 0xE0;
        byte[] key = new byte[16];
        byte[] masked = bdk.clone();
        for (int half = 0; half < 16; half += 8) {
            try (DesKey k = new DesKey(masked, 0, 16)) {
                k.encrypt(id, 0, key, half);
            }
            Blocks.putLong(masked, 0, Blocks.getLong(masked, 0) ^ KEY_MASK);
            Blocks.putLong(masked, 8, Blocks.getLong(masked, 8) ^ KEY_MASK);
        }
        Wiping.wipe(masked);
        return key;
    }

    /** The transaction key, 16 bytes, from which {@link #use} makes working keys. */
    public static byte[] transactionKey(byte[] bdk, byte[] ksn) {
        check(bdk, ksn);
        byte[] initial = initialKey(bdk, ksn);
        try {
            return transactionKeyFromInitial(initial, ksn);
        } finally {
            Wiping.wipe(initial);
        }
    }

    /** As {@link #transactionKey} from the device's initial key. */
    public static byte[] transactionKeyFromInitial(byte[] initialKey, byte[] ksn) {
        check(initialKey, ksn);
        if (!counterValid(ksn)) {
            throw new IllegalArgumentException("the counter of the key serial number never occurs");
        }
        byte[] key = initialKey.clone();
        long register = Blocks.getLong(ksn, 2) & ~(long) COUNTER_MASK;
        int counter = counter(ksn);
        int[] schedule = new int[Des.SCHEDULE_WORDS];
        for (int bit = 1 << 20; bit > 0; bit >>>= 1) {
            if ((counter & bit) != 0) {
                register |= bit;
                step(key, register, schedule);
            }
        }
        Wiping.wipe(schedule);
        return key;
    }

    /** The non-reversible key generation process: right half under the key, left half under its masked form. */
    private static void step(byte[] key, long register, int[] schedule) {
        long left = Blocks.getLong(key, 0);
        long right = Blocks.getLong(key, 8);
        long newRight = half(key, left, right, register, schedule);
        long newLeft = half(key, left ^ KEY_MASK, right ^ KEY_MASK, register, schedule);
        Blocks.putLong(key, 0, newLeft);
        Blocks.putLong(key, 8, newRight);
    }

    private static long half(byte[] scratch, long left, long right, long register, int[] schedule) {
        Blocks.putLong(scratch, 0, left);
        Des.expand(scratch, 0, schedule, 0);
        return Des.last(Des.rounds(schedule, 0, Des.initial(register ^ right))) ^ right;
    }

    /** The working key, 16 bytes, for {@code use} from a transaction key. */
    public static byte[] use(byte[] transactionKey, Use use) {
        byte[] key = transactionKey.clone();
        Blocks.putLong(key, 0, Blocks.getLong(key, 0) ^ use.variant);
        Blocks.putLong(key, 8, Blocks.getLong(key, 8) ^ use.variant);
        if (use.underItself) {
            try (DesKey k = new DesKey(key, 0, 16)) {
                k.encryptEcb(key, 0, 16);
            }
        }
        return key;
    }

    private static void check(byte[] key, byte[] ksn) {
        if (key.length != 16 || ksn.length != KSN_BYTES) {
            throw new IllegalArgumentException("key of " + key.length + " bytes, expected 16; key serial number of " + ksn.length
                + " bytes, expected 10");
        }
    }
}
