package dev.turnpike.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What happens to a journal directory before the first append: checks, the lock, the epoch, the removal of a torn tail. */
final class JournalOpening {
    /** Start of the epochs derived from the clock: 2020-01-01T00:00Z in seconds. */
    private static final long EPOCH_ORIGIN_S = 1_577_836_800L;

    private JournalOpening() {
    }

    /** Checks that the directory can be used; each refusal is one sentence and has its exit code. */
    static void checkDirectory(JournalContext context) throws IOException {
        Path directory = context.directory();
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && context.create()) {
            try {
                Files.createDirectory(directory);
                NativeFiles.forceDirectory(directory.toAbsolutePath().getParent());
            } catch (IOException e) {
                throw new JournalException(JournalException.CANNOT_CREATE,
                        "journal directory " + directory + " cannot be created: " + reason(e) + ".", e);
            }
        }
        if (!Files.exists(directory)) {
            throw new JournalException(JournalException.CONFIGURATION,
                    "journal directory " + directory + " does not exist; mount or create it, or correct its path in the configuration.");
        }
        if (!Files.isDirectory(directory)) {
            throw new JournalException(JournalException.CONFIGURATION, "journal directory " + directory + " is not a directory.");
        }
        // Trying is the only check that holds for root and for read-only mounts alike.
        Path probe = directory.resolve("probe.tmp");
        try {
            Files.deleteIfExists(probe);
            Files.createFile(probe);
            Files.delete(probe);
        } catch (IOException e) {
            throw new JournalException(JournalException.CANNOT_CREATE, "journal directory " + directory + " cannot be written by user "
                    + System.getProperty("user.name") + ": " + reason(e) + ".", e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "its parent does not exist";
        }
        return e instanceof java.nio.file.FileSystemException f && f.getReason() != null ? f.getReason() : e.toString();
    }

    /** Checks the version, or writes it into an empty directory together with a position file. */
    static void checkVersion(JournalLayout layout, boolean writable) throws IOException {
        String version = JournalLayout.read(layout.versionFile());
        if (version == null) {
            if (!layout.epochs().isEmpty() || Files.exists(layout.epochFile())) {
                throw new JournalException(JournalException.DAMAGED, layout.versionFile() + " is missing from a journal that is not empty.");
            }
            if (!writable) {
                throw new JournalException(JournalException.CONFIGURATION, layout.directory() + " is not a journal.");
            }
            PositionFile.create(layout.positionFile());
            JournalLayout.replace(layout.versionFile(), JournalLayout.VERSION);
        } else if (!version.equals(JournalLayout.VERSION)) {
            throw new JournalException(JournalException.CONFIGURATION, "journal " + layout.directory() + " has version \"" + version
                    + "\", this program reads \"" + JournalLayout.VERSION + "\".");
        }
        if (!Files.exists(layout.positionFile())) {
            throw new JournalException(JournalException.DAMAGED,
                    layout.positionFile() + " is missing: what was durable is unknown; restore it with the segments from the same backup.");
        }
    }

    /**
     * Raises the epoch durably and returns it: greater than every epoch seen in this directory, and not smaller than the seconds since
     * 2020, so that a journal restored from an older copy does not use an epoch again that the lost one had used (nonces hold it).
     */
    static int raiseEpoch(JournalLayout layout, PositionFile position, JournalContext context) throws IOException {
        List<Integer> epochs = layout.epochs();
        int last = epochs.isEmpty() ? 0 : epochs.getLast();
        last = Math.max(last, Math.max(layout.storedEpoch(), position.epoch()));
        long byClock = context.clock().wallMs() / 1000 - EPOCH_ORIGIN_S;
        long epoch = Math.max(last + 1L, byClock);
        if (epoch > Integer.MAX_VALUE) {
            throw new JournalException(JournalException.DAMAGED, "journal " + layout.directory() + " has used up its epochs.");
        }
        JournalLayout.replace(layout.epochFile(), Long.toString(epoch));
        position.epoch((int) epoch);
        return (int) epoch;
    }

