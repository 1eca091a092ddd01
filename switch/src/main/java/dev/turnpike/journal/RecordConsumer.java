package dev.turnpike.journal;

import org.agrona.DirectBuffer;

/** Receives records in journal order. */
@FunctionalInterface
public interface RecordConsumer {
    /**
     * One valid record. The bytes are readable only during the call.
     *
     * @param epoch    the epoch under which it was written, greater than zero
     * @param sequence its position, greater by one from record to record, or by more where the journal wrote seals of its own
     * @param wallMs   the writer's wall time in milliseconds since 1970, as passed to {@code append}
     * @param buffer   holds the body
     * @param offset   first byte of the body
     * @param length   bytes of the body
     * @return false to receive no more records
     */
    boolean onRecord(int epoch, long sequence, long wallMs, DirectBuffer buffer, int offset, int length);
}
