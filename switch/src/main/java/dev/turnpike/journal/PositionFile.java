package dev.turnpike.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One memory-mapped page next to the segments that says up to where records are durable. It is written after each successful force and
 * never forced itself: whatever value reaches the disk was true when it was stored, so after a crash it may be old but never too
 * high. Recovery refuses a journal that ends before it. Other processes read it to follow no further than durable.
 *
 * <p>Layout, little-endian: 0 magic; 8 and 24 two copies of the durable sequence, written in turn, each followed by itself XOR a
 * constant; 40 the sequence that followers may read; 48 epoch. The page is unmapped by the garbage collector only: a thread that is
 * late must not write into memory that is gone.
 */
final class PositionFile {
    private static final long MAGIC = 0x31534F504A505431L;
    private static final long CHECK = 0x5DEECE66D5DEECE6L;
    private static final int SIZE = 4096;
    private static final int FIRST_COPY = 8;
    private static final int SECOND_COPY = 24;
    private static final int PUBLISHED = 40;
    private static final int EPOCH = 48;

    private final UnsafeBuffer page;
    private boolean second;

    private PositionFile(ByteBuffer mapped) {
        this.page = new UnsafeBuffer(mapped);
    }

    /** Creates the file, durably, with all positions zero. */
    static void create(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC);
        bytes.putLong(FIRST_COPY + 8, CHECK);
        bytes.putLong(SECOND_COPY + 8, CHECK);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(bytes, 0);
            channel.force(true);
        }
        NativeFiles.forceDirectory(file.toAbsolutePath().getParent());
    }

    /** Maps an existing file. Throws {@link JournalException} 65 when it is not one of ours or both copies are damaged. */
    static PositionFile open(Path file, boolean writable) throws IOException {
        if (Files.size(file) != SIZE) {
            throw new JournalException(JournalException.DAMAGED, file + " has " + Files.size(file) + " bytes, expected " + SIZE + ".");
        }
        try (FileChannel channel = writable
                ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : FileChannel.open(file, StandardOpenOption.READ)) {
            FileChannel.MapMode mode = writable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY;
            PositionFile position = new PositionFile(channel.map(mode, 0, SIZE).order(ByteOrder.LITTLE_ENDIAN));
            if (position.page.getLong(0) != MAGIC || position.durable() < 0) {
                throw new JournalException(JournalException.DAMAGED, file + " is damaged: the durable position cannot be read.");
            }
            return position;
        }
    }

    /** The highest sequence that was forced to stable storage, or -1 when neither copy is intact. */
    long durable() {
        return Math.max(copy(FIRST_COPY), copy(SECOND_COPY));
    }

    private long copy(int at) {
        long value = page.getLongVolatile(at);
        return (page.getLongVolatile(at + 8) ^ CHECK) == value ? value : -1;
    }

    /** Stores the durable sequence; only the thread that forced. */
    void durable(long sequence) {
        int at = second ? SECOND_COPY : FIRST_COPY;
        second = !second;
        page.putLongRelease(at, sequence);
        page.putLongRelease(at + 8, sequence ^ CHECK);
        page.putLongRelease(PUBLISHED, sequence);
    }

    /** The highest sequence that followers may read. */
    long published() {
        return page.getLongVolatile(PUBLISHED);
    }

    /** Stores it; used alone in page-cache mode. */
    void published(long sequence) {
        page.putLongRelease(PUBLISHED, sequence);
    }

    /** The epoch of the last process that opened the journal for writing. */
    int epoch() {
        return page.getIntVolatile(EPOCH);
    }

    /** Stores it. */
    void epoch(int epoch) {
        page.putIntRelease(EPOCH, epoch);
    }

}
