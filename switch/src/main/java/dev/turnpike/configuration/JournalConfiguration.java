package dev.turnpike.configuration;

import dev.turnpike.journal.JournalMode;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The journal.
 *
 * @param mode          when a record counts as durable
 * @param directory     absolute folder of its files
 * @param segmentBytes  size of one file before the next is begun
 * @param maxSegmentAge age after which the next file is begun all the same
 * @param floorBytes    free bytes on its volume below which new financial transactions are refused
 * @param fillSegments  whether new files are written with zeros ahead of use, so that a sync has less to do
 */
public record JournalConfiguration(JournalMode mode, Path directory, long segmentBytes, Duration maxSegmentAge, long floorBytes,
        boolean fillSegments) {
}
