package dev.turnpike.core;

import dev.turnpike.transaction.TransactionType;

/** What the core knows about one terminal: its batch, its totals, its key sets. Changed by {@link RecordApplier} alone. */
final class TerminalState {
    private static final byte[] NONE = new byte[0];

    /** Field 41 packed into a long. */
    final long tid;
    /** The core's own number, used in look-up keys; follows the order of first appearance. */
    final int number;
    /** Number in the directory, -1 when no longer provisioned. */
    int directoryNumber = -1;

    int batch = 1;
    int closedBatch;
    int closedStan;
    byte[] closedAnswer = NONE;
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
        if (tx.batch != batch) {
            return;
        }
        int base = (tx.flags & Transaction.FOREIGN) != 0 ? 4 : 0;
        if (tx.type == TransactionType.SALE) {
            totals[base] += sign * tx.approvedMinor;
            totals[base + 1] += sign;
        } else if (tx.type == TransactionType.SALE_VOID || tx.type == TransactionType.REFUND) {
            totals[base + 2] += sign * tx.approvedMinor;
            totals[base + 3] += sign;
        }
    }

    /** Starts a batch with empty totals. */
    void openBatch(int number) {
        batch = number;
        java.util.Arrays.fill(totals, 0);
        uploads = 0;
        uploadEnded = false;
    }
}
