package dev.turnpike.journal;

import org.agrona.DirectBuffer;

/**
 * What the pipeline needs of a journal: append in order, make durable, tell both positions. {@link Journal} is the one on a disk;
 * whoever steps the pipeline by hand may bring another with the same promises.
 */
public interface RecordLog {
    /** The epoch of this opening: greater than that of every record before. */
    int epoch();

    /** Makes the calling thread the one that appends. */
    void startAppender();

    /**
     * Appends one record; appender thread only.
     *
     * @param wallMs wall time in milliseconds since 1970, stored with the record
     * @return the record's sequence: that of the record before plus one
     */
    long append(DirectBuffer record, int offset, int length, long wallMs);

    /**
     * Makes everything durable that was appended before the call; one thread.
     *
     * @throws JournalSyncFailedException when that failed; final, every later call throws again
     */
    void sync();

    /** Appender thread, at the end of a batch: seals what was appended, when something was made durable since the last seal. */
    default void sealSynced(long wallMs) {
    }

    /** The sequence up to which effects were released; the next seal says it. One thread. */
    default void released(long sequence) {
    }

    /** Sequence of the last record appended, 0 before the first. Any thread. */
    long appended();

    /** Sequence up to which records are durable. Any thread. */
    long durable();

    /** True while new financial transactions must be refused because disk space runs out. Any thread. */
    boolean belowFloor();
}
