package dev.turnpike.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks one segment from its first byte, document by document, by reading the file (not by mapping it, so that an unreadable sector is
 * an {@link IOException} and a file cut under us a short read). A document is a 4-byte header, its bytes, and padding to the next
 * multiple of 4. Confined to one thread; reused over segments.
 */
final class SegmentWalker implements AutoCloseable {
    /** What {@link #next()} found. */
    enum Found {
        /** A record with a valid checksum: the getters describe it. */
        RECORD,
        /** The file's end marker, or the end of the file exactly behind the last document. */
        END,
        /** A zero header: nothing was written from here on, or it was lost. */
        ZEROS,
        /** A document that was never completed. */
        INCOMPLETE,
        /** A header, an envelope or a checksum that is wrong. */
        INVALID
    }

    private static final int BUFFER = 1 << 20;
    private static final int TAIL_READ = 1 << 15;
    private static final int NOT_COMPLETE = 0x80000000;
    private static final int META = 0x40000000;
    private static final int LENGTH_MASK = 0x3FFFFFFF;
    private static final int END_MARKER = 0xC0000000;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final UnsafeBuffer view = new UnsafeBuffer(bytes);
    private Segment segment;
    private FileChannel channel;
    private long bufferStart;
    private int bufferLength;
    private int fill = BUFFER;
    private long position;
    private int envelope;

    /** Starts at the first byte of {@code next}. */
    void open(Segment next) throws IOException {
        close();
        segment = next;
        channel = FileChannel.open(next.file(), StandardOpenOption.READ);
        position = 0;
        bufferStart = 0;
        bufferLength = 0;
        fill = BUFFER;
    }

    /** Forgets what was buffered, so that a file that is still written is read anew from the current position, in small steps first. */
    void refresh() {
        bufferStart = position;
        bufferLength = 0;
        fill = TAIL_READ;
    }

    /** Advances to the next record; after anything but RECORD the position stays where it is. */
    Found next() throws IOException {
        while (true) {
            if (!available(4)) {
                return bytesAt(position) == 0 ? Found.END : Found.INVALID;
            }
            int at = (int) (position - bufferStart);
            int header = bytes.getInt(at);
            if (header == 0) {
                return Found.ZEROS;
            }
            if (header == END_MARKER) {
                return Found.END;
            }
            if ((header & NOT_COMPLETE) != 0) {
                return Found.INCOMPLETE;
            }
            int length = header & LENGTH_MASK;
            long following = position + 4 + ((length + 3) & ~3);
            if ((header & META) != 0) {
                if (following > channel.size()) {
                    return Found.INVALID;
                }
                position = following;
                continue;
            }
            if (!isRecord(length)) {
                return Found.INVALID;
            }
            position = following;
            return Found.RECORD;
        }
    }

    private boolean isRecord(int length) throws IOException {
        if (length < Envelope.LENGTH || length > Envelope.LENGTH + Envelope.MAX_BODY || !available(4 + length)) {
            return false;
        }
        envelope = (int) (position - bufferStart) + 4;
        bytes.clear();
        return bytes.getInt(envelope + Envelope.BODY_LENGTH_OFFSET) == length - Envelope.LENGTH
                && Envelope.isValid(crc, bytes, envelope, length);
    }

    /** Makes {@code count} bytes at the position readable in the buffer; false when the file has fewer. */
    private boolean available(int count) throws IOException {
        long offset = position - bufferStart;
        if (offset >= 0 && offset + count <= bufferLength) {
            return true;
        }
        bufferStart = position;
        bufferLength = readAt(position, Math.max(fill, count));
        fill = Math.min(BUFFER, fill * 2);
        return bufferLength >= count;
    }

    private int readAt(long from, int count) throws IOException {
        bytes.clear().limit(count);
        int total = 0;
        while (total < count) {
            int n = channel.read(bytes, from + total);
            if (n < 0) {
                break;
            }
            total += n;
        }
        bytes.clear();
        return total;
    }

    private long bytesAt(long from) throws IOException {
        return Math.max(0, channel.size() - from);
    }

    /** What a scan of everything behind a point found. {@code nonZeroEnd} is the offset behind the last byte that is not
     * zero, -1 when there are only zeros. */
    record Remainder(long nonZeroEnd, long validRecords, long highestDurable, long firstSequence) {
    }

    /**
     * Reads from {@code from} to the end of the file, looking at every multiple of 4 for an intact envelope. Slow where there is data,
     * fast over zeros. The position is lost.
     */
    Remainder scan(long from) throws IOException {
        long nonZeroEnd = -1;
        long valid = 0;
        long durable = 0;
        long first = Long.MAX_VALUE;
        int overlap = Envelope.LENGTH + Envelope.MAX_BODY;
        long start = from & ~3L;
        bufferLength = 0;
        while (true) {
            int count = readAt(start, BUFFER);
            boolean last = count < BUFFER;
            int end = last ? count : count - overlap;
            for (int at = 0; at < end; at += 4) {
                if (at + 4 > count || bytes.getInt(at) == 0) {
                    continue;
                }
                nonZeroEnd = start + at + 4;
                if (Envelope.isValid(crc, bytes, at, count - at)) {
                    valid++;
                    durable = Math.max(durable, bytes.getLong(at + Envelope.DURABLE_OFFSET));
                    first = Math.min(first, bytes.getLong(at + Envelope.SEQUENCE_OFFSET));
                }
            }
            if (last) {
                for (int at = count & ~3; at < count; at++) {
                    nonZeroEnd = bytes.get(at) == 0 ? nonZeroEnd : start + at + 1;
                }
                return new Remainder(nonZeroEnd, valid, durable, first);
            }
            start += end;
        }
    }

    Segment segment() {
        return segment;
    }

    /** Offset in the file of the document that {@link #next()} will look at, in bytes. */
    long position() {
        return position;
    }

    /** Offset in the file of the current record's document. */
    long documentPosition() {
        return bufferStart + envelope - 4;
    }

    /** Goes back to an earlier position. */
    void position(long offset) {
        position = offset;
    }

    UnsafeBuffer buffer() {
        return view;
    }

    int bodyOffset() {
        return envelope + Envelope.LENGTH;
    }

    int bodyLength() {
        return bytes.getInt(envelope + Envelope.BODY_LENGTH_OFFSET);
    }

    int epoch() {
        return bytes.getInt(envelope + Envelope.EPOCH_OFFSET);
    }

    long sequence() {
        return bytes.getLong(envelope + Envelope.SEQUENCE_OFFSET);
    }

    long wallMs() {
        return bytes.getLong(envelope + Envelope.WALL_OFFSET);
    }

    long durableBefore() {
        return bytes.getLong(envelope + Envelope.DURABLE_OFFSET);
    }

    int checksum() {
        return bytes.getInt(envelope + Envelope.CRC_OFFSET);
    }

    int previousChecksum() {
        return bytes.getInt(envelope + Envelope.PREVIOUS_CRC_OFFSET);
    }

    int flags() {
        return bytes.getInt(envelope + Envelope.FLAGS_OFFSET);
    }

    /** Where the envelope of the current record starts in {@link #buffer()}. */
    int envelopeOffset() {
        return envelope;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
