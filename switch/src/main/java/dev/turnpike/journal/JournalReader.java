package dev.turnpike.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a journal without changing it, also in another process while the switch writes. Checks the checksum and the chain of every
 * record that it delivers. Confined to one thread.
 */
public final class JournalReader implements AutoCloseable {
    private final JournalLayout layout;
    private final PositionFile position;
    private final boolean durableOnly;
    private final SegmentWalker walker = new SegmentWalker();
    private Segment current;
    private long wanted = 1;
    private long lastSequence;
    private int lastChecksum;
    private boolean chained;

    private JournalReader(JournalLayout layout, PositionFile position, boolean durableOnly) {
        this.layout = layout;
        this.position = position;
        this.durableOnly = durableOnly;
    }

    /**
     * Reads what is in the files, durable or not: for people and tools. What is not durable may be discarded by the next start of the
     * switch. Throws {@link JournalException} when {@code directory} is not a journal.
     */
    public static JournalReader open(Path directory) {
        return open(directory, false);
    }

    /** Reads no further than what the switch has called durable: for followers, exports and {@code tail}. */
    public static JournalReader follow(Path directory) {
        return open(directory, true);
    }

    /** As {@link #follow} while a process writes the journal, otherwise as {@link #open(Path)}. */
    public static JournalReader read(Path directory) {
        return open(directory, JournalTools.owner(directory) != 0);
    }

    private static JournalReader open(Path directory, boolean durableOnly) {
        JournalLayout layout = new JournalLayout(directory);
        try {
            JournalOpening.checkVersion(layout, false);
            return new JournalReader(layout, PositionFile.open(layout.positionFile(), false), durableOnly);
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "journal " + directory + " cannot be read: " + e + ".", e);
        }
    }

    /** The next record delivered will be the first one with at least this sequence. Cheap: reads the first record of each segment. */
    public void seek(long sequence) {
        try {
            wanted = Math.max(1, sequence);
            current = null;
            chained = false;
            lastSequence = 0;
            walker.close();
            Segment start = null;
            for (Segment segment : layout.segments()) {
                walker.open(segment);
                if (walker.next() == SegmentWalker.Found.RECORD && walker.sequence() > wanted) {
                    break;
                }
                start = segment;
            }
            if (start != null) {
                current = start;
                walker.open(start);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Gives up to {@code limit} records to {@code consumer}, in order, and returns how many; 0 means that there is nothing more now.
     * Fewer than {@code limit} when the consumer returns false. Throws {@link JournalException} 65 when a durable record is damaged or
     * missing, or when records already delivered were discarded by a restart of the switch.
     */
    public int poll(RecordConsumer consumer, int limit) {
        int delivered = 0;
        try {
            if (current == null && !openNext()) {
                return 0;
            }
            boolean more = true;
            while (more && delivered < limit && mayRead() && advance()) {
                if (walker.sequence() >= wanted && (walker.flags() & Envelope.SEAL) == 0) {
                    delivered++;
                    more = consumer.onRecord(walker.epoch(), walker.sequence(), walker.wallMs(), walker.buffer(), walker.bodyOffset(),
                            walker.bodyLength());
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return delivered;
    }

    private boolean mayRead() {
        return !durableOnly || lastSequence < position.published();
    }

    /** Steps to the next record; false when there is none yet. */
    private boolean advance() throws IOException {
        boolean fresh = false;
        while (true) {
            long mustHave = position.durable();
            if (walker.next() == SegmentWalker.Found.RECORD) {
                acceptRecord();
                return true;
            }
            if (!fresh) {
                walker.refresh();
                fresh = true;
                continue;
            }
            long at = walker.position();
            if (openNext()) {
                fresh = false;
                continue;
            }
            walker.refresh();
            if (chained && lastSequence < mustHave) {
                throw damaged(at);
            }
            return false;
        }
    }

    private void acceptRecord() {
        long sequence = walker.sequence();
        if (chained && (sequence != lastSequence + 1 || walker.previousChecksum() != lastChecksum)) {
            throw damaged(walker.position());
        }
        chained = true;
        lastSequence = sequence;
        lastChecksum = walker.checksum();
    }

    private JournalException damaged(long offset) {
        return new JournalException(JournalException.DAMAGED, "journal does not continue after sequence " + lastSequence + " in "
                + current.shortName() + " near offset " + offset + ".");
    }

    /** Goes to the segment behind the current one if it holds the next record; otherwise leaves the current one where it was. */
    private boolean openNext() throws IOException {
        List<Segment> segments = layout.segments();
        long at = walker.position();
        Segment before = current;
        for (Segment segment : segments) {
            if (before != null && segment.compareTo(before) <= 0) {
                continue;
            }
            walker.open(segment);
            boolean record = walker.next() == SegmentWalker.Found.RECORD;
            if (before == null || record && walker.sequence() == lastSequence + 1 || record && !chained) {
                current = segment;
                walker.open(segment);
                return true;
            }
            if (record && walker.sequence() <= lastSequence) {
                throw new JournalException(JournalException.DAMAGED, "records after sequence " + (walker.sequence() - 1)
                        + " were discarded by a restart of the switch; read the journal again.");
            }
        }
        if (before != null) {
            walker.open(before);
            walker.position(at);
            walker.refresh();
        }
        return false;
    }

    private JournalException failed(IOException e) {
        return new JournalException(JournalException.IO, "journal " + layout.directory() + " cannot be read after sequence "
                + lastSequence + ": " + e + ".", e);
    }

    /** The segment of the record that is being delivered. */
    Segment segment() {
        return current;
    }

    /** Byte offset of the record that is being delivered. */
    long documentPosition() {
        return walker.documentPosition();
    }

    /** Sequence of the last record seen, delivered or skipped; 0 before the first. */
    public long lastSequence() {
        return lastSequence;
    }

    /** The sequence up to which the writer calls the journal durable now. */
    public long durable() {
        return position.published();
    }

    @Override
    public void close() {
        try {
            walker.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
