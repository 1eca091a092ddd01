package dev.turnpike.transaction;

import org.agrona.concurrent.UnsafeBuffer;

/** The journal records that one event gave rise to, in order. Written by stage 2, read by stage 4. */
public final class RecordList {
    /** Records one event may give rise to. */
    public static final int MAX_RECORDS = 16;
    private static final int CAPACITY = 8 * 1024;
    private static final int DECISION = 4096;

    private final UnsafeBuffer buffer = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(CAPACITY));
    private final int[] offsets = new int[MAX_RECORDS];
    private final int[] lengths = new int[MAX_RECORDS];
    private int count;
    private int end;

    RecordList() {
    }

    /** Forgets all records. */
    public void clear() {
        count = 0;
        end = 0;
    }

    /** True while another record of the largest size fits. */
    public boolean hasRoom() {
        return count < MAX_RECORDS && CAPACITY - end >= DECISION;
    }

    /** Where the next record is to be written. */
    public int nextOffset() {
        return end;
    }

    /** The bytes. */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** Finishes the record written at {@link #nextOffset()}. */
    public void added(int length) {
        offsets[count] = end;
        lengths[count] = length;
        count++;
        end += length + 7 & ~7;
    }

    /** Number of records. */
    public int count() {
        return count;
    }

    /** Start of record {@code i}. */
    public int offset(int i) {
        return offsets[i];
    }

    /** Bytes of record {@code i}. */
    public int length(int i) {
        return lengths[i];
    }
}
