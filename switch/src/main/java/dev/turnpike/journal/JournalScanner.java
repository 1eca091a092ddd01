package dev.turnpike.journal;

import java.io.IOException;
import java.util.List;

/**
 * Walks all segments in order and follows the chain of checksums. Stops at the first place where the chain does not go on and decides
 * what that place is: the end, a torn tail (nothing from there on was ever durable) or damage. Confined to one thread.
 */
final class JournalScanner {
    private final List<Segment> segments;
    private final long mustReach;
    private final SegmentWalker walker;
    private final SealChain seals;

    private long expected;
    private int previousChecksum;
    private long firstSequence;
    private long records;
    private int lastEpoch;
    private long lastWallMs;
    private long highestDurable;
    private long sealCount;
    private long sinceSeal;
    private boolean delivering = true;
    private int endSegment;
    private long endOffset;
    private int unforcedSegment;
    private long unforcedOffset;
    private long tornBytes;
    private long tornRecords;
    private long firstBehind = Long.MAX_VALUE;
    private long limit = Long.MAX_VALUE;
    private String problem;

    /**
     * {@code base}: what precedes the first record. {@code mustReach}: the durable sequence of the position file. {@code seals}: checks
     * seals, or null.
     */
    JournalScanner(List<Segment> segments, JournalBase base, long mustReach, SealChain seals, SegmentWalker walker) {
        this.segments = segments;
        this.mustReach = mustReach;
        this.walker = walker;
        this.seals = seals;
        this.expected = base.sequence() + 1;
        this.previousChecksum = base.checksum();
        this.lastEpoch = base.epoch();
    }

    /** The scan ends behind this record as if the journal did: for one that is being written. */
    JournalScanner upTo(long sequence) {
        limit = sequence;
        return this;
    }

    /** Walks everything once; records from {@code fromSequence} on are given to {@code consumer}, which may be null. */
    VerifyReport scan(long fromSequence, RecordConsumer consumer) throws IOException {
        delivering = consumer != null;
        boolean whole = true;
        for (int i = 0; i < segments.size() && whole && expected <= limit; i++) {
            whole = walkSegment(i, fromSequence, consumer);
        }
        if (!whole) {
            classifyBreak();
        }
        long durable = Math.max(mustReach, highestDurable);
        if (problem == null && expected <= durable) {
            problem = "journal ends at sequence " + (expected - 1) + " but " + durable + " was durable" + where();
        }
        boolean torn = tornBytes > 0 && problem == null;
        return new VerifyReport(problem == null, records, firstSequence, records == 0 ? 0 : expected - 1, lastEpoch, lastWallMs, durable,
                torn ? tornBytes : 0, torn ? tornRecords : 0, torn ? segments.get(endSegment).shortName() : null, torn ? endOffset : 0,
                problem, sealCount, sinceSeal, problem == null ? null : damage());
    }

    private VerifyReport.Damage damage() {
        return new VerifyReport.Damage(segments.isEmpty() ? "the directory" : segments.get(endSegment).shortName(), endOffset, expected,
                tornRecords, firstBehind == Long.MAX_VALUE ? 0 : firstBehind);
    }

    /** False when the chain breaks in this segment; {@code endSegment} and {@code endOffset} then say where. */
    private boolean walkSegment(int index, long fromSequence, RecordConsumer consumer) throws IOException {
        Segment segment = segments.get(index);
        walker.open(segment);
        boolean first = true;
        while (true) {
            long at = walker.position();
            SegmentWalker.Found found = walker.next();
            if (found == SegmentWalker.Found.RECORD && continuesChain(segment)) {
                accept(fromSequence, consumer);
                if (expected - 1 <= mustReach) {
                    unforcedSegment = index;
                    unforcedOffset = walker.position();
                }
                endSegment = index;
                endOffset = walker.position();
                first = false;
                if (expected > limit) {
                    return true;
                }
                continue;
            }
            if (found == SegmentWalker.Found.END) {
                return endHere(index, first);
            }
            if (found == SegmentWalker.Found.ZEROS) {
                long zerosFrom = walker.position();
                if (walker.scan(zerosFrom).nonZeroEnd() < 0) {
                    return endHere(index, first, zerosFrom);
                }
            }
            // A segment whose very first record does not continue the chain: what is missing belongs behind the segment before.
            if (!(first && found == SegmentWalker.Found.RECORD && index > 0)) {
                endSegment = index;
                endOffset = found == SegmentWalker.Found.RECORD ? at : walker.position();
            }
            return false;
        }
    }

