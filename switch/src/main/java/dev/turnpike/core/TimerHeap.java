package dev.turnpike.core;

import java.util.Arrays;

/** A binary heap of transactions by {@code timerNs}; ties by transaction id, so that order never depends on history. One thread. */
final class TimerHeap {
    private Transaction[] heap = new Transaction[1024];
    private int size;

    /** Arms or moves the timer of {@code tx}. */
    void arm(Transaction tx, long atNs) {
        if (tx.timerIndex >= 0) {
            cancel(tx);
        }
        tx.timerNs = atNs;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        heap[size] = tx;
        tx.timerIndex = size;
        size++;
        up(size - 1);
    }

    /** Disarms the timer of {@code tx}; nothing happens when it has none. */
    void cancel(Transaction tx) {
        int at = tx.timerIndex;
        if (at < 0) {
            return;
        }
        size--;
        Transaction last = heap[size];
        heap[size] = null;
        tx.timerIndex = -1;
        if (last != tx) {
            heap[at] = last;
            last.timerIndex = at;
            up(at);
            down(last.timerIndex);
        }
    }

    /** The transaction whose timer fires next and is due at {@code nowNs}, or null. It stays armed. */
    Transaction due(long nowNs) {
        return size > 0 && heap[0].timerNs - nowNs <= 0 ? heap[0] : null;
    }

    private static boolean before(Transaction a, Transaction b) {
        long difference = a.timerNs - b.timerNs;
        return difference != 0 ? difference < 0 : a.txId < b.txId;
    }

    private void up(int from) {
        int at = from;
        Transaction tx = heap[at];
        while (at > 0) {
            int parent = at - 1 >> 1;
            if (!before(tx, heap[parent])) {
                break;
            }
            heap[at] = heap[parent];
            heap[at].timerIndex = at;
            at = parent;
        }
        heap[at] = tx;
        tx.timerIndex = at;
    }

    private void down(int from) {
        int at = from;
        Transaction tx = heap[at];
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], tx)) {
                break;
            }
            heap[at] = heap[child];
            heap[at].timerIndex = at;
            at = child;
        }
        heap[at] = tx;
        tx.timerIndex = at;
    }
}
