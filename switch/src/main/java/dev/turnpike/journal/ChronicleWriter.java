package dev.turnpike.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The Chronicle queue of one epoch: one directory that this process created, one appender. The queue's time is ours: it changes only
 * when we decide to begin a new file, and only forward, so the machine's clock can neither reorder nor reopen files. Chronicle's own
 * syncing is off. Confined to the thread that creates it, except {@link #close()}, which needs that thread to have stopped.
 */
final class ChronicleWriter implements AutoCloseable {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(SegmentCycle.FORMAT).withZone(ZoneOffset.UTC);
    /** What Chronicle may still put into a file behind a record: an index page, alignment, the end marker. */
    private static final long SLACK = 32 * 1024;

    private final long limit;
    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);
    private final SingleChronicleQueue queue;
    private ExcerptAppender appender;
    private volatile long timeMs;
    private long position;

    static {
        // Chronicle's own monitor thread only logs; the journal's floor replaces it.
        if (System.getProperty("chronicle.disk.monitor.disable") == null) {
            System.setProperty("chronicle.disk.monitor.disable", "true");
        }
    }

    /** Opens an empty queue in {@code directory} whose first file will be that of {@code firstCycle}. */
    ChronicleWriter(Path directory, long segmentBytes, int firstCycle) {
        limit = segmentBytes - SLACK;
        timeMs = SegmentCycle.timeMs(firstCycle);
        queue = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(SegmentCycle.INSTANCE)
                .timeProvider(this::timeMs)
                .blockSize(segmentBytes)
                .syncMode(SyncMode.NONE)
                .checkInterrupts(false)
                .build();
        appender = queue.createAppender();
    }

    private long timeMs() {
        return timeMs;
    }

    /** Size in bytes of the file that Chronicle maps for one segment of {@code segmentBytes}. */
    static long fileBytes(long segmentBytes) {
        return segmentBytes + segmentBytes / 4;
    }

    /** The file name of a cycle. */
    static String fileName(int cycle) {
        return NAME.format(Instant.ofEpochMilli(SegmentCycle.timeMs(cycle))) + JournalLayout.SUFFIX;
    }

    /** True when {@code length} more bytes would not stay clear of the segment's end. */
    boolean isFull(int length) {
        return position + length > limit;
    }

    /** The next write goes into the file of {@code cycle}, which must be greater than the one before. */
    void roll(int cycle) {
        timeMs = SegmentCycle.timeMs(cycle);
        position = 0;
    }

    /** Appends the first {@code length} bytes of {@code source} as one document. */
    void write(UnsafeBuffer source, int length) {
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> bytes = document.wire().bytes();
            long at = bytes.writePosition();
            bytes.writeSkip(length);
            target.wrap(bytes.addressForWrite(at), length);
            target.putBytes(0, source, 0, length);
            position = at + length;
        }
    }

    /** Byte offset behind the last document in the current file. */
    long position() {
        return position;
    }

    /** Checks that Chronicle did not extend a file beyond what was reserved. */
    static void checkReserved(Path file, long fileBytes) throws IOException {
        long size = java.nio.file.Files.size(file);
        if (size != fileBytes) {
            throw new IOException(file + " has " + size + " bytes, reserved were " + fileBytes);
        }
    }

    @Override
    public void close() {
        if (appender != null) {
            appender.singleThreadedCheckReset();
            appender.close();
            appender = null;
        }
        queue.close();
    }

    /** Memory for one record, outside the heap. */
    static ByteBuffer scratch(int length) {
        return ByteBuffer.allocateDirect(length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }
}
