package dev.turnpike.security.cipher;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * The DES round function (FIPS 46-3) over 64-bit blocks held in a {@code long}, most significant byte first. Stateless; any thread.
 *
 * <p>Callers that chain blocks stay between the initial and the final permutation: a final permutation followed by the initial one
 * cancels, and XOR commutes with both. {@link #initial(long)} is therefore off the critical path of a CBC chain.
 *
 * <p>The eight S-boxes are merged with the permutation P into one table of 512 words (2 KiB). There are no branches on secret data, but
 * the addresses of the look-ups depend on it: see docs/SECURITY.md on machines shared with others.
 */
public final class Des {
    /** Words of one expanded single-length key. */
    public static final int SCHEDULE_WORDS = 32;

    private static final String[] S_BOXES = {
        "E4D12FB83A6C5907 0F74E2D1A6CB9538 41E8D62BFC973A50 FC8249175B3EA06D",
        "F18E6B34972DC05A 3D47F28EC01A69B5 0E7BA4D158C6932F D8A13F42B67C05E9",
        "A09E63F51DC7B428 D709346A285ECBF1 D6498F30B12C5AE7 1AD069874FE3B52C",
        "7DE3069A1285BC4F D8B56F03472C1AE9 A690CB7DF13E5284 3F06A1D8945BC72E",
        "2C417AB6853FD0E9 EB2C47D150FA3986 421BAD78F9C5630E B8C71E2D6F09A453",
        "C1AF92680D34E75B AF427C9561DE0B38 9EF528C3704A1DB6 432C95FABE17608D",
        "4B2EF08D3C975A61 D0B7491AE35C2F86 14BDC37EAF680592 6BD814A7950FE23C",
        "D2846FB1A93E50C7 1FD8A374C56B0E92 7B419CE206ADF358 21E74A8DFC90356B",
    };
    private static final byte[] P = {
        16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
    };
    private static final byte[] PC1 = {
        57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
        63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
    };
    private static final byte[] PC2 = {
        14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
        41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
    };
    /** Bit n set: round n rotates the key halves by one place only. */
    private static final int ONE_PLACE_ROUNDS = 0b1000_0001_0000_0011;

    private static final int KEY_BITS = 56;
    private static final int[] SP = spTable();
    private static final long[] ROUND_KEYS = roundKeyTable();

    private Des() {
    }

    private static int[] spTable() {
        int[] table = new int[512];
        for (int box = 0; box < 8; box++) {
            String s = S_BOXES[box].replace(" ", "");
            for (int in = 0; in < 64; in++) {
                int row = in >>> 4 & 2 | in & 1;
                int column = in >>> 1 & 15;
                int nibble = Character.digit(s.charAt(row * 16 + column), 16) << 28 - 4 * box;
                int out = 0;
                for (int i = 0; i < 32; i++) {
                    out |= (nibble >>> 32 - P[i] & 1) << 31 - i;
                }
                table[box * 64 + in] = Integer.rotateLeft(out, 1);
            }
        }
        return table;
    }

    /** For each half of the rounds and each of the 56 key bits, the round keys of eight rounds of a key with this bit alone. */
    private static long[] roundKeyTable() {
        long[] table = new long[2 * KEY_BITS * 8];
        for (int bit = 0; bit < KEY_BITS; bit++) {
            long key = 1L << 63 - bit / 7 * 8 - bit % 7;
            int c = 0;
            int d = 0;
            for (int i = 0; i < 28; i++) {
                c = c << 1 | (int) (key >>> 64 - PC1[i] & 1);
                d = d << 1 | (int) (key >>> 64 - PC1[28 + i] & 1);
            }
            for (int round = 0; round < 16; round++) {
                int places = (ONE_PLACE_ROUNDS >>> round & 1) != 0 ? 1 : 2;
                c = (c << places | c >>> 28 - places) & 0xFFFFFFF;
                d = (d << places | d >>> 28 - places) & 0xFFFFFFF;
                table[(round / 8 * KEY_BITS + bit) * 8 + round % 8] = permutedChoice2((long) c << 28 | d);
            }
        }
        return table;
    }

    private static long permutedChoice2(long cd) {
        long odd = 0;
        long even = 0;
        for (int box = 0; box < 8; box++) {
            int chunk = 0;
            for (int i = 0; i < 6; i++) {
                chunk = chunk << 1 | (int) (cd >>> 56 - PC2[box * 6 + i] & 1);
            }
            if ((box & 1) == 0) {
                odd = odd << 8 | chunk;
            } else {
                even = even << 8 | chunk;
            }
        }
        return odd << 32 | even;
    }

    /**
     * Expands the 8 bytes of {@code key} at {@code offset} into {@link #SCHEDULE_WORDS} words of {@code schedule} at {@code at}. Parity
     * bits are ignored. The schedule is linear in the key: it is the sum of the schedules of its bits, taken under masks, so that no
     * address depends on the key.
     */
    public static void expand(byte[] key, int offset, int[] schedule, int at) {
        expand(Blocks.getLong(key, offset), schedule, at);
    }

    /** As {@link #expand(byte[], int, int[], int)} with the key in a word, first byte most significant. */
    public static void expand(long key, int[] schedule, int at) {
        long bits = 0;
        for (int i = 56; i >= 0; i -= 8) {
            bits = bits << 7 | key >>> i + 1 & 0x7F;
        }
        bits <<= 8;
        expandHalf(bits, 0, schedule, at);
        expandHalf(bits, KEY_BITS * 8, schedule, at + SCHEDULE_WORDS / 2);
    }

    private static void expandHalf(long bits, int from, int[] schedule, int at) {
        long[] t = ROUND_KEYS;
        long rest = bits;
        long k0 = 0;
        long k1 = 0;
        long k2 = 0;
        long k3 = 0;
        long k4 = 0;
        long k5 = 0;
        long k6 = 0;
        long k7 = 0;
        for (int i = from; i < from + KEY_BITS * 8; i += 8) {
            long mask = rest >> 63;
            rest <<= 1;
            k0 ^= mask & t[i];
            k1 ^= mask & t[i + 1];
            k2 ^= mask & t[i + 2];
            k3 ^= mask & t[i + 3];
            k4 ^= mask & t[i + 4];
            k5 ^= mask & t[i + 5];
            k6 ^= mask & t[i + 6];
            k7 ^= mask & t[i + 7];
        }
        put(schedule, at, k0);
        put(schedule, at + 2, k1);
        put(schedule, at + 4, k2);
        put(schedule, at + 6, k3);
        put(schedule, at + 8, k4);
        put(schedule, at + 10, k5);
        put(schedule, at + 12, k6);
        put(schedule, at + 14, k7);
    }

    private static void put(int[] schedule, int at, long roundKey) {
        schedule[at] = (int) (roundKey >>> 32);
        schedule[at + 1] = (int) roundKey;
    }

    /** The initial permutation; each half comes out rotated left by one place, which is what {@link #rounds} wants. */
    public static long initial(long block) {
        int l = (int) (block >>> 32);
        int r = (int) block;
        int t = (l >>> 4 ^ r) & 0x0F0F0F0F;
        r ^= t;
        l ^= t << 4;
        t = (l >>> 16 ^ r) & 0x0000FFFF;
        r ^= t;
        l ^= t << 16;
        t = (r >>> 2 ^ l) & 0x33333333;
        l ^= t;
        r ^= t << 2;
        t = (r >>> 8 ^ l) & 0x00FF00FF;
        l ^= t;
        r ^= t << 8;
        r = Integer.rotateLeft(r, 1);
        t = (l ^ r) & 0xAAAAAAAA;
        r ^= t;
        l ^= t;
        l = Integer.rotateLeft(l, 1);
        return (long) l << 32 | r & 0xFFFFFFFFL;
    }

    /** The inverse of {@link #initial(long)}. */
    public static long last(long state) {
        int l = Integer.rotateRight((int) (state >>> 32), 1);
        int r = (int) state;
        int t = (l ^ r) & 0xAAAAAAAA;
        r ^= t;
        l ^= t;
        r = Integer.rotateRight(r, 1);
        t = (r >>> 8 ^ l) & 0x00FF00FF;
        l ^= t;
        r ^= t << 8;
        t = (r >>> 2 ^ l) & 0x33333333;
        l ^= t;
        r ^= t << 2;
        t = (l >>> 16 ^ r) & 0x0000FFFF;
        r ^= t;
        l ^= t << 16;
        t = (l >>> 4 ^ r) & 0x0F0F0F0F;
        r ^= t;
        l ^= t << 4;
        return (long) l << 32 | r & 0xFFFFFFFFL;
    }

    /** Turns round keys for encryption into round keys for decryption, and the other way round. */
    static void reverse(int[] from, int at, int[] to, int toAt) {
        for (int round = 0; round < 16; round++) {
            to[toAt + 30 - 2 * round] = from[at + 2 * round];
            to[toAt + 31 - 2 * round] = from[at + 2 * round + 1];
        }
    }

    /** One round's function of the half block {@code r} under the round key {@code odd}, {@code even} (the boxes they are for). */
    static int f(int[] sp, int r, int odd, int even) {
        int x = Integer.rotateRight(r, 4) ^ odd;
        int y = r ^ even;
        return (sp[448 + (y & 63)] ^ (sp[320 + (y >>> 8 & 63)] ^ sp[192 + (y >>> 16 & 63)]))
            ^ ((sp[64 + (y >>> 24 & 63)] ^ sp[384 + (x & 63)]) ^ ((sp[256 + (x >>> 8 & 63)] ^ sp[128 + (x >>> 16 & 63)]) ^ sp[x >>> 24 & 63]));
    }

    /** The sixteen rounds between the permutations, halves swapped at the end as the standard has it. */
    public static long rounds(int[] schedule, int at, long state) {
        int[] sp = SP;
        int l = (int) (state >>> 32);
        int r = (int) state;
        for (int k = at; k < at + SCHEDULE_WORDS; k += 4) {
            l ^= f(sp, r, schedule[k], schedule[k + 1]);
            r ^= f(sp, l, schedule[k + 2], schedule[k + 3]);
        }
        return (long) r << 32 | l & 0xFFFFFFFFL;
    }

    /** One chain by itself: as {@link #pair} for block {@code i} alone. */
    static void single(int[] first, DirectBuffer data, int offset, int words, int blocks, long[] states, int i) {
        long s = states[i];
        for (int n = 0; n < blocks; n++) {
            if (data != null) {
                s ^= initial(data.getLong(offset + 8 * n, ByteOrder.BIG_ENDIAN));
            }
            for (int at = 0; at < words; at += SCHEDULE_WORDS) {
                s = rounds(first, at, s);
            }
        }
        states[i] = s;
    }

    /**
     * Two independent blocks at once: the rounds of one fill the waiting times of the other. Block {@code i} of {@code states} runs under
     * {@code first}, block {@code j} under {@code second}, each through {@code words} words of round keys. Before each of {@code blocks}
     * turns the next 8 bytes of {@code data1} and {@code data2} are added, unless null.
     */
    static void pair(int[] first, DirectBuffer data1, int offset1, int[] second, DirectBuffer data2, int offset2, int words, int blocks,
                     long[] states, int i, int j) {
        int[] sp = SP;
        long s = states[i];
        long t = states[j];
        for (int n = 0; n < blocks; n++) {
            if (data1 != null) {
                s ^= initial(data1.getLong(offset1 + 8 * n, ByteOrder.BIG_ENDIAN));
            }
            if (data2 != null) {
                t ^= initial(data2.getLong(offset2 + 8 * n, ByteOrder.BIG_ENDIAN));
            }
            for (int at = 0; at < words; at += SCHEDULE_WORDS) {
                int sl = (int) (s >>> 32);
                int sr = (int) s;
                int tl = (int) (t >>> 32);
                int tr = (int) t;
                for (int k = at; k < at + SCHEDULE_WORDS; k += 4) {
                    sl ^= f(sp, sr, first[k], first[k + 1]);
                    tl ^= f(sp, tr, second[k], second[k + 1]);
                    sr ^= f(sp, sl, first[k + 2], first[k + 3]);
                    tr ^= f(sp, tl, second[k + 2], second[k + 3]);
                }
                s = (long) sr << 32 | sl & 0xFFFFFFFFL;
                t = (long) tr << 32 | tl & 0xFFFFFFFFL;
            }
        }
        states[i] = s;
        states[j] = t;
    }
}
