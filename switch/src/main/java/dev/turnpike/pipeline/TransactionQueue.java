package dev.turnpike.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Transaction ids on their way from the release thread to the work thread: answered ones for the lazy ANSWERED records, and answers that
 * reached nobody. One writer, one reader, bounded; when full an id is left out, which only means that its transaction looks unanswered in
 * the journal, or waits for the terminal's own reversal.
 */
final class TransactionQueue {
    private final long[] ids;
    private final int mask;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();

    TransactionQueue(int capacity) {
        ids = new long[capacity];
        mask = capacity - 1;
    }

    /** Release thread: adds an id unless full. */
    void offer(long id) {
        long at = tail.getPlain();
        if (at - head.getAcquire() < ids.length) {
            ids[(int) at & mask] = id;
            tail.setRelease(at + 1);
        }
    }

    /** Work thread: the next id, or 0 when there is none. */
    long poll() {
        long at = head.getPlain();
        if (at == tail.getAcquire()) {
            return 0;
        }
        long id = ids[(int) at & mask];
        head.setRelease(at + 1);
        return id;
    }

    /** Ids waiting. */
    int size() {
        return (int) (tail.getAcquire() - head.getAcquire());
    }
}
