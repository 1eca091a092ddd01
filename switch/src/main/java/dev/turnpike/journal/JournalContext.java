package dev.turnpike.journal;

import dev.turnpike.status.Alarms;
import dev.turnpike.status.Clock;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Settings of a {@link Journal}. Set by one thread, then {@link #conclude()}d and not changed any more. */
public final class JournalContext {
    /** Forces a file; replaced by tests that let it fail. */
    @FunctionalInterface
    interface Forcer {
        void force(FileChannel channel) throws IOException;
    }

    /** Reserves blocks for a file; replaced by tests that let the disk be full. */
    @FunctionalInterface
    interface Allocator {
        void allocate(Path file, long lengthBytes) throws IOException;
    }

    private static final long MEBIBYTE = 1L << 20;

    private Path directory;
    private boolean create;
    private JournalMode mode = JournalMode.DURABLE;
    private Clock clock = SystemClock.INSTANCE;
    private Counters counters;
    private Alarms alarms;
    private long segmentBytes = 64 * MEBIBYTE;
    private long maxSegmentAgeMs = 3_600_000;
    private long floorBytes = -1;
    private int maxRecordBytes = 64 * 1024;
    private boolean fillSegments;
    private SealKey sealKey;
    private Forcer forcer = channel -> channel.force(false);
    private Allocator allocator = NativeFiles::allocate;
    private boolean concluded;

    /** The journal's directory. Required. */
    public JournalContext directory(Path path) {
        directory = path;
        return this;
    }

    /** True: create the directory (not its parents) when it does not exist. Default false, so that a missing mount is noticed. */
    public JournalContext create(boolean value) {
        create = value;
        return this;
    }

    /** Default {@link JournalMode#DURABLE}. */
    public JournalContext mode(JournalMode value) {
        mode = value;
        return this;
    }

    /** Default the machine's clock. */
    public JournalContext clock(Clock value) {
        clock = value;
        return this;
    }

    /** Where the journal registers its counters. Default a registry of its own. */
    public JournalContext counters(Counters value) {
        counters = value;
        return this;
    }

    /** Where the journal raises alarms. Default a list of its own. */
    public JournalContext alarms(Alarms value) {
        alarms = value;
        return this;
    }

    /** Bytes of one segment file before the next is begun, 1 MiB to 1 GiB, multiple of 1 MiB; its file takes a quarter more. Default 64 MiB. */
    public JournalContext segmentBytes(long value) {
        segmentBytes = value;
        return this;
    }

    /** A segment older than this (by the records' wall time) is followed by a new one. At least 1,000 ms, default one hour. */
    public JournalContext maxSegmentAgeMs(long value) {
        maxSegmentAgeMs = value;
        return this;
    }

    /** Below this much free space in bytes {@link Journal#belowFloor()} is true. Default two segments. */
    public JournalContext floorBytes(long value) {
        floorBytes = value;
        return this;
    }

    /** Largest record body, 1 to 524,288 bytes. Default 65,536. */
    public JournalContext maxRecordBytes(int value) {
        maxRecordBytes = value;
        return this;
    }

    /**
     * True: a new segment is also written with zeros in the background, so that its blocks are initialised before the first force;
     * doubles the bytes written. Default false: its blocks are only reserved, which was ten times faster where it was measured.
     */
    public JournalContext fillSegments(boolean value) {
        fillSegments = value;
        return this;
    }

    /** The key of the seals; null (default) writes none. Seals found at start are checked only when this is set. */
    public JournalContext sealKey(SealKey value) {
        sealKey = value;
        return this;
    }

    JournalContext allocator(Allocator value) {
        allocator = value;
        return this;
    }

    JournalContext forcer(Forcer value) {
        forcer = value;
        return this;
    }

    /** Checks all settings and fills in defaults; throws {@link IllegalArgumentException} naming the wrong one. */
    public JournalContext conclude() {
        require(directory != null, "directory is required");
        require(segmentBytes >= MEBIBYTE && segmentBytes <= 1024 * MEBIBYTE && segmentBytes % MEBIBYTE == 0,
                "segmentBytes must be a multiple of 1 MiB from 1 MiB to 1 GiB, is " + segmentBytes);
        require(maxSegmentAgeMs >= 1_000, "maxSegmentAgeMs must be at least 1000, is " + maxSegmentAgeMs);
        require(maxRecordBytes >= 1 && maxRecordBytes <= Envelope.MAX_BODY,
                "maxRecordBytes must be 1 to " + Envelope.MAX_BODY + ", is " + maxRecordBytes);
        require(mode != null && clock != null && forcer != null, "mode and clock must not be null");
        if (counters == null) {
            counters = new Counters();
        }
        if (alarms == null) {
            alarms = new Alarms(counters, clock);
        }
        if (floorBytes < 0) {
            floorBytes = 2 * (segmentBytes + segmentBytes / 4);
        }
        concluded = true;
        return this;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("journal: " + message);
        }
    }

    boolean isConcluded() {
        return concluded;
    }

    Path directory() {
        return directory;
    }

    boolean create() {
        return create;
    }

    JournalMode mode() {
        return mode;
    }

    Clock clock() {
        return clock;
    }

    Counters counters() {
        return counters;
    }

    Alarms alarms() {
        return alarms;
    }

    long segmentBytes() {
        return segmentBytes;
    }

    long maxSegmentAgeMs() {
        return maxSegmentAgeMs;
    }

    long floorBytes() {
        return floorBytes;
    }

    int maxRecordBytes() {
        return maxRecordBytes;
    }

    boolean fillSegments() {
        return fillSegments;
    }

    SealKey sealKey() {
        return sealKey;
    }

    Allocator allocator() {
        return allocator;
    }

    Forcer forcer() {
        return forcer;
    }
}
