package dev.turnpike.simulator.acquirer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Keeps the ledger over a restart of the acquirer: one line per change, the last line of an identity counts. Handed to the
 * operating system before an answer leaves, not forced to the disk. Callers hold the ledger's lock.
 */
final class LedgerFile implements AutoCloseable {
    private final OutputStream out;
    private final StringBuilder line = new StringBuilder(160);
    private boolean dirty;

    /** Reads what is there into {@code ledger} and opens the file for more; {@code path} null keeps nothing. */
    LedgerFile(Path path, PostingLedger ledger) throws IOException {
        if (path == null) {
            out = null;
            return;
        }
        if (Files.exists(path)) {
            load(path, ledger);
        }
        out = new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            1 << 16);
    }

    private static void load(Path path, PostingLedger ledger) throws IOException {
        String text = Files.readString(path, StandardCharsets.US_ASCII);
        int complete = text.lastIndexOf('\n');
        List<String> lines = text.substring(0, Math.max(0, complete)).lines().toList();
        Posting read = new Posting();
        for (String entry : lines) {
            read.read(entry);
            Posting known = ledger.find(read.transmission, read.terminal);
            (known == null ? ledger.add(read.transmission, read.terminal) : known).read(entry);
        }
        if (complete + 1 < text.length()) {
            Files.writeString(path, text.substring(0, complete + 1), StandardCharsets.US_ASCII);
        }
    }

    void write(Posting posting) {
        if (out == null) {
            return;
        }
        line.setLength(0);
        posting.line(line);
        try {
            out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
            dirty = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void flush() {
        if (!dirty) {
            return;
        }
        try {
            out.flush();
            dirty = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
