package dev.turnpike.bench;

import dev.turnpike.journal.Journal;
import dev.turnpike.journal.JournalContext;
import dev.turnpike.journal.JournalMode;
import dev.turnpike.status.Clock;
import dev.turnpike.status.SystemClock;
import java.io.PrintStream;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Measures the journal alone, on one thread: records a second, append and sync times by batch size and mode, then the replay of what was
 * written. Run it on the file system that will hold the journal; a virtual disk may answer a flush without having done it.
 */
public final class JournalFigures {
    private static final int[] BATCHES = {1, 16, 64, 256};
    private static final int RECORD_BYTES = 300;
    private static final int SYNCS = 2_000;

    private final Clock clock = SystemClock.INSTANCE;
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[RECORD_BYTES]);
    private final PrintStream out;

    private JournalFigures(PrintStream out) {
        this.out = out;
    }

    /** {@code arguments}: a directory that does not exist; one journal per mode is written into it and left there. */
    public static void main(String[] arguments) throws java.io.IOException {
        if (arguments.length != 1) {
            System.err.println("usage: JournalFigures NEW-DIRECTORY");
            System.exit(64);
        }
        Path directory = java.nio.file.Files.createDirectory(Path.of(arguments[0]));
        JournalFigures figures = new JournalFigures(System.out);
        for (JournalMode mode : JournalMode.values()) {
            figures.measure(directory.resolve(mode.label()), mode);
        }
    }

    private void measure(Path directory, JournalMode mode) {
        out.printf("%-10s %5s %12s %14s %14s %14s %14s%n", "mode", "batch", "records/s", "append p50 ns", "append p99 ns", "sync p50 us",
            "sync p99 us");
        try (Journal journal = Journal.open(new JournalContext().directory(directory).create(true).mode(mode))) {
            journal.replay(null);
            batches(journal, 64, new Histogram(3), new Histogram(3));
            for (int batch : BATCHES) {
                Histogram appends = new Histogram(3);
                Histogram syncs = new Histogram(3);
                long start = clock.monotonicNs();
                batches(journal, batch, appends, syncs);
                double seconds = (clock.monotonicNs() - start) / 1e9;
                out.printf("%-10s %5d %12.0f %14d %14d %14.1f %14.1f%n", mode.label(), batch, SYNCS * batch / seconds,
                    appends.getValueAtPercentile(50), appends.getValueAtPercentile(99), syncs.getValueAtPercentile(50) / 1e3,
                    syncs.getValueAtPercentile(99) / 1e3);
            }
        }
        long start = clock.monotonicNs();
        try (Journal journal = Journal.open(new JournalContext().directory(directory).mode(mode))) {
            long records = journal.replay((epoch, sequence, wallMs, buffer, offset, length) -> true);
            out.printf("replay of %d records of %d bytes: %.0f ms%n", records, RECORD_BYTES, (clock.monotonicNs() - start) / 1e6);
        }
    }

    private void batches(Journal journal, int batch, Histogram appends, Histogram syncs) {
        long wallMs = clock.wallMs();
        for (int i = 0; i < SYNCS; i++) {
            long start = clock.monotonicNs();
            for (int k = 0; k < batch; k++) {
                journal.append(record, 0, RECORD_BYTES, wallMs);
            }
            long appended = clock.monotonicNs();
            journal.sync();
            appends.recordValue((appended - start) / batch);
            syncs.recordValue(clock.monotonicNs() - appended);
        }
    }
}
