package dev.turnpike.journal;

import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counter;
import dev.turnpike.status.Counters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Originals} by files beside the journal ({@code originals/}), one for each complete segment, which its daemon thread makes from the
 * journal and makes anew when one is missing or damaged; the segment that is being written is kept in memory. Costs 24 to 48 bytes per
 * transaction on disk, 8 bytes per entry of the newest segment in memory, and goes as far back as the journal. While the files of an older
 * journal are made after a start, questions wait.
 */
public final class OriginalsIndex implements Originals, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OriginalsIndex.class);
    private static final int BY_TRANSACTION = 1;
    private static final int BY_KEY = 2;
    private static final int BY_ORIGINAL = 3;
    private static final int BATCH = 4096;
    private static final int RRN_LENGTH = 12;
    private static final int RADIX = 36;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final class Question {
        long token;
        long tid;
        int batch;
        int stan;
        int messageClass;
        final byte[] rrn = new byte[RRN_LENGTH];
        boolean byReference;
    }

    private final JournalLayout layout;
    private final Answer answer;
    private final Alarms alarms;
    private final ArrayDeque<Question> free = new ArrayDeque<>(MAX_WAITING);
    private final ArrayDeque<Question> waiting = new ArrayDeque<>(MAX_WAITING);
    private final List<SegmentKeys> segments = new ArrayList<>();
    private final OriginalRecords records = new OriginalRecords();
    private final SegmentWalker walker = new SegmentWalker();
    private final Thread thread;
    private final Counter asked;
    private final Counter missed;
    private final Counter indexed;
    private JournalReader reader;
    private SegmentKeys current;
    private volatile boolean ready;
    private volatile boolean failed;
    private volatile boolean closed;

    /** An index of the journal in {@code directory}; {@link #start()} makes it work. */
    public OriginalsIndex(Path directory, Answer answer, Counters counters, Alarms alarms) {
        this.layout = new JournalLayout(directory);
        this.answer = answer;
        this.alarms = alarms;
        for (int i = 0; i < MAX_WAITING; i++) {
            free.add(new Question());
        }
        asked = counters.counter("turnpike_originals_asked_total", "Questions to the index of older transactions");
        missed = counters.counter("turnpike_originals_missed_total", "Questions whose transaction the journal does not have");
        indexed = counters.gauge("turnpike_originals_sequence", "The journal is indexed up to this sequence");
        thread = new Thread(this::run, "turnpike-originals");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    /** Starts the thread; the journal must exist. */
    public void start() {
        thread.start();
    }

    /** True when everything that was durable at the start is indexed. */
    public boolean isReady() {
        return ready;
    }

    @Override
    public boolean findByReference(long token, long tid, DirectBuffer rrn, int offset) {
        synchronized (free) {
            Question q = take(token, tid);
            if (q == null) {
                return false;
            }
            q.byReference = true;
            rrn.getBytes(offset, q.rrn);
            waiting.addLast(q);
        }
        LockSupport.unpark(thread);
        return true;
    }

    @Override
    public boolean findByKey(long token, long tid, int batch, int stan, int messageClass) {
        synchronized (free) {
            Question q = take(token, tid);
            if (q == null) {
                return false;
            }
            q.byReference = false;
            q.batch = batch;
            q.stan = stan;
            q.messageClass = messageClass;
            waiting.addLast(q);
        }
        LockSupport.unpark(thread);
        return true;
    }

    private Question take(long token, long tid) {
        Question q = failed || closed ? null : free.pollFirst();
        if (q != null) {
            q.token = token;
            q.tid = tid;
        }
        return q;
    }

    private void run() {
        try {
            open();
            while (!closed) {
                boolean moved = follow();
                ready = ready || !moved;
                Question q = moved ? null : next();
                if (q != null) {
                    answer(q);
                } else if (!moved) {
                    LockSupport.parkNanos(this, PAUSE_NS);
                }
            }
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                LOG.error("the index of older transactions stops", e);
                alarms.raise("originals_failed", "older transactions cannot be looked up: " + e.getMessage());
            }
            failed = true;
        } finally {
            closeFiles();
        }
    }

    private void closeFiles() {
        try {
            walker.close();
            if (reader != null) {
                reader.close();
            }
        } catch (IOException | JournalException e) {
            LOG.warn("closing the index of older transactions failed", e);
        }
    }

    // The files of complete segments that are good are used; from the first that is not, the journal is read.
    private void open() throws IOException {
        Files.createDirectories(layout.originalsDirectory());
        List<Segment> all = layout.segments();
        Set<String> wanted = new HashSet<>();
        for (Segment segment : all) {
            wanted.add(SegmentKeys.file(layout, segment).getFileName().toString());
        }
        try (Stream<Path> files = Files.list(layout.originalsDirectory())) {
            for (Path file : files.toList()) {
                if (!wanted.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
        reader = JournalReader.follow(layout.directory());
        for (Segment segment : all) {
            long first = firstSequence(segment);
            SegmentKeys keys = first <= 0 ? null : SegmentKeys.read(layout, segment, first);
            if (keys == null) {
                if (first > 1) {
                    reader.seek(first);
                }
                return;
            }
            segments.add(keys);
            current = keys;
        }
        if (!segments.isEmpty()) {
            reader.seek(reader.durable() + 1);
        }
    }

    private long firstSequence(Segment segment) throws IOException {
        walker.open(segment);
        return walker.next() == SegmentWalker.Found.RECORD ? walker.sequence() : -1;
    }

    /** Indexes what has become durable, a batch at a time; false when there was nothing. */
    private boolean follow() throws IOException {
        int read = reader.poll((epoch, sequence, wallMs, buffer, offset, length) -> {
            index(sequence, buffer, offset);
            return true;
        }, BATCH);
        indexed.set(reader.lastSequence());
        return read > 0;
    }

    private void index(long sequence, DirectBuffer buffer, int offset) {
        Segment segment = reader.segment();
        if (current == null || !current.segment.equals(segment)) {
            begin(segment, sequence);
        }
        long at = reader.documentPosition();
        SegmentKeys keys = current;
        records.keys(buffer, offset, new OriginalRecords.Keys() {
            @Override
            public void transaction(long txId) {
                keys.add(SegmentKeys.hash(BY_TRANSACTION, txId, 0), at);
            }

            @Override
            public void begins(long txId, long tid, int batch, int stan, int messageClass, long originalTxId) {
                keys.began(txId);
                keys.add(SegmentKeys.hash(BY_TRANSACTION, txId, 0), at);
                keys.add(keyHash(tid, batch, stan, messageClass), at);
                if (originalTxId != 0) {
                    keys.add(SegmentKeys.hash(BY_ORIGINAL, originalTxId, 0), at);
                }
            }
        });
    }

    private static long keyHash(long tid, int batch, int stan, int messageClass) {
        return SegmentKeys.hash(BY_KEY, tid, ((long) batch << 20 | stan) << 12 | messageClass);
    }

    private void begin(Segment segment, long sequence) {
        try {
            if (current != null && !segments.isEmpty() && segments.getLast() == current) {
                current.finish(layout);
            }
            // A seal may stand before the first record that is delivered.
            long first = firstSequence(segment);
            current = new SegmentKeys(segment, first > 0 ? first : sequence);
            segments.add(current);
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "the index of " + segment.shortName() + " cannot be written: " + e + ".", e);
        }
    }

    private Question next() {
        synchronized (free) {
            return waiting.pollFirst();
        }
    }

    private void answer(Question q) throws IOException {
        asked.increment();
        long txId = q.byReference ? byReference(q) : byKey(q);
        Original original = txId == 0 ? null : original(txId);
        if (original == null) {
            missed.increment();
        }
        long token = q.token;
        synchronized (free) {
            free.addLast(q);
        }
        answer.found(token, original);
    }

    /** The transaction number in the reference, if that transaction has this terminal and day; else 0. */
    private long byReference(Question q) throws IOException {
        String text = new String(q.rrn, java.nio.charset.StandardCharsets.US_ASCII);
        long txId;
        int day;
        try {
            day = Integer.parseInt(text.substring(0, 4));
            txId = Long.parseLong(text.substring(4), RADIX);
        } catch (NumberFormatException e) {
            return 0;
        }
        boolean[] found = new boolean[1];
        for (SegmentKeys keys : List.copyOf(segments)) {
            if (keys.mayBegin(txId)) {
                visit(keys, SegmentKeys.hash(BY_TRANSACTION, txId, 0), () -> {
                    Original o = begun(txId);
                    found[0] = o != null && o.tid == q.tid && o.rrnDay == day;
                    return !found[0];
                });
            }
        }
        return found[0] ? txId : 0;
    }

    /** The newest transaction under the key, 0 when there is none. */
    private long byKey(Question q) throws IOException {
        long hash = keyHash(q.tid, q.batch, q.stan, q.messageClass);
        long[] found = new long[1];
        for (SegmentKeys keys : List.copyOf(segments).reversed()) {
            visit(keys, hash, () -> {
                records.keys(walker.buffer(), walker.bodyOffset(), new OriginalRecords.Keys() {
                    @Override
                    public void transaction(long txId) {
                        // Only where a transaction begins does the record tell its key.
                    }

                    @Override
                    public void begins(long txId, long tid, int batch, int stan, int messageClass, long originalTxId) {
                        boolean same = tid == q.tid && batch == q.batch && stan == q.stan && messageClass == q.messageClass;
                        found[0] = same ? txId : found[0];
                    }
                });
                return true;
            });
            if (found[0] != 0) {
                return found[0];
            }
        }
        return 0;
    }

    /** The transaction with all that became of it, or null when its first record is gone. */
    private Original original(long txId) throws IOException {
        Original o = told(txId);
        if (o == null) {
            return null;
        }
        o.asOfSequence = reader.lastSequence();
        Set<Long> naming = new java.util.LinkedHashSet<>();
        for (SegmentKeys keys : List.copyOf(segments)) {
            visit(keys, SegmentKeys.hash(BY_ORIGINAL, txId, 0), () -> {
                Original linked = new Original();
                records.keys(walker.buffer(), walker.bodyOffset(), new OriginalRecords.Keys() {
                    @Override
                    public void transaction(long id) {
                        // Not the beginning of one.
                    }

                    @Override
                    public void begins(long id, long tid, int batch, int stan, int messageClass, long originalTxId) {
                        linked.txId = originalTxId == txId ? id : 0;
                    }
                });
                if (linked.txId != 0) {
                    naming.add(linked.txId);
                }
                return true;
            });
        }
        for (long id : naming) {
            Original told = told(id);
            if (told != null) {
                o.linked.add(linked(told));
            }
        }
        return o;
    }

    private static Original.Linked linked(Original told) {
        Original.Linked linked = new Original.Linked();
        linked.txId = told.txId;
        linked.type = told.type;
        linked.state = told.state;
        linked.amountMinor = told.amountMinor;
        linked.approvedMinor = told.approvedMinor;
        linked.reversed = told.reversed;
        return linked;
    }

    /** Everything about one transaction, or null when its first record is not there. */
    private Original told(long txId) throws IOException {
        Original o = new Original();
        o.txId = txId;
        for (SegmentKeys keys : List.copyOf(segments)) {
            visit(keys, SegmentKeys.hash(BY_TRANSACTION, txId, 0), () -> {
                records.apply(walker.buffer(), walker.bodyOffset(), o);
                return true;
            });
        }
        return o.tid == 0 ? null : o;
    }

    /** The walker stands on a record: the transaction if it begins there, else null. */
    private Original begun(long txId) {
        Original o = new Original();
        o.txId = txId;
        records.apply(walker.buffer(), walker.bodyOffset(), o);
        return o.tid == 0 ? null : o;
    }

    @FunctionalInterface
    private interface Visitor {
        boolean visit();
    }

    /** Lets {@code visitor} see the walker on each record under the hash, until it returns false. */
    private void visit(SegmentKeys keys, long hash, Visitor visitor) throws IOException {
        boolean[] open = new boolean[1];
        IOException[] problem = new IOException[1];
        keys.find(hash, offset -> {
            try {
                if (!open[0]) {
                    walker.open(keys.segment);
                    open[0] = true;
                }
                walker.position(offset);
                walker.refresh();
                if (walker.next() != SegmentWalker.Found.RECORD) {
                    throw new JournalException(JournalException.DAMAGED, "no record in " + keys.segment.shortName() + " at offset " + offset + ".");
                }
                return visitor.visit();
            } catch (NoSuchFileException e) {
                // Retention removed the segment: what it held is no longer in the journal.
                segments.remove(keys);
                deleteQuietly(SegmentKeys.file(layout, keys.segment));
                return false;
            } catch (IOException e) {
                problem[0] = e;
                return false;
            }
        });
        if (problem[0] != null) {
            throw problem[0];
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays until the next start", file, e);
        }
    }

    /** Stops the thread; questions that wait get no answer. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
