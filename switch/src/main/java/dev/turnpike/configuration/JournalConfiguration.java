package dev.turnpike.configuration;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The journal.
 *
 * @param mode          when a record counts as durable
 * @param directory     absolute folder of its files
 * @param rollCycle     how long one file is written
 * @param preallocate   bytes reserved ahead of the writer
 * @param floor         free bytes on its volume below which new financial transactions are refused
 * @param syncInterval  longest wait before a batch is synced; 0 syncs as soon as the previous sync ends
 * @param retention     how long closed files are kept at least
 */
public record JournalConfiguration(Mode mode, Path directory, RollCycle rollCycle, long preallocate, long floor, Duration syncInterval,
        Duration retention) {
    /** When a record counts as durable. */
    public enum Mode {
        /** After the disk has it: an approval survives a power cut. */
        DURABLE,
        /** After the operating system has it: survives a crash of the process, not of the machine. */
        PAGE_CACHE
    }

    /** How long one file is written. */
    public enum RollCycle {
        /** A file an hour. */
        HOURLY,
        /** A file a day. */
        DAILY
    }
}
