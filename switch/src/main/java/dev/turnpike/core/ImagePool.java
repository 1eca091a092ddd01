package dev.turnpike.core;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Off-heap blocks that hold, per transaction, the request image, the sealed PAN and the answer image. Grows by slabs up to a limit.
 * Blocks are zeroed when freed. One thread.
 */
final class ImagePool {
    /** Bytes of one block. */
    static final int BLOCK = 1536;
    private static final int HEADER = 6;
    private static final int BLOCKS_PER_SLAB = 4096;

    private final int maxBlocks;
    private final java.util.ArrayList<UnsafeBuffer> slabs = new java.util.ArrayList<>();
    private final IntArrayList free = new IntArrayList();

    ImagePool(int maxBlocks) {
        this.maxBlocks = maxBlocks;
    }

    /** A free block, or -1 when the limit is reached. */
    int allocate() {
        if (free.isEmpty()) {
            int blocks = slabs.size() * BLOCKS_PER_SLAB;
            if (blocks >= maxBlocks) {
                return -1;
            }
            slabs.add(new UnsafeBuffer(ByteBuffer.allocateDirect(BLOCKS_PER_SLAB * BLOCK)));
            for (int i = blocks + BLOCKS_PER_SLAB - 1; i >= blocks; i--) {
                free.addInt(i);
            }
        }
        int last = free.size() - 1;
        int block = free.getInt(last);
        free.remove(last);
        return block;
    }

    /** True when {@link #allocate()} would give a block. */
    boolean hasFree() {
        return !free.isEmpty() || slabs.size() * BLOCKS_PER_SLAB < maxBlocks;
    }

    /** Zeroes the block and takes it back. */
    void release(int block) {
        UnsafeBuffer slab = slab(block);
        int at = at(block);
        int used = HEADER + requestLength(block) + panLength(block) + answerLength(block);
        slab.setMemory(at, used, (byte) 0);
        free.addInt(block);
    }

    private UnsafeBuffer slab(int block) {
        return slabs.get(block / BLOCKS_PER_SLAB);
    }

    private static int at(int block) {
        return block % BLOCKS_PER_SLAB * BLOCK;
    }

    /** Bytes in which the offsets of this block count. */
    UnsafeBuffer buffer(int block) {
        return slab(block);
    }

    /** Stores request image and sealed PAN; the answer image becomes empty. */
    void putRequest(int block, DirectBuffer request, int offset, int length, DirectBuffer pan, int panOffset, int panLength) {
        UnsafeBuffer slab = slab(block);
        int at = at(block);
        slab.putShort(at, (short) length);
        slab.putShort(at + 2, (short) panLength);
        slab.putShort(at + 4, (short) 0);
        slab.putBytes(at + HEADER, request, offset, length);
        slab.putBytes(at + HEADER + length, pan, panOffset, panLength);
    }

    /** Stores the answer image; an image that does not fit is left out (a repeat then gets the short form). */
    void putAnswer(int block, DirectBuffer answer, int offset, int length) {
        int start = HEADER + requestLength(block) + panLength(block);
        if (start + length > BLOCK) {
            return;
        }
        UnsafeBuffer slab = slab(block);
        int at = at(block);
        slab.putShort(at + 4, (short) length);
        slab.putBytes(at + start, answer, offset, length);
    }

    int requestOffset(int block) {
        return at(block) + HEADER;
    }

    int requestLength(int block) {
        return slab(block).getShort(at(block)) & 0xFFFF;
    }

    int panOffset(int block) {
        return requestOffset(block) + requestLength(block);
    }

    int panLength(int block) {
        return slab(block).getShort(at(block) + 2) & 0xFFFF;
    }

    int answerOffset(int block) {
        return panOffset(block) + panLength(block);
    }

    int answerLength(int block) {
        return slab(block).getShort(at(block) + 4) & 0xFFFF;
    }
}
