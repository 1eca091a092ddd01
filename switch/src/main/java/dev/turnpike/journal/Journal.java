package dev.turnpike.journal;

import dev.turnpike.status.Counter;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The switch's journal. Life: {@link #open}, {@link #replay}, then {@link #append} by one thread and {@link #sync} by another,
 * {@link #close} when both have stopped. A record is on stable storage when {@link #durable()} has reached its sequence; in
 * page-cache mode that only means that it is in the page cache. After any failure to write or force the journal refuses everything
 * ({@link JournalSyncFailedException} or {@link JournalException} 74) and the process must end.
 */
public final class Journal implements RecordLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final VarHandle APPENDED;

    static {
        try {
            APPENDED = MethodHandles.lookup().findVarHandle(Journal.class, "appended", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final JournalContext context;
    private final JournalLayout layout;
    private final LockFile lock;
    private final PositionFile position;
    private final int epoch;
    private final JournalSyncer syncer;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer scratchBytes;
    private final UnsafeBuffer scratch;
    private final long fileBytes;
    private final boolean pageCache;
    private final Counter appendedCounter;
    private final Counter regressedCounter;

    private SegmentPreparer preparer;
    private SealChain seals;
    private VerifyReport report;
    private ChronicleWriter writer;
    private Thread appenderThread;
    private int cycle;
    private long segmentWallMs;
    private long lastWallMs;
    private long sealed;
    private int previousChecksum;
    private Path currentFile;
    private volatile boolean closed;
    private volatile JournalException failure;
    private volatile long appended;
    private volatile long durable;
    private volatile long released;

    private Journal(JournalContext context, JournalLayout layout, LockFile lock, PositionFile position) throws IOException {
        this.context = context;
        this.layout = layout;
        this.lock = lock;
        this.position = position;
        this.epoch = JournalOpening.raiseEpoch(layout, position, context);
        this.syncer = new JournalSyncer(context);
        this.scratchBytes = ChronicleWriter.scratch(Envelope.LENGTH + Math.max(context.maxRecordBytes(), SealChain.BODY_LENGTH));
        this.scratch = new UnsafeBuffer(scratchBytes);
        this.fileBytes = ChronicleWriter.fileBytes(context.segmentBytes());
        this.pageCache = context.mode() == JournalMode.PAGE_CACHE;
        this.appendedCounter = context.counters().counter("turnpike_journal_appended_total", "Records appended to the journal");
        this.regressedCounter = context.counters().counter("turnpike_journal_clock_regressed_total",
                "Records whose wall time was before that of the record before");
        context.counters().gauge("turnpike_journal_mode{mode=\"" + context.mode().label() + "\"}",
                "1 for the mode of the journal").set(1);
    }

    /**
     * Takes the lock, checks directory and version and raises the epoch durably. The records are verified by {@link #replay}, in the
     * same pass that delivers them. Throws {@link JournalException} with exit code 65, 73, 74, 75 or 78.
     */
    public static Journal open(JournalContext context) {
        if (!context.isConcluded()) {
            context.conclude();
        }
        JournalLayout layout = new JournalLayout(context.directory());
        LockFile lock = null;
        try {
            JournalOpening.checkDirectory(context);
            lock = LockFile.acquire(layout.lockFile());
            JournalOpening.checkVersion(layout, true);
            PositionFile position = PositionFile.open(layout.positionFile(), true);
            return new Journal(context, layout, lock, position);
        } catch (IOException e) {
            release(lock);
            throw new JournalException(JournalException.IO, "journal " + context.directory() + " cannot be opened: " + e + ".", e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    private static void release(LockFile lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.warn("releasing the journal failed", e);
        }
    }

    /**
     * Removes whole segments that hold only records before {@code sequence}. The caller vouches that a verified snapshot, every
     * follower and the retention time are past it; sequences that are not durable are refused with {@link IllegalArgumentException}. Any
     * thread.
     *
     * @return number of segments removed
     */
    public int deleteBefore(long sequence) {
        if (sequence > durable() || report == null || closed) {
            throw new IllegalArgumentException("records before " + sequence + " cannot be removed, durable is " + durable());
        }
        synchronized (layout) {
            try {
                return JournalMaintenance.deleteBefore(layout, sequence);
            } catch (IOException e) {
                throw new JournalException(JournalException.IO, "old segments cannot be removed: " + e + ".", e);
            }
        }
    }

    /** As {@link #replay(long, RecordConsumer)} from the first record. */
    public long replay(RecordConsumer consumer) {
        return replay(1, consumer);
    }

    /**
     * Verifies all records in one linear pass and gives those from {@code fromSequence} on to {@code consumer} (may be null), in
     * order. Then cuts off a torn tail, if there is one, and prepares the first segment of this epoch. Call once, before the first
     * append, on any thread. Throws {@link JournalException} 65, naming file, offset and sequence, when a record that was durable is
     * missing or damaged; records before that place have been delivered by then.
     *
     * @return number of valid records in the journal, whether delivered or not
     */
    public long replay(long fromSequence, RecordConsumer consumer) {
        if (report != null) {
            throw new IllegalStateException("the journal was already replayed");
        }
        try {
            List<Segment> all = layout.segments();
            List<Segment> segments;
            JournalScanner scanner;
            VerifyReport found;
            JournalBase base = JournalBase.read(layout);
            seals = context.sealKey() == null ? null : new SealChain(context.sealKey(), base.sequence() > 0);
            try (SegmentWalker walker = new SegmentWalker()) {
                segments = JournalMaintenance.needed(all, base, walker);
                scanner = new JournalScanner(segments, base, position.durable(), seals, walker);
                found = scanner.scan(fromSequence, consumer);
            }
            if (!found.intact()) {
                context.alarms().raise("journal_damaged", found.problem());
                throw new JournalException(JournalException.DAMAGED, found.problem() + ".");
            }
            JournalMaintenance.delete(all.subList(0, all.size() - segments.size()));
            JournalOpening.dropTail(layout, segments, scanner, found);
            takeOver(found, scanner);
            return found.records();
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "journal " + layout.directory() + " cannot be read: " + e + ".", e);
        }
    }

    private void takeOver(VerifyReport found, JournalScanner scanner) throws IOException {
        previousChecksum = scanner.lastChecksum();
        lastWallMs = found.lastWallMs();
        appended = scanner.lastSequence();
        durable = scanner.lastSequence();
        JournalOpening.removeLeftovers(layout);
        Path directory = layout.epochDirectory(epoch);
        Files.createDirectory(directory);
        NativeFiles.forceDirectory(layout.directory());
        preparer = new SegmentPreparer(directory, fileBytes, context, syncer::publishTimes);
        preparer.start();
        report = found;
        position.durable(durable);
        LOG.info("journal {}: mode {}, epoch {}, {} records, last sequence {}, discarded {} torn bytes ({} records){}",
                layout.directory(), context.mode().label(), epoch, found.records(), appended, found.tornBytes(), found.tornRecords(),
                found.tornFile() == null ? "" : " at " + found.tornFile() + ":" + found.tornOffset());
        if (found.tornBytes() > 0) {
            context.alarms().raise("journal_torn_tail", "discarded " + found.tornBytes() + " torn bytes (" + found.tornRecords()
                    + " records, none durable) at " + found.tornFile() + ":" + found.tornOffset());
        }
    }

    /** What {@link #replay} found, or null before it. */
    public VerifyReport report() {
        return report;
    }

    /** The epoch of this opening; every record appended now carries it. Greater than that of every record before. */
    @Override
    public int epoch() {
        return epoch;
    }

    /** What {@link #durable()} means. */
    public JournalMode mode() {
        return context.mode();
    }

    /**
     * Makes the calling thread the appender thread and opens its first segment. Optional: the first append does it, slower than others.
     * A journal that was not replayed is verified first.
     */
    @Override
    public void startAppender() {
        if (writer != null || closed) {
            throw new IllegalStateException(closed ? "the journal is closed" : "the journal already has its appender thread");
        }
        if (report == null) {
            replay(null);
        }
        appenderThread = Thread.currentThread();
        try {
            cycle = SegmentCycle.cycleOf(context.clock().wallMs());
            // Chronicle's appender waits ten seconds for the header of a file that exists already, so the file comes second.
            ChronicleWriter opened = new ChronicleWriter(layout.epochDirectory(epoch), context.segmentBytes(), cycle);
            beginSegment();
            writer = opened;
        } catch (IOException e) {
            throw fail(new JournalException(JournalException.IO, "the first journal segment cannot be created: " + e.getMessage(), e));
        } catch (RuntimeException | InternalError e) {
            throw fail(new JournalException(JournalException.IO, "the journal cannot be written: " + e, e));
        }
    }

    /**
     * Appends one record. Appender thread only; does not allocate except when a segment is begun.
     *
     * @param record holds the body
     * @param offset first byte of the body
     * @param length bytes of the body, 0 to {@code maxRecordBytes}
     * @param wallMs wall time in milliseconds since 1970; stored, and used for the age of segments, never for order
     * @return the record's sequence: that of the record before plus one
     */
    @Override
    public long append(DirectBuffer record, int offset, int length, long wallMs) {
        if (writer == null) {
            startAppender();
        }
        checkAppend(length);
        scratch.putBytes(Envelope.LENGTH, record, offset, length);
        long sequence = write(length, wallMs, 0);
        if (seals != null && seals.pending() >= SealChain.MAX_BATCH) {
            writeSeal(wallMs);
        }
        return sequence;
    }

    /**
     * Appender thread: ends a batch. Where a seal key was given, a seal over the records since the last seal is appended, which takes a
     * sequence of its own; otherwise, or without new records, nothing happens. After 256 records {@link #append} does it by itself,
     * behind the record: {@code appended() + 1} is always the sequence of the next record.
     */
    public void seal(long wallMs) {
        if (seals != null && seals.pending() > 0) {
            checkAppend(0);
            writeSeal(wallMs);
        }
    }

    @Override
    public void sealSynced(long wallMs) {
        if (seals != null && durable() > sealed) {
            seal(wallMs);
        }
    }

    private void writeSeal(long wallMs) {
        seals.seal(scratch, Envelope.LENGTH, released);
        sealed = write(SealChain.BODY_LENGTH, wallMs, Envelope.SEAL);
    }

    @Override
    public void released(long sequence) {
        released = sequence;
    }

    private void checkAppend(int length) {
        if (failure != null) {
            throw failure;
        }
        if (Thread.currentThread() != appenderThread || closed) {
            throw new IllegalStateException(closed ? "the journal is closed" : "append is confined to the thread that appended first");
        }
        if (length < 0 || length > context.maxRecordBytes()) {
            throw new IllegalArgumentException("record of " + length + " bytes, the limit is " + context.maxRecordBytes());
        }
    }

    /** Writes the body that lies in the scratch buffer. */
    private long write(int length, long wallMs, int flags) {
        int total = Envelope.LENGTH + length;
        long sequence = appended + 1;
        try {
            if (writer.isFull(total) || wallMs - segmentWallMs >= context.maxSegmentAgeMs()) {
                roll(wallMs);
            }
            boolean regressed = wallMs < lastWallMs;
            lastWallMs = wallMs;
            if (regressed) {
                regressedCounter.increment();
            }
            scratch.putInt(0, Envelope.MAGIC);
            scratch.putInt(Envelope.BODY_LENGTH_OFFSET, length);
            scratch.putInt(Envelope.EPOCH_OFFSET, epoch);
            scratch.putLong(Envelope.SEQUENCE_OFFSET, sequence);
            scratch.putLong(Envelope.WALL_OFFSET, wallMs);
            scratch.putLong(Envelope.DURABLE_OFFSET, pageCache ? 0 : durable);
            scratch.putInt(Envelope.PREVIOUS_CRC_OFFSET, previousChecksum);
            scratch.putInt(Envelope.FLAGS_OFFSET, regressed ? flags | Envelope.CLOCK_REGRESSED : flags);
            int checksum = Envelope.crc(crc, scratchBytes, 0, length);
            scratch.putInt(Envelope.CRC_OFFSET, checksum);
            writer.write(scratch, total);
            previousChecksum = checksum;
            if (seals != null && (flags & Envelope.SEAL) == 0) {
                seals.add(scratch, 0, total);
            }
        } catch (IOException e) {
            throw fail(new JournalException(JournalException.IO, "the journal cannot begin a new segment: " + e.getMessage(), e));
        } catch (RuntimeException | InternalError e) {
            throw fail(new JournalException(JournalException.IO, "the journal cannot be written: " + e, e));
        }
        APPENDED.setRelease(this, sequence);
        appendedCounter.increment();
        if (pageCache) {
            position.published(sequence);
        }
        return sequence;
    }

    private void roll(long wallMs) throws IOException {
        ChronicleWriter.checkReserved(currentFile, fileBytes);
        preparer.trimLater(currentFile, writer.position());
        cycle = Math.max(cycle + 1, SegmentCycle.cycleOf(context.clock().wallMs()));
        beginSegment();
        segmentWallMs = wallMs;
        writer.roll(cycle);
    }

    /** Gives the prepared file the name that Chronicle will look for, and tells the syncer. */
    private void beginSegment() throws IOException {
        SegmentPreparer.Prepared next = preparer.take();
        currentFile = layout.epochDirectory(epoch).resolve(ChronicleWriter.fileName(cycle));
        Files.move(next.file(), currentFile, StandardCopyOption.ATOMIC_MOVE);
        syncer.add(currentFile, next.channel());
        segmentWallMs = context.clock().wallMs();
    }

    private JournalException fail(JournalException e) {
        if (failure == null) {
            failure = e;
            context.alarms().raise(e instanceof JournalSyncFailedException ? "journal_sync_failed" : "journal_failed", e.getMessage());
        }
        return failure;
    }

    /**
     * Makes everything durable that was appended before the call. Syncer thread only, which must not be interrupted; runs concurrently
     * with appends. Throws {@link JournalSyncFailedException} when the file cannot be forced or an append has failed, and again at
     * every later call, without trying.
     */
    @Override
    public void sync() {
        refuseAfterFailure();
        long target = (long) APPENDED.getAcquire(this);
        long before = durable;
        if (target == before) {
            return;
        }
        if (pageCache) {
            durable = target;
            return;
        }
        try {
            syncer.force(target - before);
        } catch (IOException | RuntimeException e) {
            throw fail(new JournalSyncFailedException("forcing " + syncer.currentName() + " failed after sequence " + before + ": " + e, e));
        }
        durable = target;
        position.durable(target);
    }

    private void refuseAfterFailure() {
        JournalException failed = failure;
        if (failed instanceof JournalSyncFailedException syncFailed) {
            throw syncFailed;
        }
        if (failed != null) {
            throw new JournalSyncFailedException("not forced, since the journal failed before: " + failed.getMessage(), failed);
        }
        if (closed) {
            throw new IllegalStateException("the journal is closed");
        }
    }

    /** Sequence of the last record appended, 0 before the first. Any thread. */
    @Override
    public long appended() {
        return appended;
    }

    /** Sequence up to which records are durable in the sense of {@link #mode()}. Any thread. */
    @Override
    public long durable() {
        return pageCache ? appended : durable;
    }

    /** True while new financial transactions must be refused because disk space runs out. Any thread. */
    @Override
    public boolean belowFloor() {
        SegmentPreparer p = preparer;
        return p != null && p.belowFloor();
    }

    /** True when the next segment's file is ready; for tests. */
    boolean isNextSegmentReady() {
        return preparer != null && preparer.isPrepared();
    }

    /** The failure after which nothing is accepted any more, or null. Any thread. */
    public JournalException failure() {
        return failure;
    }

    /**
     * Makes everything durable (in page-cache mode too), ends the last segment and releases the lock. The appender and the syncer
     * thread must have stopped. After a failure nothing is forced.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (preparer != null) {
                preparer.close();
            }
            if (writer != null) {
                closeWriter();
            }
        } catch (IOException e) {
            throw fail(new JournalSyncFailedException("closing the journal failed: " + e, e));
        } finally {
            release(lock);
        }
    }

    private void closeWriter() throws IOException {
        long end = writer.position();
        long target = appended;
        try {
            if (failure == null && end > 0) {
                syncer.force(target - durable);
                durable = target;
                position.durable(target);
            }
        } finally {
            writer.close();
            syncer.close();
        }
        if (failure == null && end > 0) {
            JournalOpening.trim(currentFile, (end + 3) & ~3L);
        }
    }
}
