package dev.turnpike.core;

/** What the core knows about one terminal: its batch, its totals, its key sets. Changed by {@link RecordApplier} alone. */
final class TerminalState {
    static final byte[] NONE = new byte[0];

    /** Field 41 packed into a long. */
    final long tid;
    /** The core's own number, used in look-up keys; follows the order of first appearance. */
    final int number;
    /** Number in the directory, -1 when no longer provisioned. */
    int directoryNumber = -1;

    int batch = 1;
    int closedBatch;
    /** Totals of the batch closed last; late outcomes still count there. */
    final long[] closedTotals = new long[8];
    /** Requests sent upstream in the open batch, whatever became of them. */
    private int entered;
    /** Trace numbers whose outcomes were evicted. */
    final ForgottenTraces forgotten = new ForgottenTraces();
    /** True when the 0500 that closed it agreed with our totals. */
    private boolean closedBalanced;
    /** Field 62 of the pending set and its network code, so that another sign-on before its use gets the same keys. Not journaled. */
    byte[] pendingDownload = NONE;
    int pendingNetworkCode;
    int uploads;
    boolean uploadEnded;

    int lastKeyVersion;
    /** Key sets: index 0 pending, 1 current, 2 previous. Version 0 = none. */
    final KeySet[] keys = {new KeySet(), new KeySet(), new KeySet()};

    /** Domestic then foreign: debit amount, debit count, credit amount, credit count. */
    final long[] totals = new long[8];

    /** One downloaded set of working keys, as key blocks. */
    static final class KeySet {
        int version;
        byte[] pinKey = NONE;
        byte[] macKey = NONE;
        byte[] trackKey = NONE;

        void copyFrom(KeySet other) {
            version = other.version;
            pinKey = other.pinKey;
            macKey = other.macKey;
            trackKey = other.trackKey;
        }

        void clear() {
            version = 0;
            pinKey = NONE;
            macKey = NONE;
            trackKey = NONE;
        }
    }

    TerminalState(long tid, int number) {
        this.tid = tid;
        this.number = number;
    }

    /** Adds ({@code sign} 1) or takes back ({@code sign} -1) an approved transaction. */
    void count(Transaction tx, int sign) {
        long[] counted = tx.batch == batch ? totals : tx.batch == closedBatch ? closedTotals : null;
        if (counted == null) {
            return;
        }
        int base = (tx.flags & Transaction.FOREIGN) != 0 ? 4 : 0;
        switch (tx.type.totals()) {
            case DEBIT -> {
                counted[base] += sign * tx.approvedMinor;
                counted[base + 1] += sign;
            }
            case CREDIT -> {
                counted[base + 2] += sign * tx.approvedMinor;
                counted[base + 3] += sign;
            }
            case DIFFERENCE -> counted[base] += sign * (tx.approvedMinor - tx.replacedMinor);
            case NONE -> {
            }
        }
    }

    /** True when nothing counts in the open batch. */
    boolean isEmpty() {
        return count(totals) == 0;
    }

    private static long count(long[] of) {
        return of[1] + of[3] + of[5] + of[7];
    }

    /** True when the 0500 that closed the batch closed last agreed with our totals. */
    boolean isClosedBalanced() {
        return closedBalanced;
    }

    /** The 0500 that closed the batch closed last agreed with our totals, or not; agreeing on nothing does not count. */
    void closedWith(boolean agreed) {
        closedBalanced = agreed && count(closedTotals) > 0;
    }

    /**
     * True when an authentic request may open the batch closed last again: a 0500 is not authenticated, so one that did not agree with our
     * totals, or closed an empty batch, may have been a stranger's.
     */
    boolean mayReopen() {
        return entered == 0 && !closedBalanced;
    }

    /** An authentic request, or a 0500, speaks of this batch: it becomes the open one. The one closed last is opened again. */
    void adopt(int number) {
        if (number != batch) {
            openBatch(number);
        }
    }

    /** A request of the open batch goes upstream: from now on the batch is worth keeping. */
    void enter() {
        entered++;
    }

    /** Requests sent upstream in the open batch. */
    int entered() {
        return entered;
    }

    /** Starts a batch with empty totals; the open one, unless nothing counted in it, becomes the one closed last. */
    void openBatch(int number) {
        if (entered == 0 && number == closedBatch && closedBatch != 0) {
            System.arraycopy(closedTotals, 0, totals, 0, totals.length);
            java.util.Arrays.fill(closedTotals, 0);
            closedBatch = 0;
            batch = number;
            entered = 1;
            return;
        }
        if (entered > 0 || closedBatch == 0) {
            closedBatch = batch;
            closedBalanced = false;
            System.arraycopy(totals, 0, closedTotals, 0, totals.length);
        }
        batch = number;
        entered = 0;
        java.util.Arrays.fill(totals, 0);
        uploads = 0;
        uploadEnded = false;
    }
}
