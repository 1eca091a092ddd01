package dev.turnpike.core;

import java.util.Arrays;

/**
 * Trace numbers of one terminal whose outcomes are no longer remembered, as ranges per batch: so that none is decided a second time, and a
 * terminal that starts its numbers anew within a batch is not held up by those it has not used. Bounded: when a batch has no room for
 * another range, the nearest one grows to take the number in, and covers what lies between.
 */
final class ForgottenTraces {
    private static final int BATCHES = 4;
    private static final int RANGES = 8;
    private final int[] batches = new int[BATCHES];
    private final int[] counts = new int[BATCHES];
    private final int[][] from = new int[BATCHES][RANGES];
    private final int[][] to = new int[BATCHES][RANGES];
    private int nextBatch;

    ForgottenTraces() {
        Arrays.fill(batches, -1);
    }

    private int find(int batch) {
        for (int i = 0; i < BATCHES; i++) {
            if (batches[i] == batch) {
                return i;
            }
        }
        return -1;
    }

    /** True when the number may have been used in that batch. */
    boolean contains(int batch, int stan) {
        int at = find(batch);
        for (int i = 0; at >= 0 && i < counts[at]; i++) {
            if (stan >= from[at][i] && stan <= to[at][i]) {
                return true;
            }
        }
        return false;
    }

    /** The outcome under this number is about to be forgotten. */
    void add(int batch, int stan) {
        if (contains(batch, stan)) {
            return;
        }
        int at = find(batch);
        if (at < 0) {
            at = nextBatch;
            nextBatch = (nextBatch + 1) % BATCHES;
            batches[at] = batch;
            counts[at] = 0;
        }
        int nearest = nearest(at, stan);
        boolean touches = nearest >= 0 && distance(at, nearest, stan) == 1;
        if (!touches && counts[at] < RANGES) {
            from[at][counts[at]] = stan;
            to[at][counts[at]] = stan;
            counts[at]++;
            return;
        }
        from[at][nearest] = Math.min(from[at][nearest], stan);
        to[at][nearest] = Math.max(to[at][nearest], stan);
        join(at, nearest);
    }

    private int distance(int at, int range, int stan) {
        return stan < from[at][range] ? from[at][range] - stan : stan - to[at][range];
    }

    private int nearest(int at, int stan) {
        int nearest = -1;
        for (int i = 0; i < counts[at]; i++) {
            if (nearest < 0 || distance(at, i, stan) < distance(at, nearest, stan)) {
                nearest = i;
            }
        }
        return nearest;
    }

    // A range that grew may meet others.
    private void join(int at, int grown) {
        for (int i = counts[at] - 1; i >= 0; i--) {
            if (i != grown && from[at][i] <= to[at][grown] + 1 && to[at][i] >= from[at][grown] - 1) {
                from[at][grown] = Math.min(from[at][grown], from[at][i]);
                to[at][grown] = Math.max(to[at][grown], to[at][i]);
                int last = counts[at] - 1;
                from[at][i] = from[at][last];
                to[at][i] = to[at][last];
                counts[at] = last;
                if (grown == last) {
                    join(at, i);
                    return;
                }
            }
        }
    }

    boolean isEmpty() {
        return batches[0] < 0;
    }

    /** Hash of what is remembered here, to be equal after recovery. */
    long hash() {
        long hash = nextBatch;
        for (int i = 0; i < BATCHES; i++) {
            hash = hash * 31 + batches[i];
            for (int j = 0; j < counts[i]; j++) {
                hash = (hash * 31 + from[i][j]) * 31 + to[i][j];
            }
        }
        return hash;
    }
}
