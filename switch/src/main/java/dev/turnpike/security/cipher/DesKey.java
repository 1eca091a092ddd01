package dev.turnpike.security.cipher;

/** A single, double or triple-length DES key (8, 16 or 24 bytes), expanded. Confined to one thread. Parity bits are ignored. */
public final class DesKey extends BlockKey {
    /** Round keys in the order of encryption: 16 rounds, or 48 when there are several parts. */
    private final int[] forward;
    /** The same rounds in the order of decryption. */
    private final int[] backward;
    private final int parts;

    /** Expands {@code length} (8, 16 or 24) bytes of {@code key}; throws {@link IllegalArgumentException} for another length. */
    public DesKey(byte[] key, int offset, int length) {
        if (length != 8 && length != 16 && length != 24) {
            throw new IllegalArgumentException("a DES key has 8, 16 or 24 bytes, not " + length);
        }
        parts = length / 8;
        forward = new int[(parts == 1 ? 1 : 3) * Des.SCHEDULE_WORDS];
        backward = new int[forward.length];
        expand(key, offset);
    }

    /** Takes another key of the same length. */
    public void rekey(byte[] key, int offset) {
        expand(key, offset);
    }

    private void expand(byte[] key, int offset) {
        int words = Des.SCHEDULE_WORDS;
        Des.expand(key, offset, forward, 0);
        if (parts > 1) {
            // The middle part runs backward when the key runs forward.
            Des.expand(key, offset + 8, backward, words);
            Des.reverse(backward, words, forward, words);
            if (parts == 2) {
                System.arraycopy(forward, 0, forward, 2 * words, words);
            } else {
                Des.expand(key, offset + 16, forward, 2 * words);
            }
            Des.reverse(forward, 2 * words, backward, 0);
        }
        Des.reverse(forward, 0, backward, backward.length - words);
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
        return run(forward, state);
    }

    /** As {@link #decrypt(long)} without the permutations. */
    public long decryptInner(long state) {
        return run(backward, state);
    }

    private static long run(int[] rounds, long state) {
        long s = Des.rounds(rounds, 0, state);
        if (rounds.length == Des.SCHEDULE_WORDS) {
            return s;
        }
        return Des.rounds(rounds, 2 * Des.SCHEDULE_WORDS, Des.rounds(rounds, Des.SCHEDULE_WORDS, s));
    }

    /** Single DES by the first 8 bytes of the key, without the permutations: the chain of the retail MAC. */
    public long encryptFirstInner(long state) {
        return Des.rounds(forward, 0, state);
    }

    /** Round keys for {@link DesLanes}. */
    int[] forward() {
        return forward;
    }

    /** Round keys of decryption for {@link DesLanes}. */
    int[] backward() {
        return backward;
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
        Wiping.wipe(forward);
        Wiping.wipe(backward);
    }
}