    /**
     * Cuts the last segment behind its last valid record and removes later ones, which hold no record of the chain; what was torn is
     * kept in {@code dropped}. Also frees the reserved blocks of a segment that ended cleanly.
     */
    static void dropTail(JournalLayout layout, List<Segment> segments, JournalScanner scanner, VerifyReport report) throws IOException {
        if (segments.isEmpty()) {
            return;
        }
        Segment last = segments.get(scanner.endSegment());
        if (report.tornBytes() > 0) {
            Files.createDirectories(layout.droppedDirectory());
            String name = last.file().getParent().getFileName() + "-" + last.file().getFileName() + "-" + scanner.endOffset();
            copyTail(last.file(), scanner.endOffset(), layout.droppedDirectory().resolve(name));
            for (Segment later : segments.subList(scanner.endSegment() + 1, segments.size())) {
                String laterName = later.file().getParent().getFileName() + "-" + later.file().getFileName();
                copyTail(later.file(), 0, layout.droppedDirectory().resolve(laterName));
            }
            NativeFiles.forceDirectory(layout.droppedDirectory());
        }
        // From the last backwards, so that a crash in between leaves a chain that is cut at its end again.
        for (Segment later : segments.subList(scanner.endSegment() + 1, segments.size()).reversed()) {
            Files.delete(later.file());
            NativeFiles.forceDirectory(later.file().getParent());
        }
        trim(last.file(), scanner.endOffset());
        if (scanner.lastSequence() > scanner.forcedUpTo()) {
            makeDurable(segments, scanner);
        }
    }

    /**
     * After a killed process the last records may be in the page cache only, some in a segment before the last; they are about to be
     * acted upon, so they become durable first. They are written again before the force: had a force failed in the process before, the
     * kernel would call their pages clean and a force alone would succeed without writing them.
     */
    private static void makeDurable(List<Segment> segments, JournalScanner scanner) throws IOException {
        for (int i = scanner.unforcedSegment(); i <= scanner.endSegment(); i++) {
            Segment segment = segments.get(i);
            try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                rewrite(channel, i == scanner.unforcedSegment() ? scanner.unforcedOffset() : 0);
                channel.force(true);
            }
            NativeFiles.forceDirectory(segment.file().getParent());
        }
    }

    private static void rewrite(FileChannel channel, long from) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 18);
        long at = from;
        while (channel.read(chunk.clear(), at) > 0) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                at += channel.write(chunk, at);
            }
        }
    }

    /** Ends a segment behind its last record; also frees the blocks that were reserved for more. */
    static void trim(Path file, long end) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            channel.force(true);
        }
    }

    static void copyTail(Path from, long offset, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
            long at = offset;
            while (in.read(chunk.clear(), at) > 0) {
                at += chunk.flip().remaining();
                if (!isZero(chunk)) {
                    out.write(chunk, at - chunk.limit() - offset);
                }
            }
            out.force(true);
        }
    }

    private static boolean isZero(ByteBuffer chunk) {
        for (int i = 0; i < chunk.limit(); i++) {
            if (chunk.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Removes what earlier processes left besides segments: files prepared but never used, and directories without a segment. */
    static void removeLeftovers(JournalLayout layout) throws IOException {
        for (int epoch : layout.epochs()) {
            Path directory = layout.epochDirectory(epoch);
            boolean segments = false;
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                for (Path path : stream) {
                    if (path.getFileName().toString().endsWith(JournalLayout.PREPARED_SUFFIX)) {
                        Files.delete(path);
                    }
                    segments |= path.getFileName().toString().endsWith(JournalLayout.SUFFIX);
                }
            }
            if (!segments) {
                Files.deleteIfExists(directory.resolve(JournalLayout.CHRONICLE_METADATA));
                Files.delete(directory);
            }
        }
    }
}
