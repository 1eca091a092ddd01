package dev.turnpike.security.dukpt;

import dev.turnpike.security.cipher.BitslicedAes;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Wiping;

/**
 * Keys of one AES DUKPT device, with the derivation keys on the way to the last one kept: a counter that follows the last one has all but
 * its lowest one bit in common with it, hence costs one derivation, and a working key one more. Any other counter works too, at up to
 * sixteen. Confined to one thread; allocates nothing after construction.
 */
public final class DukptAesChain implements AutoCloseable {
    private static final int MAX_DEPTH = 16;
    /** Words of 8 bytes of the longest key. */
    private static final int KEY_WORDS = 4;

    private final long[] keys = new long[KEY_WORDS * (MAX_DEPTH + 1)];
    /** Counter bits that lead to the key at each depth; 0 at depth 0, the initial key. */
    private final int[] used = new int[MAX_DEPTH + 1];
    private final long[] blocks = new long[4];
    private final BitslicedAes aes;
    private DukptAes.KeyType type;
    /** The last 4 bytes of the initial key id, in the upper half. */
    private long device;
    private int depth;
    private long derivations;

    /**
     * For the device whose initial key and initial key id these are.
     *
     * @param aes scratch, which chains of one thread may share
     * @throws IllegalArgumentException unless they have 16, 24 or 32 bytes and 8
     */
    public DukptAesChain(byte[] initialKey, byte[] id, BitslicedAes aes) {
        this.aes = aes;
        reset(initialKey, id);
    }

    /** Turns to another device, as if newly made for it. */
    public void reset(byte[] initialKey, byte[] id) {
        if (id.length != DukptAes.ID_BYTES) {
            throw new IllegalArgumentException("an initial key id has 8 bytes, not " + id.length);
        }
        type = DukptAes.aesType(initialKey.length);
        for (int i = 0; i < initialKey.length / 8; i++) {
            keys[i] = Blocks.getLong(initialKey, 8 * i);
        }
        device = (long) Blocks.getInt(id, 4) << 32;
        depth = 0;
    }

    /** Writes the derivation key at {@code counter}, as long as the initial key; false, writing nothing, for a counter that never occurs. */
    public boolean derivationKey(int counter, byte[] out, int offset) {
        if (!walk(counter)) {
            return false;
        }
        for (int i = 0; i < type.bytes() / 8; i++) {
            Blocks.putLong(out, offset + 8 * i, keys[KEY_WORDS * depth + i]);
        }
        return true;
    }

    /**
     * Writes the {@link DukptAes.KeyType#bytes()} bytes of a working key.
     *
     * @return false, writing nothing, for a counter that never occurs and for a working key stronger than the initial key
     */
    public boolean workingKey(int counter, DukptAes.Use use, DukptAes.KeyType kind, byte[] out, int offset) {
        if (!kind.mayComeFrom(type.bytes()) || !walk(counter)) {
            return false;
        }
        derive(kind.header(use.code()), counter, kind.bytes());
        for (int i = 0; i < kind.bytes() / 8; i++) {
            Blocks.putLong(out, offset + 8 * i, blocks[i]);
        }
        Wiping.wipe(blocks);
        return true;
    }

    /** Keys derived since construction, working keys included. */
    public long derivations() {
        return derivations;
    }

    private boolean walk(int counter) {
        if (!DukptAes.counterValid(counter)) {
            return false;
        }
        // A kept key is on the way when its bits are the highest one bits of the counter.
        while (depth > 0 && (counter & -Integer.lowestOneBit(used[depth])) != used[depth]) {
            depth--;
        }
        int rest = counter & ~used[depth];
        while (rest != 0) {
            int bit = Integer.highestOneBit(rest);
            rest ^= bit;
            int bits = used[depth] | bit;
            derive(type.header(DukptAes.USE_DERIVATION), bits, type.bytes());
            depth++;
            used[depth] = bits;
            System.arraycopy(blocks, 0, keys, KEY_WORDS * depth, KEY_WORDS);
        }
        return true;
    }

    /** From the key at the present depth into {@link #blocks}: both halves of a long key at once. */
    private void derive(long header, int counter, int bytes) {
        long low = device | counter & 0xFFFF_FFFFL;
        blocks[0] = header;
        blocks[1] = low;
        blocks[2] = header + (1L << 48);
        blocks[3] = low;
        aes.key(keys, KEY_WORDS * depth, type.bytes());
        aes.encrypt(blocks, bytes > 16 ? 2 : 1);
        derivations++;
    }

    /** Wipes all kept keys. */
    @Override
    public void close() {
        Wiping.wipe(keys);
        Wiping.wipe(blocks);
        aes.close();
        depth = 0;
    }
}
