package dev.turnpike.bench.jmh;

import dev.turnpike.journal.Journal;
import dev.turnpike.journal.JournalContext;
import dev.turnpike.journal.JournalMode;
import dev.turnpike.journal.SealKey;
import dev.turnpike.security.DataKeys;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.RecordSealer;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Group commit: the time to append a batch of records of 400 bytes and, where the row is durable, to force it once. The folder is
 * {@code -Djournal.bench.directory}, by default that of temporary files: what a force costs is the file system's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JournalBench {
    private static final int RECORD = 400;

    /** Records per force. */
    @Param({"1", "16", "64", "256"})
    public int batch;
    /** What is written to, see the branches of {@link #open()}. */
    @Param({"journal-durable", "journal-durable-sealed", "chronicle-force", "file-force", "journal-page-cache", "journal-page-cache-sealed",
        "chronicle-page-cache"})
    public String target;

    private final UnsafeBuffer record = new UnsafeBuffer(ByteBuffer.allocateDirect(RECORD));
    private final long wallMs = SystemClock.INSTANCE.wallMs();
    private Path directory;
    private Runnable commit;
    private AutoCloseable opened;

    /** JMH makes the state. */
    public JournalBench() {
    }

    /** Opens what the row names in a new folder. */
    @Setup
    public void open() throws Exception {
        String parent = System.getProperty("journal.bench.directory");
        directory = parent == null ? Files.createTempDirectory("journal-bench-") : Files.createTempDirectory(Path.of(parent), "journal-bench-");
        switch (target) {
            case "journal-durable" -> journal(JournalMode.DURABLE, null);
            case "journal-durable-sealed" -> journal(JournalMode.DURABLE, sealKey());
            case "journal-page-cache" -> journal(JournalMode.PAGE_CACHE, null);
            case "journal-page-cache-sealed" -> journal(JournalMode.PAGE_CACHE, sealKey());
            case "chronicle-force" -> chronicle(true);
            case "chronicle-page-cache" -> chronicle(false);
            default -> file();
        }
    }

    private void journal(JournalMode mode, SealKey key) {
        Journal journal = Journal.open(new JournalContext().directory(directory.resolve("journal")).create(true).mode(mode).sealKey(key));
        journal.replay(null);
        commit = () -> {
            for (int i = 0; i < batch; i++) {
                journal.append(record, 0, RECORD, wallMs);
            }
            journal.seal(wallMs);
            journal.sync();
        };
        opened = journal;
    }

    private SealKey sealKey() throws IOException {
        SecureRandom random = new SecureRandom();
        LocalMasterKey lmk = LocalMasterKey.random(random);
        KeyFile keys = KeyFile.open(directory.resolve("keys"));
        DataKeys.ensure(keys, lmk, random);
        RecordSealer sealer = RecordSealer.open(keys, lmk);
        return new SealKey() {
            @Override
            public void update(DirectBuffer buffer, int offset, int length) {
                sealer.update(buffer, offset, length);
            }

            @Override
            public void finish(MutableDirectBuffer out, int offset) {
                sealer.finish(out, offset);
            }
        };
    }

    /**
     * Chronicle Queue as it is: no checksum, no sequence. Durable by a force of its file: its own {@code appender.sync()} made no system call
     * under {@code strace} when this was written.
     */
    private void chronicle(boolean durable) throws IOException {
        SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory.resolve("queue")).syncMode(SyncMode.NONE).build();
        ExcerptAppender appender = queue.createAppender();
        byte[] bytes = new byte[RECORD];
        append(appender, bytes);
        FileChannel channel = FileChannel.open(queue.file().toPath().resolve(newest(queue.file().toPath())), StandardOpenOption.WRITE);
        commit = () -> {
            for (int i = 0; i < batch; i++) {
                append(appender, bytes);
            }
            if (durable) {
                force(channel);
            }
        };
        opened = () -> {
            channel.close();
            queue.close();
        };
    }

    private static void append(ExcerptAppender appender, byte[] bytes) {
        try (DocumentContext document = appender.writingDocument()) {
            document.wire().bytes().write(bytes);
        }
    }

    private static Path newest(Path queue) throws IOException {
        try (Stream<Path> files = Files.list(queue)) {
            return files.filter(f -> f.toString().endsWith(".cq4")).max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static void force(FileChannel channel) {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The least that would do: length, CRC32C and bytes into one buffer, one write, one force. */
    private void file() throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ByteBuffer bytes = ByteBuffer.allocateDirect(batch * (RECORD + 8));
        ByteBuffer body = record.byteBuffer();
        CRC32C crc = new CRC32C();
        commit = () -> {
            bytes.clear();
            for (int i = 0; i < batch; i++) {
                crc.reset();
                crc.update(body.clear());
                bytes.putInt(RECORD).putInt((int) crc.getValue()).put(body.clear());
            }
            bytes.flip();
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                force(channel);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
        opened = channel;
    }

    /** One batch. */
    @Benchmark
    public void commit() {
        commit.run();
    }

    /** Closes and removes everything. */
    @TearDown
    public void close() throws Exception {
        opened.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
