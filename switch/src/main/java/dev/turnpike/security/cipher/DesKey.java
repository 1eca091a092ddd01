package dev.turnpike.security.cipher;

/** A single, double or triple-length DES key (8, 16 or 24 bytes), expanded. Confined to one thread. Parity bits are ignored. */
public final class DesKey extends BlockKey {
    private final int[] schedule;
    private final int parts;

    /** Expands {@code length} (8, 16 or 24) bytes of {@code key}; throws {@link IllegalArgumentException} for another length. */
    public DesKey(byte[] key, int offset, int length) {
        if (length != 8 && length != 16 && length != 24) {
            throw new IllegalArgumentException("a DES key has 8, 16 or 24 bytes, not " + length);
        }
        parts = length / 8;
        schedule = new int[parts * Des.SCHEDULE_WORDS];
        for (int i = 0; i < parts; i++) {
            Des.expand(key, offset + 8 * i, schedule, i * Des.SCHEDULE_WORDS);
        }
    }

    /** Length of the key in bytes: 8, 16 or 24. */
    public int keyBytes() {
        return parts * 8;
    }

    @Override
    public int blockBytes() {
        return 8;
    }

    /** Encrypts one block: single DES with 8 bytes of key, EDE with 16 or 24. */
    public long encrypt(long block) {
        return Des.last(encryptInner(Des.initial(block)));
    }

    /** Decrypts one block: single DES with 8 bytes of key, DED with 16 or 24. */
    public long decrypt(long block) {
        return Des.last(decryptInner(Des.initial(block)));
    }

    /** As {@link #encrypt(long)} without the permutations, for chains. */
    public long encryptInner(long state) {
        long s = Des.rounds(schedule, 0, state);
        if (parts == 1) {
            return s;
        }
        s = Des.roundsBack(schedule, Des.SCHEDULE_WORDS, s);
        return Des.rounds(schedule, third(), s);
    }

    /** As {@link #decrypt(long)} without the permutations. */
    public long decryptInner(long state) {
        if (parts == 1) {
            return Des.roundsBack(schedule, 0, state);
        }
        long s = Des.roundsBack(schedule, third(), state);
        s = Des.rounds(schedule, Des.SCHEDULE_WORDS, s);
        return Des.roundsBack(schedule, 0, s);
    }

    /** Single DES by the first 8 bytes of the key, without the permutations: the chain of the retail MAC. */
    public long encryptFirstInner(long state) {
        return Des.rounds(schedule, 0, state);
    }

    private int third() {
        return parts == 3 ? 2 * Des.SCHEDULE_WORDS : 0;
    }

    @Override
    public void encrypt(byte[] in, int inOffset, byte[] out, int outOffset) {
        Blocks.putLong(out, outOffset, encrypt(Blocks.getLong(in, inOffset)));
    }

    @Override
    public void decrypt(byte[] in, int inOffset, byte[] out, int outOffset) {
        Blocks.putLong(out, outOffset, decrypt(Blocks.getLong(in, inOffset)));
    }

    @Override
    public void close() {
        Wiping.wipe(schedule);
    }
}
