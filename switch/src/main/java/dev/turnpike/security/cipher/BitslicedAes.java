package dev.turnpike.security.cipher;

import java.util.Arrays;

/**
 * AES encryption of up to four blocks under a key that changes often: for deriving keys from keys, where the platform's cipher would
 * allocate for every key. Eight words hold one bit each of all 64 bytes of four blocks; the S-box is a circuit of AND and XOR (Boyar and
 * Peralta, "A depth-16 circuit for the AES S-box", 2011), so that neither branches nor addresses depend on key or data. Slower than the
 * platform's cipher once a key is set. Confined to one thread; allocates nothing after construction.
 */
public final class BitslicedAes implements AutoCloseable {
    /** Blocks encrypted at a time. */
    public static final int BLOCKS = 4;

    private static final int MAX_ROUNDS = 14;
    private static final long[] ROW_MASKS = {
        0x000000000000FFFFL, 0x00000000FFF00000L, 0x00000000000F0000L, 0x0000FF0000000000L, 0x000000FF00000000L, 0xF000000000000000L,
        0x0FFF000000000000L,
    };

    /** Room for whole groups of four round keys. */
    private final int[] words = new int[4 * (MAX_ROUNDS + 2)];
    private final long[] roundKeys = new long[8 * (MAX_ROUNDS + 2)];
    private final long[] q = new long[8];
    private int rounds;

    /** Without a key. */
    public BitslicedAes() {
    }

    /**
     * Takes a key of {@code length} bytes from big-endian words of 8 bytes each.
     *
     * @throws IllegalArgumentException unless the length is 16, 24 or 32
     */
    public void key(long[] key, int offset, int length) {
        if (length != 16 && length != 24 && length != 32) {
            throw new IllegalArgumentException("an AES key has 16, 24 or 32 bytes, not " + length);
        }
        int n = length / 4;
        rounds = n + 6;
        for (int i = 0; i < n; i++) {
            words[i] = Integer.reverseBytes((int) (key[offset + i / 2] >>> 32 - 32 * (i & 1)));
        }
        int constant = 1;
        for (int i = n; i < 4 * (rounds + 1); i++) {
            int t = words[i - 1];
            if (i % n == 0) {
                t = substitute(Integer.rotateRight(t, 8)) ^ constant;
                constant = constant << 1 ^ (constant >>> 7) * 0x11B;
            } else if (n == 8 && i % n == 4) {
                t = substitute(t);
            }
            words[i] = words[i - n] ^ t;
        }
        for (int round = 0; round <= rounds; round += BLOCKS) {
            sliceRoundKeys(round);
        }
    }

    /** Takes four round keys for four blocks, and gives each to all blocks. */
    private void sliceRoundKeys(int round) {
        for (int i = 0; i < BLOCKS; i++) {
            int at = 4 * (round + i);
            spread(words[at], words[at + 1], words[at + 2], words[at + 3], i);
        }
        transpose();
        for (int i = 0; i < BLOCKS; i++) {
            for (int bit = 0; bit < 8; bit++) {
                long own = q[bit] >>> i & 0x1111111111111111L;
                roundKeys[8 * (round + i) + bit] = (own << 4) - own;
            }
        }
    }

    /** The S-box on each byte of a word. */
    private int substitute(int word) {
        for (int bit = 0; bit < 8; bit++) {
            q[bit] = word >>> bit & 0x01010101;
        }
        substitute();
        int out = 0;
        for (int bit = 0; bit < 8; bit++) {
            out |= ((int) q[bit] & 0x01010101) << bit;
        }
        return out;
    }

    /** Encrypts {@code count} (1 to {@link #BLOCKS}) blocks of two big-endian words each, in place. */
    public void encrypt(long[] blocks, int count) {
        Arrays.fill(q, 0);
        for (int i = 0; i < count; i++) {
            long high = Long.reverseBytes(blocks[2 * i]);
            long low = Long.reverseBytes(blocks[2 * i + 1]);
            spread((int) high, (int) (high >>> 32), (int) low, (int) (low >>> 32), i);
        }
        transpose();
        addRoundKey(0);
        for (int round = 1; round < rounds; round++) {
            substitute();
            shiftRows();
            mixColumns();
            addRoundKey(round);
        }
        substitute();
        shiftRows();
        addRoundKey(rounds);
        transpose();
        for (int i = 0; i < count; i++) {
            long even = q[i];
            long odd = q[4 + i];
            blocks[2 * i] = Long.reverseBytes(gathered(even) | gathered(odd) << 32);
            blocks[2 * i + 1] = Long.reverseBytes(gathered(even >>> 8) | gathered(odd >>> 8) << 32);
        }
    }

    /** Puts the four little-endian words of block {@code i} where the transposition wants their bytes. */
    private void spread(int w0, int w1, int w2, int w3, int i) {
        q[i] = spread(w0) | spread(w2) << 8;
        q[4 + i] = spread(w1) | spread(w3) << 8;
    }

    private static long spread(int word) {
        long x = word & 0xFFFF_FFFFL;
        x = (x | x << 16) & 0x0000FFFF0000FFFFL;
        return (x | x << 8) & 0x00FF00FF00FF00FFL;
    }

    private static long gathered(long x) {
        long y = x & 0x00FF00FF00FF00FFL;
        y = (y | y >>> 8) & 0x0000FFFF0000FFFFL;
        return (y | y >>> 16) & 0xFFFF_FFFFL;
    }

