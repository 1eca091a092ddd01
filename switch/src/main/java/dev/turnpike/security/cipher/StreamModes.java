package dev.turnpike.security.cipher;

/**
 * CTR, OFB and CFB (NIST SP 800-38A, GB/T 17964) over a block cipher: data of any length, changed in place. Never use an initial value
 * twice under one key. None of them detects changes. Stateless; any thread.
 */
public final class StreamModes {
    private StreamModes() {
    }

    /** Counter mode; encrypts and decrypts. The whole block {@code iv} counts, big endian, and is not changed. */
    public static void ctr(BlockKey key, byte[] iv, byte[] data, int offset, int length) {
        int block = key.blockBytes();
        byte[] counter = java.util.Arrays.copyOf(iv, block);
        byte[] stream = new byte[block];
        for (int at = 0; at < length; at += block) {
            key.encrypt(counter, 0, stream, 0);
            add(data, offset + at, stream, Math.min(block, length - at));
            for (int i = block - 1; i >= 0; i--) {
                counter[i]++;
                if (counter[i] != 0) {
                    break;
                }
            }
        }
        Wiping.wipe(stream);
    }

    /** Output feedback; encrypts and decrypts. {@code iv} is one block and is not changed. */
    public static void ofb(BlockKey key, byte[] iv, byte[] data, int offset, int length) {
        int block = key.blockBytes();
        byte[] stream = java.util.Arrays.copyOf(iv, block);
        for (int at = 0; at < length; at += block) {
            key.encrypt(stream, 0, stream, 0);
            add(data, offset + at, stream, Math.min(block, length - at));
        }
        Wiping.wipe(stream);
    }

    /** Cipher feedback by whole blocks. {@code iv} is one block and is not changed. */
    public static void cfb(BlockKey key, boolean encrypt, byte[] iv, byte[] data, int offset, int length) {
        int block = key.blockBytes();
        byte[] register = java.util.Arrays.copyOf(iv, block);
        byte[] stream = new byte[block];
        for (int at = 0; at < length; at += block) {
            int n = Math.min(block, length - at);
            key.encrypt(register, 0, stream, 0);
            if (!encrypt) {
                System.arraycopy(data, offset + at, register, 0, n);
            }
            add(data, offset + at, stream, n);
            if (encrypt) {
                System.arraycopy(data, offset + at, register, 0, n);
            }
        }
        Wiping.wipe(stream);
    }

    private static void add(byte[] data, int at, byte[] stream, int count) {
        for (int i = 0; i < count; i++) {
            data[at + i] ^= stream[i];
        }
    }
}
