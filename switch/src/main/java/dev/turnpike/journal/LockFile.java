package dev.turnpike.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** The exclusive lock on a journal directory: a locked file that holds the owner's process id. Released by the kernel with the process. */
final class LockFile implements AutoCloseable {
    /** A lock belongs to the process and is lost when any descriptor of the file is closed, so a second open here must not touch it. */
    private static final Set<Path> HELD_HERE = new HashSet<>();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private LockFile(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the lock or throws {@link JournalException} with exit code 75 naming the owner. */
    static LockFile acquire(Path path) throws IOException {
        Path file = path.toAbsolutePath().getParent().toRealPath().resolve(path.getFileName());
        synchronized (HELD_HERE) {
            if (HELD_HERE.contains(file)) {
                throw inUse(Long.toString(ProcessHandle.current().pid()));
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String owner = readPid(channel);
                channel.close();
                throw inUse(owner);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            HELD_HERE.add(file);
            return new LockFile(file, channel, lock);
        }
    }

    /**
     * The process that holds the lock, 0 when none does. Asks the kernel's list of locks instead of trying the lock, which for a moment
     * would keep a switch from starting; without such a list the process that took it last counts as the holder while it lives.
     */
    static long owner(Path path) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        Path file = path.toAbsolutePath().getParent().toRealPath().resolve(path.getFileName());
        synchronized (HELD_HERE) {
            // Opening the file here would give the lock away.
            return HELD_HERE.contains(file) ? ProcessHandle.current().pid() : ownerElsewhere(file);
        }
    }

    private static long ownerElsewhere(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        long last = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
        Path list = Path.of("/proc/locks");
        if (!Files.isReadable(list)) {
            return last > 0 && ProcessHandle.of(last).isPresent() ? last : 0;
        }
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        boolean held = Files.readAllLines(list, StandardCharsets.US_ASCII).stream()
                .anyMatch(l -> l.contains(inode) && l.contains("WRITE") && !l.contains("->"));
        return held ? Math.max(1, last) : 0;
    }

    private static JournalException inUse(String pid) {
        return new JournalException(JournalException.IN_USE, "journal in use by pid " + pid);
    }

    private static String readPid(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD_HERE) {
            HELD_HERE.remove(file);
            if (channel.isOpen()) {
                lock.release();
                channel.close();
            }
        }
    }
}
