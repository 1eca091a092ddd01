package dev.turnpike.simulation;

import dev.turnpike.journal.JournalException;
import dev.turnpike.journal.JournalSyncFailedException;
import dev.turnpike.journal.RecordLog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/**
 * A journal on a simulated disk: bytes in a page cache that a sync makes durable, a crash that loses, tears or reorders what was not. Each
 * record has length, epoch, sequence, the sequence known to be durable, the checksum of the record before, and its own. One thread.
 */
final class SimulatedDisk implements RecordLog {
    private static final int MAGIC = 0x534D4A31;
    private static final int HEADER = 44;
    private static final int SECTOR = 128;

    /** Takes the records that survive. */
    interface Reader {
        void record(long sequence, DirectBuffer body, int offset, int length, long wallMs);
    }

    private final World world;
    private byte[] bytes = new byte[1 << 16];
    private ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private int end;
    private int durableEnd;
    private long appended;
    private long durable;
    private int epoch;
    private int previousCrc;
    private boolean failed;
    private long history = 1;
    /** What goes wrong next. */
    boolean failNextSync;
    boolean failNextAppend;
    boolean belowFloor;

    SimulatedDisk(World world) {
        this.world = world;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public void startAppender() {
        // One thread does everything here.
    }

    @Override
    public long append(DirectBuffer record, int offset, int length, long wallMs) {
        world.boundary(Boundary.BEFORE_APPEND);
        if (failed || failNextAppend) {
            failed = true;
            failNextAppend = false;
            throw new JournalException(JournalException.IO, "the simulated disk takes no more records");
        }
        long sequence = put(record, offset, length, wallMs);
        world.appended(sequence, record, offset, length);
        world.boundary(Boundary.AFTER_APPEND);
        return sequence;
    }

    private long put(DirectBuffer record, int offset, int length, long wallMs) {
        int size = HEADER + length;
        if (end + size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + size));
            view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        appended++;
        view.putInt(end, MAGIC).putInt(end + 8, length).putInt(end + 12, epoch).putLong(end + 16, appended).putLong(end + 24, durable)
            .putInt(end + 32, previousCrc).putLong(end + 36, wallMs);
        record.getBytes(offset, bytes, end + HEADER, length);
        previousCrc = checksum(end, length);
        view.putInt(end + 4, previousCrc);
        end += size;
        history = history * 0x9E3779B97F4A7C15L + previousCrc;
        return appended;
    }

    private int checksum(int at, int length) {
        crc.reset();
        crc.update(bytes, at + 8, HEADER - 8 + length);
        return (int) crc.getValue();
    }

    @Override
    public void sync() {
        world.boundary(Boundary.BEFORE_SYNC);
        if (failed || failNextSync) {
            failed = true;
            failNextSync = false;
            throw new JournalSyncFailedException("the simulated disk cannot be synced", null);
        }
        durable = appended;
        durableEnd = end;
        world.boundary(Boundary.AFTER_SYNC);
    }

    @Override
    public long appended() {
        return appended;
    }

    @Override
    public long durable() {
        return durable;
    }

    @Override
    public boolean belowFloor() {
        return belowFloor;
    }

    /** Power is lost: each unsynced sector reaches the disk or not, whatever their order. */
    void losePower(Dice dice) {
        double share = dice.chance(0.3) ? 0 : dice.chance(0.5) ? 1 : 0.7;
        boolean inOrder = dice.chance(0.5);
        boolean keeps = true;
        for (int sector = durableEnd / SECTOR; sector * SECTOR < end; sector++) {
            keeps = inOrder ? keeps && dice.chance(share) : dice.chance(share);
            if (!keeps) {
                int from = Math.max(durableEnd, sector * SECTOR);
                Arrays.fill(bytes, from, Math.min(end, (sector + 1) * SECTOR), (byte) 0);
            }
        }
    }

    /**
     * Opens the journal as a new process does: finds the last whole record, drops a torn tail, refuses damage, raises the epoch, and makes
     * durable what survived before anybody acts upon it.
     *
     * @throws JournalException with the exit code of damage when a record that was durable is not there
     */
    void open() {
        int at = 0;
        long sequence = 0;
        long forced = durable;
        previousCrc = 0;
        while (isRecord(at, sequence + 1)) {
            sequence++;
            forced = Math.max(forced, view.getLong(at + 24));
            previousCrc = view.getInt(at + 4);
            at += HEADER + view.getInt(at + 8);
        }
        if (sequence < forced) {
            throw new JournalException(JournalException.DAMAGED, "record " + (sequence + 1) + " at " + at + " is damaged");
        }
        Arrays.fill(bytes, at, Math.max(at, end), (byte) 0);
        end = at;
        appended = sequence;
        failed = false;
        epoch++;
        durable = appended;
        durableEnd = end;
    }

    private boolean isRecord(int at, long sequence) {
        if (at + HEADER > end || view.getInt(at) != MAGIC || view.getLong(at + 16) != sequence || view.getInt(at + 32) != previousCrc) {
            return false;
        }
        int length = view.getInt(at + 8);
        return length >= 0 && length <= end - at - HEADER && checksum(at, length) == view.getInt(at + 4);
    }

    /** Reads every record up to the last one appended, whether durable or not. */
    void read(Reader reader) {
        org.agrona.concurrent.UnsafeBuffer buffer = new org.agrona.concurrent.UnsafeBuffer(bytes);
        int at = 0;
        while (at < end) {
            int length = view.getInt(at + 8);
            reader.record(view.getLong(at + 16), buffer, at + HEADER, length, view.getLong(at + 36));
            at += HEADER + length;
        }
    }

    /** A number that two runs share when they appended the same bytes in the same order, crashes included. */
    long history() {
        return history;
    }

    /** The bytes as they lie on the disk. */
    byte[] content() {
        return Arrays.copyOf(bytes, end);
    }
}
