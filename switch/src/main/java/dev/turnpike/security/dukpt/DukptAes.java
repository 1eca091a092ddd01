package dev.turnpike.security.dukpt;

import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Wiping;

/**
 * DUKPT with AES (ANSI X9.24-3:2017). The key serial number has 12 bytes: 8 of initial key id, 4 of counter, of which at most 16 bits
 * may be one. TDES working keys are not parity adjusted. Throws {@link IllegalArgumentException} for arguments of a wrong length, for
 * counters that never occur and for working keys stronger than the base key. Stateless; any thread.
 */
public final class DukptAes {
    /** Bytes of an initial key id. */
    public static final int ID_BYTES = 8;
    /** Counter value whose derivation key gives the key that protects the next initial key. */
    public static final int UPDATE_COUNTER = -1;

    /** Kind of a working key. */
    public enum KeyType {
        /** Double-length triple DES. */
        TDES_2(0, 16, 0),
        /** Triple-length triple DES. */
        TDES_3(1, 24, 0),
        /** AES-128. */
        AES_128(2, 16, 16),
        /** AES-192. */
        AES_192(3, 24, 24),
        /** AES-256. */
        AES_256(4, 32, 32),
        /** HMAC key of 16 bytes. */
        HMAC_128(5, 16, 16),
        /** HMAC key of 24 bytes. */
        HMAC_192(5, 24, 24),
        /** HMAC key of 32 bytes. */
        HMAC_256(5, 32, 32);

        private final int algorithm;
        private final int bytes;
        private final int parentBytes;

        KeyType(int algorithm, int bytes, int parentBytes) {
            this.algorithm = algorithm;
            this.bytes = bytes;
            this.parentBytes = parentBytes;
        }

        /** First 8 bytes of the data that a key of this kind is derived from, with block number 1. */
        long header(int use) {
            return 0x0101L << 48 | (long) use << 32 | (long) algorithm << 16 | bytes * 8L;
        }

        /** Whether such a key may come from a key of {@code parent} bytes: it is never the stronger one. */
        boolean mayComeFrom(int parent) {
            return parentBytes <= parent;
        }

        /** Bytes of such a key. */
        public int bytes() {
            return bytes;
        }
    }

    /** What a working key is for. */
    public enum Use {
        /** Wraps other keys. */
        KEY_ENCRYPTION(0x0002),
        /** PIN block encryption. */
        PIN(0x1000),
        /** MAC of the request. */
        MAC_GENERATION(0x2000),
        /** MAC of the response. */
        MAC_VERIFICATION(0x2001),
        /** MAC of both. */
        MAC_BOTH(0x2002),
        /** Data of the request. */
        DATA_ENCRYPTION(0x3000),
        /** Data of the response. */
        DATA_DECRYPTION(0x3001),
        /** Data of both. */
        DATA_BOTH(0x3002);

        private final int code;

        Use(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    static final int USE_DERIVATION = 0x8000;
    private static final int USE_INITIAL = 0x8001;
    private static final int MAX_ONE_BITS = 16;

    private DukptAes() {
    }

    /** Whether the counter occurs: not 0, at most sixteen one bits. */
    public static boolean counterValid(int counter) {
        return counter != 0 && Integer.bitCount(counter) <= MAX_ONE_BITS;
    }

    /** The initial key of a device, as long as the base key (16, 24 or 32 bytes). */
    public static byte[] initialKey(byte[] bdk, byte[] id) {
        checkId(id);
        byte[] data = derivationData(USE_INITIAL, aesType(bdk.length));
        System.arraycopy(id, 0, data, 8, 8);
        return derive(bdk, data, bdk.length);
    }

    /** The derivation key at {@code counter}; {@link #UPDATE_COUNTER} is permitted. */
    public static byte[] derivationKey(byte[] bdk, byte[] id, int counter) {
        if (!counterValid(counter) && counter != UPDATE_COUNTER) {
            throw new IllegalArgumentException("the counter of the key serial number never occurs");
        }
        return derivationKeyFromInitial(initialKey(bdk, id), id, counter);
    }

    /** As {@link #derivationKey} from the device's initial key, which is wiped. */
    public static byte[] derivationKeyFromInitial(byte[] initialKey, byte[] id, int counter) {
        checkId(id);
        if (!counterValid(counter) && counter != UPDATE_COUNTER) {
            throw new IllegalArgumentException("the counter of the key serial number never occurs");
        }
        byte[] key = initialKey;
        KeyType type = aesType(key.length);
        int used = 0;
        for (int bit = 1 << 31; bit != 0; bit >>>= 1) {
            if ((counter & bit) != 0) {
                used |= bit;
                byte[] next = derive(key, transactionData(USE_DERIVATION, type, id, used), key.length);
                Wiping.wipe(key);
                key = next;
            }
        }
        return key;
    }

    /** The working key at {@code counter} from the derivation key of the same counter. */
    public static byte[] workingKey(byte[] derivationKey, byte[] id, int counter, Use use, KeyType type) {
        checkId(id);
        if (!type.mayComeFrom(derivationKey.length)) {
            throw new IllegalArgumentException("a working key is never stronger than the key it is derived from");
        }
        return derive(derivationKey, transactionData(use.code, type, id, counter), type.bytes);
    }

    private static byte[] derivationData(int use, KeyType type) {
        int bits = type.bytes * 8;
        return new byte[] {1, 0, (byte) (use >>> 8), (byte) use, 0, (byte) type.algorithm, (byte) (bits >>> 8), (byte) bits,
            0, 0, 0, 0, 0, 0, 0, 0};
    }

    private static byte[] transactionData(int use, KeyType type, byte[] id, int counter) {
        byte[] data = derivationData(use, type);
        System.arraycopy(id, 4, data, 8, 4);
        Blocks.putInt(data, 12, counter);
        return data;
    }

    private static byte[] derive(byte[] key, byte[] data, int bytes) {
        byte[] out = new byte[bytes];
        byte[] block = new byte[16];
        try (AesKey aes = new AesKey(key, 0, key.length)) {
            for (int at = 0; at < bytes; at += 16) {
                data[1]++;
                aes.encrypt(data, 0, block, 0);
                System.arraycopy(block, 0, out, at, Math.min(16, bytes - at));
            }
        }
        Wiping.wipe(block);
        return out;
    }

    static KeyType aesType(int bytes) {
        return switch (bytes) {
            case 16 -> KeyType.AES_128;
            case 24 -> KeyType.AES_192;
            case 32 -> KeyType.AES_256;
            default -> throw new IllegalArgumentException("a base key has 16, 24 or 32 bytes, not " + bytes);
        };
    }

    private static void checkId(byte[] id) {
        if (id.length != ID_BYTES) {
            throw new IllegalArgumentException("an initial key id has 8 bytes, not " + id.length);
        }
    }
}
