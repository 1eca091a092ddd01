package dev.turnpike.journal;

import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.rollcycles.RollCycleArithmetic;

/**
 * Chronicle's roll cycle with a grain of ten seconds: fine enough that a file's name tells when it was begun, although files are begun
 * by size and age. The index is as sparse as Chronicle allows without cost to us, since nothing reads it.
 */
final class SegmentCycle implements RollCycle {
    /** The one instance; it has no state. */
    static final SegmentCycle INSTANCE = new SegmentCycle();
    /** File names in UTC. */
    static final String FORMAT = "yyyyMMdd-HHmmss";

    private static final int LENGTH_MS = 10_000;
    private static final int INDEX_COUNT = 1024;
    private static final int INDEX_SPACING = 1024;

    private final RollCycleArithmetic arithmetic = RollCycleArithmetic.of(INDEX_COUNT, INDEX_SPACING);

    private SegmentCycle() {
    }

    /** The first millisecond of a cycle since 1970. */
    static long timeMs(int cycle) {
        return (long) cycle * LENGTH_MS;
    }

    /** The cycle of a wall time; 1 for times before 1970. */
    static int cycleOf(long wallMs) {
        return Math.clamp(wallMs / LENGTH_MS, 1, Integer.MAX_VALUE / 2);
    }

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public int lengthInMillis() {
        return LENGTH_MS;
    }

    @Override
    public int defaultIndexCount() {
        return INDEX_COUNT;
    }

    @Override
    public int defaultIndexSpacing() {
        return INDEX_SPACING;
    }

    @Override
    public long toIndex(int cycle, long sequenceNumber) {
        return arithmetic.toIndex(cycle, sequenceNumber);
    }

    @Override
    public long toSequenceNumber(long index) {
        return arithmetic.toSequenceNumber(index);
    }

    @Override
    public int toCycle(long index) {
        return arithmetic.toCycle(index);
    }

    @Override
    public long maxMessagesPerCycle() {
        return arithmetic.maxMessagesPerCycle();
    }
}
