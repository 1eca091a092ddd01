package dev.turnpike.journal;

import dev.turnpike.status.Clock;
import dev.turnpike.status.Counter;
import dev.turnpike.status.Counters;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Forces segments in the order in which they were begun, and counts it. {@link #add} belongs to the appender, {@link #force} to the
 * syncer thread, {@link #publishTimes} to the housekeeping thread.
 */
final class JournalSyncer {
    private record Source(Path file, FileChannel channel) {
    }

    private static final long MAX_TRACKED_NS = 100_000_000_000L;

    private final JournalContext.Forcer forcer;
    private final Clock clock;
    private final ConcurrentLinkedQueue<Source> begun = new ConcurrentLinkedQueue<>();
    private final SingleWriterRecorder times = new SingleWriterRecorder(MAX_TRACKED_NS, 3);
    private final Histogram sinceOpen = new Histogram(MAX_TRACKED_NS, 3);
    private Histogram interval;
    private final Counter synced;
    private final Counter syncs;
    private final Counter syncNs;
    private final Counter maxGauge;
    private final Counter medianGauge;
    private final Counter highGauge;
    private final Counter batchMax;

    private volatile int added;
    private int taken;
    private Source current;

    JournalSyncer(JournalContext context) {
        this.forcer = context.forcer();
        this.clock = context.clock();
        Counters counters = context.counters();
        synced = counters.counter("turnpike_journal_synced_total", "Records made durable");
        syncs = counters.counter("turnpike_journal_syncs_total", "Forces of the journal, one per batch; synced/syncs is the mean batch");
        syncNs = counters.counter("turnpike_journal_sync_nanoseconds_total", "Time spent forcing; divided by syncs the mean");
        maxGauge = counters.gauge("turnpike_journal_sync_max_ns", "Longest force since the journal was opened");
        medianGauge = counters.gauge("turnpike_journal_sync_p50_ns", "Median force since the journal was opened");
        highGauge = counters.gauge("turnpike_journal_sync_p99_ns", "99th percentile of a force since the journal was opened");
        batchMax = counters.gauge("turnpike_journal_batch_max", "Most records made durable by one force");
    }

    /** Appender thread: the next records go into {@code file}. Called before the first of them is appended. */
    void add(Path file, FileChannel channel) {
        begun.add(new Source(file, channel));
        added++; // single writer
    }

    /** Syncer thread: forces every segment that holds records appended before the call; {@code records} of them are new. */
    void force(long records) throws IOException {
        long start = clock.monotonicNs();
        if (added != taken) {
            advance();
        }
        if (current == null) {
            throw new ClosedChannelException();
        }
        forcer.force(current.channel());
        long elapsed = Math.max(0, clock.monotonicNs() - start);
        times.recordValue(Math.min(elapsed, MAX_TRACKED_NS));
        syncNs.add(elapsed);
        syncs.increment();
        synced.add(records);
        if (records > batchMax.value()) {
            batchMax.set(records);
        }
    }

    /** The old segment first: a record may only become durable after all before it. The rename of the new one becomes durable too. */
    private void advance() throws IOException {
        Source next = begun.poll();
        while (next != null) {
            if (current != null) {
                forcer.force(current.channel());
                current.channel().close();
            }
            NativeFiles.forceDirectory(next.file().getParent());
            current = next;
            taken++;
            next = begun.poll();
        }
    }

    /** Name of the file that is forced now, for messages. */
    String currentName() {
        return current == null ? "no segment" : current.file().toString();
    }

    /** Housekeeping thread: refreshes the gauges. */
    void publishTimes() {
        interval = times.getIntervalHistogram(interval);
        sinceOpen.add(interval);
        maxGauge.set(sinceOpen.getMaxValue());
        medianGauge.set(sinceOpen.getValueAtPercentile(50));
        highGauge.set(sinceOpen.getValueAtPercentile(99));
    }

    /** After the syncer thread has stopped. */
    void close() throws IOException {
        for (Source source = begun.poll(); source != null; source = begun.poll()) {
            source.channel().close();
        }
        if (current != null) {
            current.channel().close();
            current = null;
        }
    }
}
