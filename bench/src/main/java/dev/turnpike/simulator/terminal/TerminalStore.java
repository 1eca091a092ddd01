package dev.turnpike.simulator.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of one terminal: trace and batch number, working keys as they were received, the reversal record, the open batch and
 * a journal of what was approved and reversed. The reversal record and the journal are forced to the disk. One process and one
 * thread; a second process on the same terminal is refused.
 */
final class TerminalStore implements AutoCloseable {
    private static final int LAST_TRACE = 999_999;
    private final Path directory;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final FileChannel journal;
    private final Sealer sealer;
    private final List<BatchEntry> entries = new ArrayList<>();
    private final List<BatchEntry> holds = new ArrayList<>();
    private int trace;
    private int batch = 1;
    private boolean settling;
    private String keyBlock = "";
    private boolean signOnDemanded;

    TerminalStore(Path parent, TerminalIdentity identity) throws IOException {
        directory = Files.createDirectories(parent.resolve(identity.tid()));
        sealer = new Sealer(identity);
        lockChannel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = acquire(identity);
        journal = FileChannel.open(directory.resolve("journal"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (Files.exists(directory.resolve("state"))) {
            String[] part = Files.readString(directory.resolve("state")).trim().split(",", -1);
            trace = Integer.parseInt(part[0]);
            batch = Integer.parseInt(part[1]);
            settling = Boolean.parseBoolean(part[2]);
            keyBlock = part[3];
            signOnDemanded = part.length > 4 && Boolean.parseBoolean(part[4]);
        }
        read("batch", entries);
        read("holds", holds);
    }

    private void read(String name, List<BatchEntry> list) throws IOException {
        if (Files.exists(directory.resolve(name))) {
            for (String line : Files.readAllLines(directory.resolve(name))) {
                list.add(BatchEntry.parse(line));
            }
        }
    }

    private FileLock acquire(TerminalIdentity identity) throws IOException {
        FileLock taken = null;
        try {
            taken = lockChannel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another terminal object of this process has it: the same refusal as for another process.
        }
        if (taken == null) {
            lockChannel.close();
            throw new IOException("terminal " + identity.tid() + " is in use by another process (" + directory + ")");
        }
        return taken;
    }

    Sealer sealer() {
        return sealer;
    }

    int batch() {
        return batch;
    }

    String keyBlock() {
        return keyBlock;
    }

    boolean settling() {
        return settling;
    }

    List<BatchEntry> entries() {
        return entries;
    }

    /** The next trace number, kept before it is used. */
    int nextTrace() {
        trace = trace >= LAST_TRACE ? 1 : trace + 1;
        saveState();
        return trace;
    }

    /** Takes keys and batch number of a sign-on. */
    void signedOn(int newBatch, String newKeyBlock) {
        batch = newBatch;
        keyBlock = newKeyBlock;
        signOnDemanded = false;
        saveState();
    }

    boolean signOnDemanded() {
        return signOnDemanded;
    }

    /** The switch has answered that it does not know the terminal or its keys. */
    void demandSignOn() {
        signOnDemanded = true;
        saveState();
    }

    void settling(boolean value) {
        settling = value;
        saveState();
    }

    void add(BatchEntry entry) {
        entries.add(entry);
        append("batch", entry.line());
    }

    /** Open pre-authorisations; they outlive their batch. */
    List<BatchEntry> holds() {
        return holds;
    }

    /** Keeps a pre-authorisation until it is completed or voided. */
    void hold(BatchEntry entry) {
        holds.add(entry);
        rewrite("holds", holds);
    }

    /** The pre-authorisation of {@code entry} is there with another amount, or (null) no more. */
    void changeHold(BatchEntry entry, BatchEntry changed) {
        change(holds, entry, changed);
        rewrite("holds", holds);
    }

    /** An entry of the batch was adjusted. */
    void change(BatchEntry entry, BatchEntry changed) {
        change(entries, entry, changed);
        rewrite("batch", entries);
    }

    private static void change(List<BatchEntry> list, BatchEntry entry, BatchEntry changed) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i).batch() == entry.batch() && list.get(i).trace() == entry.trace()) {
                list.remove(i);
                if (changed != null) {
                    list.add(i, changed);
                }
            }
        }
    }

    private void rewrite(String name, List<BatchEntry> list) {
        StringBuilder text = new StringBuilder();
        list.forEach(e -> text.append(e.line()).append('\n'));
        replace(name, text.toString(), false);
    }

    /** Starts the next batch. */
    void closeBatch() {
        batch = batch >= LAST_TRACE ? 1 : batch + 1;
        settling = false;
        entries.clear();
        saveState();
        try {
            Files.deleteIfExists(directory.resolve("batch"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reversal record, or {@code null}. */
    ReversalRecord reversal() {
        Path file = directory.resolve("reversal");
        try {
            return Files.exists(file) ? ReversalRecord.parse(sealer.open(Files.readString(file))) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the record on the disk before it returns, atomically. */
    void reversal(ReversalRecord record) {
        replace("reversal", sealer.seal(record.text()), true);
    }

    void deleteReversal() {
        try {
            Files.deleteIfExists(directory.resolve("reversal"));
            forceDirectory();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a line to the journal, on the disk before it returns. */
    void journal(String line) {
        try {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line + "\n");
            while (bytes.hasRemaining()) {
                journal.write(bytes);
            }
            journal.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void saveState() {
        replace("state", trace + "," + batch + "," + settling + "," + keyBlock + "," + signOnDemanded, false);
    }

    private void append(String name, String line) {
        try {
            Files.writeString(directory.resolve(name), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replace(String name, String text, boolean force) {
        Path fresh = directory.resolve(name + ".new");
        try {
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                if (force) {
                    out.force(false);
                }
            }
            Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (force) {
                forceDirectory();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forceDirectory() throws IOException {
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
        lock.release();
        lockChannel.close();
    }
}
