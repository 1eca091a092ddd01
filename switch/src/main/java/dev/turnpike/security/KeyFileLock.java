package dev.turnpike.security;

import dev.turnpike.status.Clock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps others from changing a key file between reading and saving it: a lock on {@code NAME.lock} beside it, which stays there, since a file
 * that is replaced cannot carry its own lock. Readers need none. Held until {@link #close()} or the end of the process.
 */
public final class KeyFileLock implements AutoCloseable {
    /** How long a change waits for another one, in milliseconds. */
    public static final long WAIT_MS = 5_000;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path keyFile;
    private final FileChannel channel;

    private KeyFileLock(Path keyFile, FileChannel channel) {
        this.keyFile = keyFile;
        this.channel = channel;
    }

    /** That somebody else held the lock all the time. */
    public static final class BusyException extends IOException {
        private static final long serialVersionUID = 1;

        BusyException(Path keyFile) {
            super(keyFile + " is being changed by another command; try again when it is done");
        }
    }

    /**
     * Waits at most {@code waitMs} for the lock of {@code keyFile}, which need not exist yet.
     *
     * @throws BusyException when another process or thread has it for longer
     * @throws IOException   when the lock file cannot be made
     */
    public static KeyFileLock of(Path keyFile, Clock clock, long waitMs) throws IOException {
        Path absolute = keyFile.toAbsolutePath();
        FileChannel channel = FileChannel.open(absolute.resolveSibling(absolute.getFileName() + ".lock"),
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        boolean held = false;
        try {
            long start = clock.monotonicNs();
            held = held(channel);
            while (!held && clock.monotonicNs() - start < TimeUnit.MILLISECONDS.toNanos(waitMs)) {
                LockSupport.parkNanos(PAUSE_NS);
                held = held(channel);
            }
            if (!held) {
                throw new BusyException(keyFile);
            }
            return new KeyFileLock(keyFile, channel);
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    private static boolean held(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Reads the key file as it is under the lock.
     *
     * @throws IOException as {@link KeyFile#open}
     */
    public KeyFile open() throws IOException {
        return KeyFile.open(keyFile);
    }

    /** Lets others in. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
