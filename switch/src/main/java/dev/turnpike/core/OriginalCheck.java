package dev.turnpike.core;

import dev.turnpike.transaction.CivilTime;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import org.agrona.concurrent.UnsafeBuffer;

/** Finds the transaction that a request refers to and says whether the request may be done to it. Reads state, changes none. */
final class OriginalCheck {
    private static final int[] CLASSES = {200, 220, 100};
    private static final long DAY_MS = 86_400_000L;
    private final CoreState state;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[16]);
    private Transaction original;
    private RejectReason reason;

    OriginalCheck(CoreState state) {
        this.state = state;
    }

    /** The original that the last {@link #check} found, null when there is none. */
    Transaction original() {
        return original;
    }

    /** Why the last {@link #check} refused. */
    RejectReason reason() {
        return reason;
    }

    private int because(RejectReason why, int code) {
        reason = why;
        return code;
    }

    /** 00, or the code that refuses the request. */
    int check(RequestFacts f, TerminalState terminal) {
        original = find(f, terminal);
        if (original == null) {
            return f.type == TransactionType.SCRIPT_NOTIFY ? ResponseCode.APPROVED : because(RejectReason.NO_ORIGINAL, ResponseCode.NO_ORIGINAL);
        }
        if (f.type == TransactionType.SCRIPT_NOTIFY) {
            return ResponseCode.APPROVED;
        }
        return checkFound(f, terminal, original);
    }

    /** The same for an original that was found by other means. */
    int checkFound(RequestFacts f, TerminalState terminal, Transaction found) {
        original = found;
        OriginalRules rules = state.policy(terminal).originals();
        boolean standing = found.state == TransactionState.APPROVED && !found.voided && found.busy == 0;
        boolean sameCard = found.panHashHigh == f.panHashHigh && found.panHashLow == f.panHashLow;
        if (!standing || !sameCard) {
            return because(RejectReason.WRONG_STATE, ResponseCode.WRONG_STATE);
        }
        if (f.currency != found.currency) {
            return because(RejectReason.AMOUNT, ResponseCode.AMOUNT_DIFFERS);
        }
        return switch (f.type) {
            case SALE_VOID, COMPLETION_VOID -> checkVoid(f, found);
            case ADJUST, TIP_ADJUST -> checkAdjust(f, found, rules);
            case PREAUTH_VOID, PREAUTH_ADDITION, COMPLETION, COMPLETION_ADVICE -> checkPreauth(f, found, rules);
            default -> checkRefund(f, found, rules);
        };
    }

    // ---- finding

    private Transaction find(RequestFacts f, TerminalState terminal) {
        if (f.type == TransactionType.PREAUTH_VOID || f.type == TransactionType.PREAUTH_ADDITION || f.type.isCompletion()) {
            return findPreauth(f, terminal);
        }
        for (int messageClass : CLASSES) {
            Transaction tx = state.transactions.byKey(terminal.number, f.originalBatch, f.originalStan, messageClass);
            if (tx != null && !tx.isTombstone() && isOriginalOf(f.type, tx.type) && namesIt(f, tx)) {
                return tx;
            }
            tx = f.type.isRefund() ? state.transactions.account(terminal.number, f.originalBatch, f.originalStan, messageClass) : null;
            if (tx != null && namesIt(f, tx)) {
                return tx;
            }
        }
        return null;
    }

    // Field 61 names it at its own terminal; without that, card and authorisation code do, at any terminal of the merchant.
    private Transaction findPreauth(RequestFacts f, TerminalState terminal) {
        Transaction tx = state.transactions.byKey(terminal.number, f.originalBatch, f.originalStan, 100);
        if (tx == null || tx.type != TransactionType.PREAUTH || tx.authorizationCode != f.authorizationCode || !isOfDay(f, tx)) {
            tx = state.transactions.preauth(f.panHashHigh, f.panHashLow, f.authorizationCode);
        }
        return tx != null && sameMerchant(tx.terminal, terminal) ? tx : null;
    }

    private boolean sameMerchant(TerminalState a, TerminalState b) {
        if (a == b) {
            return true;
        }
        var directory = state.context.directory();
        return a.directoryNumber >= 0 && b.directoryNumber >= 0
            && directory.terminal(a.directoryNumber).mid().equals(directory.terminal(b.directoryNumber).mid());
    }

    private static boolean isOriginalOf(TransactionType type, TransactionType original) {
        return switch (type) {
            case SALE_VOID -> original == TransactionType.SALE;
            case COMPLETION_VOID -> original == TransactionType.COMPLETION;
            case ADJUST -> original == TransactionType.OFFLINE_SALE;
            case TIP_ADJUST -> original == TransactionType.SALE || original.isCompletion();
            case REFUND, OFFLINE_REFUND -> original.isCapture();
            case SCRIPT_NOTIFY -> original.isForwarded();
            default -> false;
        };
    }

    // The RRN where the row demands it; an authorisation code where the terminal sent one and the original has one.
    private boolean namesIt(RequestFacts f, Transaction tx) {
        boolean rrn = (f.type.needs() & TransactionType.Need.RRN) == 0 || AnswerComposer.isRrnOf(tx, f.rrn, scratch);
        boolean authorization = f.authorizationCode == 0 || tx.authorizationCode == 0 || f.authorizationCode == tx.authorizationCode;
        return rrn && authorization && isOfDay(f, tx);
    }

    // The date of the original as its terminal saw it, a day to either side: terminals' clocks pass midnight when they like.
    private boolean isOfDay(RequestFacts f, Transaction tx) {
        if (f.originalDate <= 0 || tx.terminal.directoryNumber < 0) {
            return true;
        }
        for (long shift = -DAY_MS; shift <= DAY_MS; shift += DAY_MS) {
            CivilTime time = state.localTime(tx.terminal, tx.wallMs + shift);
            if (time.mmdd() == f.originalDate) {
                return true;
            }
        }
        return false;
    }

    // ---- what may be done

    private int checkVoid(RequestFacts f, Transaction tx) {
        if (tx.batch != f.batch || tx.refundedMinor > 0) {
            return because(RejectReason.WRONG_STATE, ResponseCode.WRONG_STATE);
        }
        return f.amountMinor == tx.approvedMinor ? ResponseCode.APPROVED : because(RejectReason.AMOUNT, ResponseCode.AMOUNT_DIFFERS);
    }

    private int checkRefund(RequestFacts f, Transaction tx, OriginalRules rules) {
        if (state.wallMs - tx.wallMs > rules.refundMs()) {
            return because(RejectReason.WRONG_STATE, ResponseCode.WRONG_STATE);
        }
        return f.amountMinor <= tx.refundableMinor() ? ResponseCode.APPROVED : because(RejectReason.AMOUNT, ResponseCode.AMOUNT_LIMIT);
    }

    private int checkAdjust(RequestFacts f, Transaction tx, OriginalRules rules) {
        if (tx.batch != f.batch || tx.refundedMinor > 0) {
            return because(RejectReason.WRONG_STATE, ResponseCode.WRONG_STATE);
        }
        if (f.tipMinor >= 0 && f.amountMinor != tx.approvedMinor + f.tipMinor) {
            return because(RejectReason.AMOUNT, ResponseCode.AMOUNT_DIFFERS);
        }
        return f.amountMinor * 100 <= tx.amountMinor * rules.adjustPercent() ? ResponseCode.APPROVED
            : because(RejectReason.AMOUNT, ResponseCode.AMOUNT_LIMIT);
    }

    private int checkPreauth(RequestFacts f, Transaction tx, OriginalRules rules) {
        if (tx.completions > 0 || state.wallMs > tx.validUntilMs) {
            return because(RejectReason.WRONG_STATE, ResponseCode.WRONG_STATE);
        }
        if (f.type == TransactionType.PREAUTH_ADDITION) {
            return ResponseCode.APPROVED;
        }
        if (f.type == TransactionType.PREAUTH_VOID) {
            return f.amountMinor == tx.heldMinor() ? ResponseCode.APPROVED : because(RejectReason.AMOUNT, ResponseCode.AMOUNT_DIFFERS);
        }
        return f.amountMinor * 100 <= tx.heldMinor() * rules.completionPercent() ? ResponseCode.APPROVED
            : because(RejectReason.AMOUNT, ResponseCode.AMOUNT_LIMIT);
    }
}
