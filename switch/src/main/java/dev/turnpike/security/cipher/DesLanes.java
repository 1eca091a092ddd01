package dev.turnpike.security.cipher;

import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Independent DES blocks and CBC chains, two at a time. A chain waits for every round; two of them share the time. Give each lane its
 * work, {@link #run()}, and read the blocks; a lane keeps its block as chaining value until {@link #clear(int)}. Confined to one thread;
 * allocates nothing after construction.
 */
public final class DesLanes {
    private final int[][] roundKeys;
    private final int[] words;
    private final DirectBuffer[] data;
    private final int[] offset;
    /** Blocks still to do; 0 for a lane without work. */
    private final int[] blocks;
    /** Between the initial and the final permutation. */
    private final long[] state;
    /** Lanes above the highest one that has been used since the last wiping are zero. */
    private int used;

    /** With {@code lanes} lanes, numbered from 0. */
    public DesLanes(int lanes) {
        roundKeys = new int[lanes][];
        words = new int[lanes];
        data = new DirectBuffer[lanes];
        offset = new int[lanes];
        blocks = new int[lanes];
        state = new long[lanes];
    }

    /** Sets the lane's block to zero. */
    public void clear(int lane) {
        state[lane] = 0;
        used = Math.max(used, lane + 1);
    }

    /** Lets the lane chain {@code count} (0 or more) blocks of {@code source} under the first 8 bytes of {@code key}. */
    public void chainFirst(int lane, DesKey key, DirectBuffer source, int at, int count) {
        work(lane, key.forward(), Des.SCHEDULE_WORDS, source, at, count);
    }

    /** Lets the lane chain {@code count} (0 or more) blocks of {@code source} under all of {@code key}. */
    public void chain(int lane, DesKey key, DirectBuffer source, int at, int count) {
        work(lane, key.forward(), key.forward().length, source, at, count);
    }

    /** Lets the lane add {@code block} to its block and encrypt the sum. */
    public void encrypt(int lane, DesKey key, long block) {
        state[lane] ^= Des.initial(block);
        work(lane, key.forward(), key.forward().length, null, 0, 1);
    }

    /** Lets the lane decrypt {@code block}. */
    public void decrypt(int lane, DesKey key, long block) {
        state[lane] = Des.initial(block);
        work(lane, key.backward(), key.backward().length, null, 0, 1);
    }

    private void work(int lane, int[] keys, int count, DirectBuffer source, int at, int blockCount) {
        roundKeys[lane] = keys;
        words[lane] = count;
        data[lane] = source;
        offset[lane] = at;
        blocks[lane] = blockCount;
        used = Math.max(used, lane + 1);
    }

    /** The lane's block: the last one encrypted or decrypted. */
    public long block(int lane) {
        return Des.last(state[lane]);
    }

    /** Does the work of all lanes. */
    public void run() {
        run(Des.SCHEDULE_WORDS);
        run(3 * Des.SCHEDULE_WORDS);
    }

    // A lane that is done makes room for the next one with as many rounds; what one lane has more than all others, it does alone.
    private void run(int rounds) {
        int a = next(rounds, 0);
        int b = next(rounds, a + 1);
        while (b < used) {
            both(a, b, rounds);
            int fresh = next(rounds, Math.max(a, b) + 1);
            if (blocks[a] == 0 && blocks[b] == 0) {
                a = fresh;
                b = next(rounds, fresh + 1);
            } else {
                a = blocks[a] == 0 ? b : a;
                b = fresh;
            }
        }
        if (a < used) {
            alone(a, rounds);
        }
    }

    private int next(int rounds, int from) {
        int lane = from;
        while (lane < used && (blocks[lane] == 0 || words[lane] != rounds)) {
            lane++;
        }
        return lane;
    }

    private void both(int a, int b, int rounds) {
        int count = Math.min(blocks[a], blocks[b]);
        Des.pair(roundKeys[a], data[a], offset[a], roundKeys[b], data[b], offset[b], rounds, count, state, a, b);
        done(a, count);
        done(b, count);
    }

    private void alone(int lane, int rounds) {
        Des.single(roundKeys[lane], data[lane], offset[lane], rounds, blocks[lane], state, lane);
        done(lane, blocks[lane]);
    }

    private void done(int lane, int count) {
        offset[lane] += 8 * count;
        blocks[lane] -= count;
        if (blocks[lane] == 0) {
            data[lane] = null;
        }
    }

    /** Forgets blocks, keys and data. */
    public void wipe() {
        Arrays.fill(state, 0, used, 0);
        Arrays.fill(roundKeys, 0, used, null);
        Arrays.fill(data, 0, used, null);
        Arrays.fill(blocks, 0, used, 0);
        used = 0;
    }
}
