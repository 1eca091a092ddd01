package dev.turnpike.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Names and small text files of a journal directory. Stateless but for the directory. */
final class JournalLayout {
    /** What this program writes into {@code version}. */
    static final String VERSION = "turnpike-journal 1";
    static final String SUFFIX = ".cq4";
    static final String CHRONICLE_METADATA = "metadata.cq4t";
    static final String PREPARED_SUFFIX = ".prepared";
    private static final String EPOCH_PREFIX = "epoch-";

    private final Path directory;

    JournalLayout(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    Path lockFile() {
        return directory.resolve("lock");
    }

    Path versionFile() {
        return directory.resolve("version");
    }

    Path epochFile() {
        return directory.resolve("epoch");
    }

    Path positionFile() {
        return directory.resolve("position");
    }

    Path baseFile() {
        return directory.resolve("base");
    }

    Path droppedDirectory() {
        return directory.resolve("dropped");
    }

    Path originalsDirectory() {
        return directory.resolve("originals");
    }

    Path epochDirectory(int epoch) {
        return directory.resolve(EPOCH_PREFIX + String.format("%010d", epoch));
    }

    /** The epochs that have a directory, ascending. */
    List<Integer> epochs() throws IOException {
        List<Integer> epochs = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, EPOCH_PREFIX + "*")) {
            for (Path path : stream) {
                String digits = path.getFileName().toString().substring(EPOCH_PREFIX.length());
                if (digits.matches("[0-9]{10}")) {
                    epochs.add(Integer.parseInt(digits));
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        epochs.sort(Integer::compare);
        return epochs;
    }

    /** All segments in journal order. */
    List<Segment> segments() throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (int epoch : epochs()) {
            addSegments(epoch, segments);
        }
        return segments;
    }

    private void addSegments(int epoch, List<Segment> segments) throws IOException {
        int from = segments.size();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(epochDirectory(epoch), "*" + SUFFIX)) {
            for (Path path : stream) {
                segments.add(new Segment(epoch, path));
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            return; // an emptied epoch may be removed while another process lists
        }
        segments.subList(from, segments.size()).sort(null);
    }

    /** The text of a small file without surrounding blanks, or null when the file does not exist. */
    static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Replaces a small text file so that after a crash either the old or the new text is there, whole. */
    static void replace(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot rename atomically", e);
        }
        NativeFiles.forceDirectory(file.toAbsolutePath().getParent());
    }

    /** The epoch stored in the epoch file, 0 when there is none; {@link JournalException} 65 when it is not a number. */
    int storedEpoch() throws IOException {
        String text = read(epochFile());
        if (text == null) {
            return 0;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new JournalException(JournalException.DAMAGED, epochFile() + " does not hold a number.", e);
        }
    }
}
