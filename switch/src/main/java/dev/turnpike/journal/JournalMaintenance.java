package dev.turnpike.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Removal of old segments, and copies. Any thread, one at a time. */
final class JournalMaintenance {
    private static final int COPY_ATTEMPTS = 20;

    private JournalMaintenance() {
    }

    /**
     * Segments that hold records behind the base. Those before it are the rest of a removal that a crash interrupted. A segment whose
     * first record cannot be read counts as needed.
     */
    static List<Segment> needed(List<Segment> segments, JournalBase base, SegmentWalker walker) throws IOException {
        if (base.sequence() == 0) {
            return segments;
        }
        int from = 0;
        while (from + 1 < segments.size()) {
            long next = firstSequence(segments.get(from + 1), walker);
            if (next <= 0 || next > base.sequence() + 1) {
                break;
            }
            from++;
        }
        return new ArrayList<>(segments.subList(from, segments.size()));
    }

    private static long firstSequence(Segment segment, SegmentWalker walker) throws IOException {
        walker.open(segment);
        return walker.next() == SegmentWalker.Found.RECORD ? walker.sequence() : -1;
    }

    /** Removes whole segments that hold only records before {@code sequence}; the new base is durable first. Returns how many. */
    static int deleteBefore(JournalLayout layout, long sequence) throws IOException {
        try (SegmentWalker walker = new SegmentWalker()) {
            List<Segment> segments = layout.segments();
            int keepFrom = 0;
            while (keepFrom + 1 < segments.size()) {
                long next = firstSequence(segments.get(keepFrom + 1), walker);
                if (next <= 0 || next > sequence) {
                    break;
                }
                keepFrom++;
            }
            if (keepFrom == 0) {
                return 0;
            }
            lastOf(segments.get(keepFrom - 1), walker).write(layout);
            delete(segments.subList(0, keepFrom));
            return keepFrom;
        }
    }

    private static JournalBase lastOf(Segment segment, SegmentWalker walker) throws IOException {
        walker.open(segment);
        JournalBase last = null;
        while (walker.next() == SegmentWalker.Found.RECORD) {
            last = new JournalBase(walker.sequence(), walker.epoch(), walker.checksum());
        }
        if (last == null) {
            throw new JournalException(JournalException.DAMAGED, "segment " + segment.shortName() + " holds no record; nothing was removed.");
        }
        return last;
    }

    /** Deletes segments from the oldest on. */
    static void delete(List<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            Files.deleteIfExists(segment.file());
            NativeFiles.forceDirectory(segment.file().getParent());
        }
    }

    /**
     * Copies a journal, also while it is written, into a new directory, forces the copy and verifies it. The position is read first, so
     * the copy holds at least everything that was durable then; what was appended meanwhile may be there, its end may be torn.
     */
    static VerifyReport backup(Path from, Path to) {
        JournalLayout source = new JournalLayout(from);
        JournalLayout target = new JournalLayout(to);
        List<Segment> segments;
        try {
            JournalOpening.checkVersion(source, false);
            createTarget(to);
            Files.copy(source.positionFile(), target.positionFile());
            JournalBase base = JournalBase.read(source);
            JournalLayout.replace(target.epochFile(), Integer.toString(source.storedEpoch()));
            segments = source.segments();
            for (Segment segment : segments) {
                Path directory = target.epochDirectory(segment.epoch());
                Files.createDirectories(directory);
                JournalOpening.copyTail(segment.file(), 0, directory.resolve(segment.file().getFileName()));
                NativeFiles.forceDirectory(directory);
            }
            if (!base.equals(JournalBase.read(source))) {
                throw new IOException("segments were removed meanwhile; copy again");
            }
            if (base.sequence() > 0) {
                base.write(target);
            }
            try (FileChannel position = FileChannel.open(target.positionFile(), StandardOpenOption.WRITE)) {
                position.force(true);
            }
            // Last, so that a copy that was interrupted is not taken for a journal.
            JournalLayout.replace(target.versionFile(), JournalLayout.VERSION);
            NativeFiles.forceDirectory(to.toAbsolutePath().getParent());
        } catch (FileAlreadyExistsException e) {
            throw new JournalException(JournalException.CANNOT_CREATE, "folder " + to + " exists already and is not empty.", e);
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "journal " + from + " cannot be copied to " + to + ": " + e + ".", e);
        }
        return withoutHoles(segments, target, to);
    }

    /** A directory that is there already is taken when it is empty. */
    private static void createTarget(Path to) throws IOException {
        if (Files.isDirectory(to)) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(to)) {
                if (content.iterator().hasNext()) {
                    throw new FileAlreadyExistsException(to.toString());
                }
            }
            return;
        }
        Files.createDirectory(to);
    }

    // A file that is copied while it grows may show later pages newer than earlier ones: a hole, not a torn end. What is written by now
    // stays written, so copying such a file again mends it.
    private static VerifyReport withoutHoles(List<Segment> segments, JournalLayout target, Path to) {
        VerifyReport report = JournalVerification.verify(to, null, null);
        for (int i = 0; i < COPY_ATTEMPTS && !report.intact() && !segments.isEmpty(); i++) {
            Segment newest = segments.getLast();
            Path copy = target.epochDirectory(newest.epoch()).resolve(newest.file().getFileName());
            try {
                Files.deleteIfExists(copy);
                JournalOpening.copyTail(newest.file(), 0, copy);
                NativeFiles.forceDirectory(copy.getParent());
            } catch (IOException e) {
                throw new JournalException(JournalException.IO, "segment " + newest.file() + " cannot be copied to " + copy + ": " + e + ".", e);
            }
            report = JournalVerification.verify(to, null, null);
        }
        return report;
    }
}
