package dev.turnpike.security.dukpt;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Des;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Wiping;

/**
 * Transaction keys of one TDES DUKPT device, with the keys on the way to the last one kept: a counter that follows the last one has all
 * but its lowest one bit in common with it, hence costs one step of two DES encryptions. Any other counter works too, at up to ten
 * steps. Confined to one thread; allocates nothing after construction.
 */
public final class DukptTdesChain implements AutoCloseable {
    private static final int MAX_DEPTH = 10;
    private static final int COUNTER_MASK = 0x1FFFFF;
    private static final long KEY_MASK = 0xC0C0C0C000000000L;

    private final long[] left = new long[MAX_DEPTH + 1];
    private final long[] right = new long[MAX_DEPTH + 1];
    /** Counter bits that lead to the key at each depth; 0 at depth 0, the initial key. */
    private final int[] used = new int[MAX_DEPTH + 1];
    private final int[] schedule = new int[Des.SCHEDULE_WORDS];
    private final byte[] scratch = new byte[16];
    private final DesKey working = new DesKey(scratch, 0, 16);
    private long device;
    private int depth;
    private long steps;

    /**
     * For the device whose initial key and key serial number these are; the counter bits are not looked at.
     *
     * @throws IllegalArgumentException unless they have 16 and 10 bytes
     */
    public DukptTdesChain(byte[] initialKey, byte[] ksn) {
        reset(initialKey, ksn);
    }

    /** Turns to another device, as if newly made for it. */
    public void reset(byte[] initialKey, byte[] ksn) {
        if (initialKey.length != 16 || ksn.length != DukptTdes.KSN_BYTES) {
            throw new IllegalArgumentException("an initial key has 16 bytes, a key serial number 10");
        }
        left[0] = Blocks.getLong(initialKey, 0);
        right[0] = Blocks.getLong(initialKey, 8);
        device = Blocks.getLong(ksn, 2) & ~(long) COUNTER_MASK;
        depth = 0;
    }

    /** Writes the 16 bytes of the transaction key; false, writing nothing, for a counter that never occurs. */
    public boolean transactionKey(int counter, byte[] out, int offset) {
        if (!walk(counter)) {
            return false;
        }
        Blocks.putLong(out, offset, left[depth]);
        Blocks.putLong(out, offset + 8, right[depth]);
        return true;
    }

    /** Writes the 16 bytes of the working key for {@code use}; false, writing nothing, for a counter that never occurs. */
    public boolean workingKey(int counter, DukptTdes.Use use, byte[] out, int offset) {
        if (!walk(counter)) {
            return false;
        }
        long l = left[depth] ^ use.variant();
        long r = right[depth] ^ use.variant();
        if (use.underItself()) {
            Blocks.putLong(scratch, 0, l);
            Blocks.putLong(scratch, 8, r);
            working.rekey(scratch, 0);
            l = working.encrypt(l);
            r = working.encrypt(r);
            working.close();
            Wiping.wipe(scratch);
        }
        Blocks.putLong(out, offset, l);
        Blocks.putLong(out, offset + 8, r);
        return true;
    }

    /** Steps done since construction, two DES encryptions each. */
    public long steps() {
        return steps;
    }

    private boolean walk(int counter) {
        if (counter <= 0 || counter > COUNTER_MASK || Integer.bitCount(counter) > MAX_DEPTH) {
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
            step(used[depth] | bit);
        }
        return true;
    }

    private void step(int bits) {
        long register = device | bits;
        long l = left[depth];
        long r = right[depth];
        depth++;
        steps++;
        used[depth] = bits;
        right[depth] = half(l, r, register);
        left[depth] = half(l ^ KEY_MASK, r ^ KEY_MASK, register);
    }

    private long half(long l, long r, long register) {
        Des.expand(l, schedule, 0);
        return Des.last(Des.rounds(schedule, 0, Des.initial(register ^ r))) ^ r;
    }

    /** Wipes all kept keys. */
    @Override
    public void close() {
        Wiping.wipe(left);
        Wiping.wipe(right);
        working.close();
        Wiping.wipe(schedule);
        Wiping.wipe(scratch);
        depth = 0;
    }
}
