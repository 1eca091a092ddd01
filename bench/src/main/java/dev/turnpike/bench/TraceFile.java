package dev.turnpike.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Keeps trace numbers of a fleet apart between runs: a file with the first number that no terminal has used. It is written ahead
 * of
 * use, so that a killed run repeats none. One thread.
 */
final class TraceFile {
    private static final int AHEAD = 10_000;
    private static final int LAST = 999_999;
    private final Path file;
    private int reserved;

    TraceFile(Path file) {
        this.file = file;
    }

    /** The first free number, 1 to 999999. */
    int first() {
        try {
            int first = Files.exists(file) ? Integer.parseInt(Files.readString(file).trim()) : 1;
            first = first < 1 || first > LAST - AHEAD ? 1 : first;
            reserved = first;
            used(first);
            return first;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The highest number in use now; reserves more when it comes near the reserved end. */
    void used(int highest) {
        if (highest + AHEAD / 2 >= reserved) {
            write(highest + AHEAD);
        }
    }

    /** The run is over: what lies behind {@code highest} is free again. */
    void finished(int highest) {
        write(highest + 1);
    }

    private void write(int next) {
        reserved = next;
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(fresh, Integer.toString(next) + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
