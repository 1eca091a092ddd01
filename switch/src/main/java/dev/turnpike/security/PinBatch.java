package dev.turnpike.security;

import dev.turnpike.security.cipher.DesLanes;
import dev.turnpike.security.pin.PinBlocks;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Translations of several PIN blocks that a {@link SecurityModule} may do side by side. Add the blocks, give the batch to
 * {@link SecurityModule#translatePins}, read {@link #status}. A destination may be the place of the block itself, not that of another.
 * Confined to the module's thread; adding and running allocate nothing.
 */
public final class PinBatch {
    private final int[] inKeys;
    private final int[] outKeys;
    private final PinBlockFormat[] inFormats;
    private final PinBlockFormat[] outFormats;
    private final DirectBuffer[] pans;
    private final int[] panOffsets;
    private final int[] panLengths;
    private final DirectBuffer[] blocks;
    private final int[] offsets;
    private final int[] lengths;
    private final MutableDirectBuffer[] destinations;
    private final int[] destinationOffsets;
    private final int[] statuses;
    private final DesLanes lanes;
    /** Whether the block is on its way through the lanes. */
    private final boolean[] taken;
    private int size;

    /**
     * For up to {@code capacity} blocks, numbered from 0 as they are added.
     *
     * @throws IllegalArgumentException unless the capacity is 1 to 4096
     */
    public PinBatch(int capacity) {
        if (capacity < 1 || capacity > 4096) {
            throw new IllegalArgumentException("a batch has room for 1 to 4096 PIN blocks, not " + capacity);
        }
        inKeys = new int[capacity];
        outKeys = new int[capacity];
        inFormats = new PinBlockFormat[capacity];
        outFormats = new PinBlockFormat[capacity];
        pans = new DirectBuffer[capacity];
        panOffsets = new int[capacity];
        panLengths = new int[capacity];
        blocks = new DirectBuffer[capacity];
        offsets = new int[capacity];
        lengths = new int[capacity];
        destinations = new MutableDirectBuffer[capacity];
        destinationOffsets = new int[capacity];
        statuses = new int[capacity];
        lanes = new DesLanes(capacity);
        taken = new boolean[capacity];
    }

    /** Forgets all blocks. */
    public void clear() {
        Arrays.fill(pans, 0, size, null);
        Arrays.fill(blocks, 0, size, null);
        Arrays.fill(destinations, 0, size, null);
        size = 0;
    }

    /** Blocks added. */
    public int size() {
        return size;
    }

    /** Blocks there is room for. */
    public int capacity() {
        return inKeys.length;
    }

    /**
     * Adds a block; arguments as those of {@link SecurityModule#translatePin}. The buffers must stay as they are until the batch has run.
     *
     * @return the block's number
     * @throws IllegalStateException when the batch is full
     */
    public int translate(int inKey, PinBlockFormat in, int outKey, PinBlockFormat out, DirectBuffer pan, int panOffset, int panLength,
                         DirectBuffer block, int offset, int length, MutableDirectBuffer destination, int destinationOffset) {
        if (size == inKeys.length) {
            throw new IllegalStateException("the batch is full: " + size + " PIN blocks");
        }
        int i = size++;
        inKeys[i] = inKey;
        inFormats[i] = in;
        outKeys[i] = outKey;
        outFormats[i] = out;
        pans[i] = pan;
        panOffsets[i] = panOffset;
        panLengths[i] = panLength;
        blocks[i] = block;
        offsets[i] = offset;
        lengths[i] = length;
        destinations[i] = destination;
        destinationOffsets[i] = destinationOffset;
        statuses[i] = SecurityStatus.UNAVAILABLE.code();
        return i;
    }

    /** What {@code translatePin} would have returned for the block; {@code UNAVAILABLE} before the batch has run. */
    public int status(int block) {
        return statuses[block];
    }

    /** One call after the other. */
    void runSingly(SecurityModule module) {
        for (int i = 0; i < size; i++) {
            runSingly(module, i);
        }
    }

    private void runSingly(SecurityModule module, int i) {
        statuses[i] = module.translatePin(inKeys[i], inFormats[i], outKeys[i], outFormats[i], pans[i], panOffsets[i], panLengths[i],
            blocks[i], offsets[i], lengths[i], destinations[i], destinationOffsets[i]);
    }

    /** All at once, with the keys of the software module. What is not DES on both sides, and what is refused, goes by single calls. */
    void run(SoftwareSecurityModule module, KeyTable table, PinBlocks pins) {
        try {
            translate(module, table, pins);
        } finally {
            pins.pin().wipe();
            lanes.wipe();
        }
    }

    private void translate(SoftwareSecurityModule module, KeyTable table, PinBlocks pins) {
        for (int i = 0; i < size; i++) {
            LoadedKey from = table.get(inKeys[i]);
            LoadedKey to = table.get(outKeys[i]);
            taken[i] = from != null && to != null && from.des != null && to.des != null && lengths[i] == 8
                && (panLengths[i] == 0 || Ranges.readable(pans[i], panOffsets[i], panLengths[i]))
                && Ranges.readable(blocks[i], offsets[i], lengths[i])
                && Ranges.writable(destinations[i], destinationOffsets[i], outFormats[i].lengthBytes())
                && module.translateRefusal(from, inFormats[i], to, outFormats[i]) == 0;
            if (taken[i]) {
                lanes.decrypt(i, from.des, blocks[i].getLong(offsets[i], ByteOrder.BIG_ENDIAN));
            } else {
                runSingly(module, i);
            }
        }
        lanes.run();
        for (int i = 0; i < size; i++) {
            if (taken[i]) {
                change(i, table.get(outKeys[i]), pins);
            }
        }
        lanes.run();
        for (int i = 0; i < size; i++) {
            if (taken[i]) {
                destinations[i].putLong(destinationOffsets[i], lanes.block(i), ByteOrder.BIG_ENDIAN);
                statuses[i] = 8;
            }
        }
    }

    private void change(int i, LoadedKey to, PinBlocks pins) {
        int in = inFormats[i].code();
        int out = outFormats[i].code();
        statuses[i] = pins.change(in, out, pans[i], panOffsets[i], panLengths[i], lanes.block(i));
        taken[i] = statuses[i] == 0;
        if (taken[i]) {
            lanes.clear(i);
            lanes.encrypt(i, to.des, pins.changed());
        }
    }
}