    private boolean endHere(int index, boolean empty) {
        return endHere(index, empty, walker.position());
    }

    private boolean endHere(int index, boolean empty, long offset) {
        if (!empty || index == 0) {
            endSegment = index;
            endOffset = offset;
        }
        return true;
    }

    private boolean continuesChain(Segment segment) {
        return walker.sequence() == expected && walker.previousChecksum() == previousChecksum && walker.epoch() == segment.epoch();
    }

    private void accept(long fromSequence, RecordConsumer consumer) {
        long sequence = walker.sequence();
        if (records == 0) {
            firstSequence = sequence;
        }
        records++;
        expected = sequence + 1;
        previousChecksum = walker.checksum();
        lastEpoch = walker.epoch();
        lastWallMs = walker.wallMs();
        highestDurable = Math.max(highestDurable, walker.durableBefore());
        if (seals != null) {
            seals.onRecord(walker);
        }
        if ((walker.flags() & Envelope.SEAL) != 0) {
            sealCount++;
            sinceSeal = 0;
            return;
        }
        sinceSeal++;
        if (delivering && sequence >= fromSequence) {
            delivering = consumer.onRecord(lastEpoch, sequence, lastWallMs, walker.buffer(), walker.bodyOffset(), walker.bodyLength());
        }
    }

    /** Reads everything behind the break: what it calls durable, or what a later start wrote, decides between torn and damaged. */
    private void classifyBreak() throws IOException {
        long laterEpochs = 0;
        long durable = Math.max(mustReach, highestDurable);
        for (int i = endSegment; i < segments.size(); i++) {
            walker.open(segments.get(i));
            long from = i == endSegment ? endOffset : 0;
            SegmentWalker.Remainder rest = walker.scan(from);
            durable = Math.max(durable, rest.highestDurable());
            tornRecords += rest.validRecords();
            firstBehind = Math.min(firstBehind, rest.firstSequence());
            tornBytes += rest.nonZeroEnd() < 0 ? 0 : rest.nonZeroEnd() - from;
            if (segments.get(i).epoch() > segments.get(endSegment).epoch()) {
                laterEpochs += rest.validRecords();
            }
        }
        if (expected <= durable || laterEpochs > 0) {
            problem = "journal damaged" + where() + ": sequence " + expected + " expected, not found or checksum wrong, and "
                    + (expected <= durable ? "records up to " + durable + " were durable" : "later records follow");
        }
    }

    private String where() {
        return segments.isEmpty() ? "" : " in " + segments.get(endSegment).shortName() + " at offset " + endOffset;
    }

    /** Index of the segment in which the chain ends. */
    int endSegment() {
        return endSegment;
    }

    /** Byte offset behind the last valid record there. */
    long endOffset() {
        return endOffset;
    }

    /** Index of the segment from which on records are not known to be on stable storage. */
    int unforcedSegment() {
        return unforcedSegment;
    }

    /** Byte offset there. */
    long unforcedOffset() {
        return unforcedOffset;
    }

    /** The sequence up to which records were on stable storage before this scan. */
    long forcedUpTo() {
        return mustReach;
    }

    /** Checksum of the last valid record. */
    int lastChecksum() {
        return previousChecksum;
    }

    /** Sequence of the last valid record, or that of the base. */
    long lastSequence() {
        return expected - 1;
    }
}