    /** Exchanges bit numbers and word numbers: its own inverse. */
    private void transpose() {
        for (int i = 0; i < 8; i += 2) {
            swap(i, i + 1, 0x5555555555555555L, 1);
        }
        for (int i = 0; i < 8; i += 4) {
            swap(i, i + 2, 0x3333333333333333L, 2);
            swap(i + 1, i + 3, 0x3333333333333333L, 2);
        }
        for (int i = 0; i < 4; i++) {
            swap(i, i + 4, 0x0F0F0F0F0F0F0F0FL, 4);
        }
    }

    private void swap(int i, int j, long low, int places) {
        long a = q[i];
        long b = q[j];
        q[i] = a & low | (b & low) << places;
        q[j] = (a & ~low) >>> places | b & ~low;
    }

    private void addRoundKey(int round) {
        for (int i = 0; i < 8; i++) {
            q[i] ^= roundKeys[8 * round + i];
        }
    }

    private void shiftRows() {
        long[] m = ROW_MASKS;
        for (int i = 0; i < 8; i++) {
            long x = q[i];
            q[i] = x & m[0] | (x & m[1]) >>> 4 | (x & m[2]) << 12 | (x & m[3]) >>> 8 | (x & m[4]) << 8 | (x & m[5]) >>> 12 | (x & m[6]) << 4;
        }
    }

    private void mixColumns() {
        long r7 = Long.rotateRight(q[7], 16);
        long top = q[7] ^ r7;
        long below = 0;
        for (int i = 0; i < 8; i++) {
            long x = q[i];
            long r = Long.rotateRight(x, 16);
            // Doubling moves each bit up; the bit that falls out comes back as 1B: bits 0, 1, 3 and 4.
            long carry = i == 0 || i == 1 || i == 3 || i == 4 ? top : 0;
            q[i] = below ^ carry ^ r ^ Long.rotateRight(x ^ r, 32);
            below = x ^ r;
        }
    }

    /** The S-box on all bytes: the names are those of the published circuit. */
    private void substitute() {
        long x0 = q[7], x1 = q[6], x2 = q[5], x3 = q[4], x4 = q[3], x5 = q[2], x6 = q[1], x7 = q[0];
        long y14 = x3 ^ x5, y13 = x0 ^ x6, y9 = x0 ^ x3, y8 = x0 ^ x5, t0 = x1 ^ x2, y1 = t0 ^ x7, y4 = y1 ^ x3, y12 = y13 ^ y14;
        long y2 = y1 ^ x0, y5 = y1 ^ x6, y3 = y5 ^ y8, t1 = x4 ^ y12, y15 = t1 ^ x5, y20 = t1 ^ x1, y6 = y15 ^ x7, y10 = y15 ^ t0;
        long y11 = y20 ^ y9, y7 = x7 ^ y11, y17 = y10 ^ y11, y19 = y10 ^ y8, y16 = t0 ^ y11, y21 = y13 ^ y16, y18 = x0 ^ y16;

        long t2 = y12 & y15, t4 = y3 & y6 ^ t2, t6 = y4 & x7 ^ t2, t7 = y13 & y16, t9 = y5 & y1 ^ t7, t11 = y2 & y7 ^ t7;
        long t12 = y9 & y11, t14 = y14 & y17 ^ t12, t16 = y8 & y10 ^ t12;
        long t21 = t4 ^ t14 ^ y20, t22 = t6 ^ t16 ^ y19, t23 = t9 ^ t14 ^ y21, t24 = t11 ^ t16 ^ y18;
        long t25 = t21 ^ t22, t26 = t21 & t23, t27 = t24 ^ t26, t29 = t25 & t27 ^ t22, t30 = t23 ^ t24, t31 = t22 ^ t26;
        long t33 = t31 & t30 ^ t24, t34 = t23 ^ t33, t35 = t27 ^ t33, t36 = t24 & t35, t37 = t36 ^ t34, t38 = t27 ^ t36;
        long t40 = t25 ^ t29 & t38, t41 = t40 ^ t37, t42 = t29 ^ t33, t43 = t29 ^ t40, t44 = t33 ^ t37, t45 = t42 ^ t41;
        long z0 = t44 & y15, z1 = t37 & y6, z2 = t33 & x7, z3 = t43 & y16, z4 = t40 & y1, z5 = t29 & y7, z6 = t42 & y11, z7 = t45 & y17;
        long z8 = t41 & y10, z9 = t44 & y12, z10 = t37 & y3, z11 = t33 & y4, z12 = t43 & y13, z13 = t40 & y5, z14 = t29 & y2;
        long z15 = t42 & y9, z16 = t45 & y14, z17 = t41 & y8;

        long t46 = z15 ^ z16, t47 = z10 ^ z11, t48 = z5 ^ z13, t49 = z9 ^ z10, t50 = z2 ^ z12, t51 = z2 ^ z5, t52 = z7 ^ z8, t53 = z0 ^ z3;
        long t54 = z6 ^ z7, t55 = z16 ^ z17, t56 = z12 ^ t48, t57 = t50 ^ t53, t58 = z4 ^ t46, t59 = z3 ^ t54, t60 = t46 ^ t57;
        long t61 = z14 ^ t57, t62 = t52 ^ t58, t63 = t49 ^ t58, t64 = z4 ^ t59, t65 = t61 ^ t62, t66 = z1 ^ t63, t67 = t64 ^ t65;
        long s3 = t53 ^ t66;
        q[7] = t59 ^ t63;
        q[6] = t64 ^ ~s3;
        q[5] = t55 ^ ~t67;
        q[4] = s3;
        q[3] = t51 ^ t66;
        q[2] = t47 ^ t65;
        q[1] = t56 ^ ~t62;
        q[0] = t48 ^ ~t60;
    }

    /** Wipes key and data. */
    @Override
    public void close() {
        Wiping.wipe(words);
        Wiping.wipe(roundKeys);
        Wiping.wipe(q);
    }
}
