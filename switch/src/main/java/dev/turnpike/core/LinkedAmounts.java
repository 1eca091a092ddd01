package dev.turnpike.core;

import dev.turnpike.transaction.TransactionType;

/**
 * What a transaction does to the one that it refers to: holds it while its outcome is open, changes it when it stands, gives it back when
 * it falls. Part of applying records: holds no rules.
 */
final class LinkedAmounts {
    private final CoreState state;
    private final RiskAccounts risk;

    LinkedAmounts(CoreState state, RiskAccounts risk) {
        this.state = state;
        this.risk = risk;
    }

    private Transaction original(Transaction tx) {
        return tx.originalTxId == 0 ? null : state.transactions.byId(tx.originalTxId);
    }

    /** The transaction is about to be sent, or stored. */
    void begin(Transaction tx) {
        Transaction original = original(tx);
        if (original == null) {
            return;
        }
        if (tx.type.isRefund()) {
            original.refundedMinor += tx.amountMinor;
            original.refundsOpen++;
        } else if (holds(tx.type)) {
            original.busy++;
        }
        state.transactions.linkedChanged(original);
    }

    private static boolean holds(TransactionType type) {
        return type.isVoid() || type.isCompletion() || type == TransactionType.PREAUTH_ADDITION;
    }

    /** It stands with {@code tx.approvedMinor}: the acquirer approved, or the terminal was told 00 for an advice. */
    void stand(Transaction tx) {
        tx.standing = true;
        Transaction original = original(tx);
        if (original != null) {
            stand(tx, original);
            state.transactions.linkedChanged(original);
        }
        tx.terminal.count(tx, 1);
        tx.counted = true;
        risk.confirm(tx);
        if (tx.type == TransactionType.PREAUTH) {
            state.transactions.enterPreauth(tx);
        }
    }

    private void stand(Transaction tx, Transaction original) {
        if (tx.type.isRefund()) {
            original.refundedMinor -= tx.amountMinor - tx.approvedMinor;
            original.refundsOpen--;
        } else if (tx.type.isAdjustment()) {
            tx.replacedMinor = original.approvedMinor;
            original.approvedMinor = tx.approvedMinor;
        } else if (holds(tx.type)) {
            original.busy--;
            change(tx, original, 1);
            if (original.voided) {
                risk.release(original);
            }
        }
    }

    // What a void, a completion or an addition does (sign 1), or did (sign -1), to its original.
    private void change(Transaction tx, Transaction original, int sign) {
        if (tx.type.isVoid()) {
            original.voided = sign > 0;
        } else if (tx.type.isCompletion()) {
            original.completions += sign;
        } else {
            original.additionsMinor += sign * tx.approvedMinor;
        }
        Transaction preauth = tx.type == TransactionType.COMPLETION_VOID ? original(original) : null;
        if (preauth != null) {
            preauth.completions -= sign;
            state.transactions.linkedChanged(preauth);
        }
    }

    /** It never stood: declined, not sent, or reversed before an outcome. */
    void drop(Transaction tx) {
        Transaction original = original(tx);
        if (original == null) {
            return;
        }
        if (tx.type.isRefund()) {
            original.refundedMinor -= tx.amountMinor;
            original.refundsOpen--;
        } else if (holds(tx.type)) {
            original.busy--;
        }
        state.transactions.linkedChanged(original);
    }

    /** It stood and is being reversed: it no longer counts, and what it did to its original is taken back. */
    void undo(Transaction tx) {
        if (tx.counted) {
            tx.terminal.count(tx, -1);
            tx.counted = false;
        }
        if (!tx.standing) {
            return;
        }
        tx.standing = false;
        risk.release(tx);
        Transaction original = original(tx);
        if (original != null && holds(tx.type)) {
            change(tx, original, -1);
            state.transactions.linkedChanged(original);
        }
    }
}
