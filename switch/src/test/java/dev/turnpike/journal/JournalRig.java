package dev.turnpike.journal;

import dev.turnpike.status.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** What the journal's tests share: a clock that is set by hand, records that tell what they are, copies and cuts of files. */
final class JournalRig {
    static final long START_MS = 1_764_000_000_000L;

    /** A clock that moves only when told. */
    static final class ManualClock implements Clock {
        volatile long wallMs = START_MS;
        volatile long monotonicNs;

        @Override
        public long monotonicNs() {
            return monotonicNs;
        }

        @Override
        public long wallMs() {
            return wallMs;
        }
    }

    /** One record as it was replayed. */
    record Seen(int epoch, long sequence, long wallMs, byte[] body) {
    }

    private JournalRig() {
    }

    static JournalContext context(Path directory) {
        return new JournalContext().directory(directory).create(true).clock(new ManualClock()).segmentBytes(1 << 20).floorBytes(0);
    }

    /** The body of a record: its sequence, then bytes that depend on it. */
    static byte[] body(long sequence) {
        Random random = new Random(sequence);
        byte[] body = new byte[8 + random.nextInt(400)];
        random.nextBytes(body);
        ByteBuffer.wrap(body).putLong(0, sequence);
        return body;
    }

    static long append(Journal journal, int count) {
        if (journal.report() == null) {
            journal.replay(null);
        }
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
        long sequence = journal.appended();
        for (int i = 0; i < count; i++) {
            byte[] body = body(sequence + 1);
            buffer.wrap(body);
            sequence = journal.append(buffer, 0, body.length, START_MS + sequence);
        }
        return sequence;
    }

    static List<Seen> replay(Journal journal) {
        List<Seen> seen = new ArrayList<>();
        journal.replay(into(seen));
        return seen;
    }

    static RecordConsumer into(List<Seen> seen) {
        return (epoch, sequence, wallMs, buffer, offset, length) -> {
            byte[] body = new byte[length];
            buffer.getBytes(offset, body);
            seen.add(new Seen(epoch, sequence, wallMs, body));
            return true;
        };
    }

    /** Copies a journal without its lock file, which must not be opened twice in one process. */
    static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.getFileName().toString().equals("lock")) {
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }

    static List<Path> segments(Path directory) throws IOException {
        return new JournalLayout(directory).segments().stream().map(Segment::file).toList();
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    /** Offset behind the last record of a segment and the offset of that record. */
    static long[] lastRecord(Path file) throws IOException {
        try (SegmentWalker walker = new SegmentWalker()) {
            walker.open(new Segment(0, file));
            long before = 0;
            long after = 0;
            while (walker.next() == SegmentWalker.Found.RECORD) {
                before = after;
                after = walker.position();
            }
            return new long[] {before, after};
        }
    }
}
