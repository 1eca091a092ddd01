package dev.turnpike.security.cipher;

import java.security.SecureRandom;

/**
 * Unpredictable numbers without allocation: AES-256 in counter mode, seeded by the platform's generator, with a fresh key out of its own
 * stream every 2^16 blocks so that earlier output cannot be recomputed. For PIN block filler. Confined to one thread.
 */
public final class CounterRandom implements AutoCloseable {
    private static final int BLOCKS_PER_KEY = 1 << 16;

    private final byte[] seed = new byte[32];
    private final byte[] block = new byte[16];
    private AesKey key;
    private long counter;
    private boolean half;

    /** Takes 32 bytes from {@code random}. */
    public CounterRandom(SecureRandom random) {
        random.nextBytes(seed);
        key = new AesKey(seed, 0, seed.length);
        Wiping.wipe(seed);
    }

    /** The next 64 bits. */
    public long next() {
        if (half) {
            half = false;
            return Blocks.getLong(block, 8);
        }
        if (counter == BLOCKS_PER_KEY) {
            rekey();
        }
        step();
        half = true;
        return Blocks.getLong(block, 0);
    }

    private void step() {
        Blocks.putLong(block, 0, counter++);
        Blocks.putLong(block, 8, 0);
        key.encrypt(block, 0, block, 0);
    }

    private void rekey() {
        step();
        System.arraycopy(block, 0, seed, 0, 16);
        step();
        System.arraycopy(block, 0, seed, 16, 16);
        key.close();
        key = new AesKey(seed, 0, seed.length);
        Wiping.wipe(seed);
        counter = 0;
    }

    @Override
    public void close() {
        key.close();
        Wiping.wipe(block);
    }
}
