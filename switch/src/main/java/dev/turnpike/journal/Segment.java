package dev.turnpike.journal;

import java.nio.file.Path;

/** One file of the journal. Ordered by epoch, then by name. */
record Segment(int epoch, Path file) implements Comparable<Segment> {
    @Override
    public int compareTo(Segment other) {
        int byEpoch = Integer.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : file.getFileName().toString().compareTo(other.file.getFileName().toString());
    }

    /** The name for messages: directory of the epoch and file. */
    String shortName() {
        return file.getParent().getFileName() + "/" + file.getFileName();
    }
}
