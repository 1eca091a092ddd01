package dev.turnpike.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;

/**
 * Where the records of one segment are, by key: 8 bytes per entry, 34 bits of a hash above 29 bits of the byte offset divided by 4. Entries of
 * a segment that is complete lie sorted in a file of their own; those of the segment that is being written lie in memory, in journal order.
 * Hashes may agree by chance: whoever finds an entry reads the record. One thread.
 */
final class SegmentKeys {
    private static final long MAGIC = 0x314B4F504A505431L;
    private static final int HEADER = 40;
    private static final int OFFSET_BITS = 29;
    private static final int HASH_BITS = 34;

    final Segment segment;
    private long[] entries = new long[1024];
    private int count;
    private boolean sorted;
    private long firstSequence;
    private long firstTxId = Long.MAX_VALUE;
    private long lastTxId;
    private ByteBuffer mapped;

    /** Empty, for a segment that begins with {@code sequence}. */
    SegmentKeys(Segment segment, long sequence) {
        this.segment = segment;
        this.firstSequence = sequence;
    }

    /** The bits of a hash that an entry holds. */
    static long hash(int kind, long a, long b) {
        long h = (a ^ (long) kind << 56) * 0x9E3779B97F4A7C15L;
        h = (h ^ h >>> 29 ^ b) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 32) * 0x94D049BB133111EBL;
        return (h ^ h >>> 29) >>> 64 - HASH_BITS;
    }

    void add(long hash, long offset) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, count * 2);
        }
        entries[count] = hash << OFFSET_BITS | offset >>> 2;
        count++;
    }

    /** A transaction begins in this segment; numbers rise. */
    void began(long txId) {
        firstTxId = Math.min(firstTxId, txId);
        lastTxId = Math.max(lastTxId, txId);
    }

    /** True when {@code txId} may begin here. */
    boolean mayBegin(long txId) {
        return txId >= firstTxId && txId <= lastTxId;
    }

    /** Gives the byte offsets under {@code hash}, ascending, to {@code consumer} until it returns false. */
    void find(long hash, LongPredicate consumer) {
        int at = sorted ? firstOf(hash) : 0;
        boolean more = true;
        while (more && at < count) {
            long entry = entry(at);
            if (entry >>> OFFSET_BITS == hash) {
                more = consumer.test((entry & (1L << OFFSET_BITS) - 1) << 2);
            } else if (sorted) {
                return;
            }
            at++;
        }
    }

    private long entry(int at) {
        return mapped == null ? entries[at] : mapped.getLong(HEADER + 8 * at);
    }

    private int firstOf(long hash) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (entry(middle) >>> OFFSET_BITS < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static Path file(JournalLayout layout, Segment segment) {
        return layout.originalsDirectory().resolve(segment.file().getParent().getFileName() + "-" + segment.file().getFileName() + ".keys");
    }

    /** The segment is complete: sorts, writes the file and uses that from now on. */
    void finish(JournalLayout layout) throws IOException {
        if (sorted) {
            return;
        }
        Arrays.sort(entries, 0, count);
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + 8 * count).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC);
        bytes.putLong(8, firstSequence);
        bytes.putLong(16, firstTxId);
        bytes.putLong(24, lastTxId);
        bytes.putInt(32, count);
        bytes.asLongBuffer().put(HEADER / 8, entries, 0, count);
        bytes.putInt(36, checksum(bytes));
        Path file = file(layout, segment);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            bytes.clear();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot rename atomically", e);
        }
        SegmentKeys stored = read(layout, segment, firstSequence);
        if (stored == null) {
            throw new IOException(file + " cannot be read back");
        }
        mapped = stored.mapped;
        entries = new long[0];
        sorted = true;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(36).position(0));
        crc.update(bytes.duplicate().limit(bytes.capacity()).position(HEADER));
        return (int) crc.getValue();
    }

    /** The file of a complete segment, or null when there is none, or it is damaged or of another segment: it is then made anew. */
    static SegmentKeys read(JournalLayout layout, Segment segment, long firstSequence) throws IOException {
        try (FileChannel channel = FileChannel.open(file(layout, segment), StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < HEADER || size > Integer.MAX_VALUE) {
                return null;
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.getLong(0) != MAGIC || bytes.getLong(8) != firstSequence || bytes.getInt(32) != (size - HEADER) / 8
                    || bytes.getInt(36) != checksum(bytes)) {
                return null;
            }
            SegmentKeys keys = new SegmentKeys(segment, firstSequence);
            keys.mapped = bytes;
            keys.entries = new long[0];
            keys.count = bytes.getInt(32);
            keys.firstTxId = bytes.getLong(16);
            keys.lastTxId = bytes.getLong(24);
            keys.sorted = true;
            return keys;
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
