package dev.turnpike.security.cipher;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Independent SM4 blocks and CBC chains, two at a time: as {@link DesLanes}, with blocks of two words. Confined to one thread; allocates
 * nothing after construction.
 */
public final class Sm4Lanes {
    private final int[][] roundKeys;
    private final DirectBuffer[] data;
    private final int[] offset;
    /** Blocks still to do; 0 for a lane without work. */
    private final int[] blocks;
    private final long[] high;
    private final long[] low;
    /** Lanes above the highest one that has been used since the last wiping are zero. */
    private int used;

    /** With {@code lanes} lanes, numbered from 0. */
    public Sm4Lanes(int lanes) {
        roundKeys = new int[lanes][];
        data = new DirectBuffer[lanes];
        offset = new int[lanes];
        blocks = new int[lanes];
        high = new long[lanes];
        low = new long[lanes];
    }

    /** Sets the lane's block to zero. */
    public void clear(int lane) {
        high[lane] = 0;
        low[lane] = 0;
        used = Math.max(used, lane + 1);
    }

    /** Lets the lane chain {@code count} (0 or more) blocks of {@code source}. */
    public void chain(int lane, Sm4Key key, DirectBuffer source, int at, int count) {
        roundKeys[lane] = key.forward();
        data[lane] = source;
        offset[lane] = at;
        blocks[lane] = count;
        used = Math.max(used, lane + 1);
    }

    /** Lets the lane add the block to its own and encrypt the sum. */
    public void encrypt(int lane, Sm4Key key, long blockHigh, long blockLow) {
        high[lane] ^= blockHigh;
        low[lane] ^= blockLow;
        roundKeys[lane] = key.forward();
        data[lane] = null;
        blocks[lane] = 1;
        used = Math.max(used, lane + 1);
    }

    /** First 8 bytes of the lane's block. */
    public long high(int lane) {
        return high[lane];
    }

    /** Last 8 bytes of the lane's block. */
    public long low(int lane) {
        return low[lane];
    }

    /** Does the work of all lanes. A lane that is done makes room for the next one. */
    public void run() {
        int a = next(0);
        int b = next(a + 1);
        while (b < used) {
            both(a, b, Math.min(blocks[a], blocks[b]));
            int fresh = next(Math.max(a, b) + 1);
            if (blocks[a] == 0 && blocks[b] == 0) {
                a = fresh;
                b = next(fresh + 1);
            } else {
                a = blocks[a] == 0 ? b : a;
                b = fresh;
            }
        }
        if (a < used) {
            alone(a);
        }
    }

    private int next(int from) {
        int lane = from;
        while (lane < used && blocks[lane] == 0) {
            lane++;
        }
        return lane;
    }

    private void done(int lane, int count) {
        offset[lane] += 16 * count;
        blocks[lane] -= count;
        if (blocks[lane] == 0) {
            data[lane] = null;
        }
    }

    private void add(int lane, int turn) {
        DirectBuffer source = data[lane];
        if (source != null) {
            high[lane] ^= source.getLong(offset[lane] + 16 * turn, ByteOrder.BIG_ENDIAN);
            low[lane] ^= source.getLong(offset[lane] + 16 * turn + 8, ByteOrder.BIG_ENDIAN);
        }
    }

    private void alone(int lane) {
        int[] k = roundKeys[lane];
        int count = blocks[lane];
        for (int n = 0; n < count; n++) {
            add(lane, n);
            int a = (int) (high[lane] >>> 32);
            int b = (int) high[lane];
            int c = (int) (low[lane] >>> 32);
            int d = (int) low[lane];
            int x = (b ^ c ^ k[0]) ^ d;
            for (int i = 0; i < Sm4Key.ROUNDS; i += 4) {
                int w = c ^ d ^ k[i + 1];
                x = Sm4Key.mix(w ^ a, x);
                a = x ^ w;
                w = d ^ a ^ k[i + 2];
                x = Sm4Key.mix(w ^ b, x);
                b = x ^ w;
                w = a ^ b ^ k[i + 3];
                x = Sm4Key.mix(w ^ c, x);
                c = x ^ w;
                w = b ^ c ^ k[i + 4];
                x = Sm4Key.mix(w ^ d, x);
                d = x ^ w;
            }
            put(lane, d, c, b, a);
        }
        done(lane, count);
    }

    private void both(int first, int second, int count) {
        int[] k = roundKeys[first];
        int[] l = roundKeys[second];
        for (int n = 0; n < count; n++) {
            add(first, n);
            add(second, n);
            int a = (int) (high[first] >>> 32);
            int b = (int) high[first];
            int c = (int) (low[first] >>> 32);
            int d = (int) low[first];
            int x = (b ^ c ^ k[0]) ^ d;
            int e = (int) (high[second] >>> 32);
            int f = (int) high[second];
            int g = (int) (low[second] >>> 32);
            int h = (int) low[second];
            int y = (f ^ g ^ l[0]) ^ h;
            for (int i = 0; i < Sm4Key.ROUNDS; i += 4) {
                int w = c ^ d ^ k[i + 1];
                x = Sm4Key.mix(w ^ a, x);
                a = x ^ w;
                int v = g ^ h ^ l[i + 1];
                y = Sm4Key.mix(v ^ e, y);
                e = y ^ v;
                w = d ^ a ^ k[i + 2];
                x = Sm4Key.mix(w ^ b, x);
                b = x ^ w;
                v = h ^ e ^ l[i + 2];
                y = Sm4Key.mix(v ^ f, y);
                f = y ^ v;
                w = a ^ b ^ k[i + 3];
                x = Sm4Key.mix(w ^ c, x);
                c = x ^ w;
                v = e ^ f ^ l[i + 3];
                y = Sm4Key.mix(v ^ g, y);
                g = y ^ v;
                w = b ^ c ^ k[i + 4];
                x = Sm4Key.mix(w ^ d, x);
                d = x ^ w;
                v = f ^ g ^ l[i + 4];
                y = Sm4Key.mix(v ^ h, y);
                h = y ^ v;
            }
            put(first, d, c, b, a);
            put(second, h, g, f, e);
        }
        done(first, count);
        done(second, count);
    }

    private void put(int lane, int a, int b, int c, int d) {
        high[lane] = (long) a << 32 | b & 0xFFFFFFFFL;
        low[lane] = (long) c << 32 | d & 0xFFFFFFFFL;
    }

    /** Forgets blocks, keys and data. */
    public void wipe() {
        Arrays.fill(high, 0, used, 0);
        Arrays.fill(low, 0, used, 0);
        Arrays.fill(roundKeys, 0, used, null);
        Arrays.fill(data, 0, used, null);
        Arrays.fill(blocks, 0, used, 0);
        used = 0;
    }
}
