package dev.turnpike.core;

import dev.turnpike.transaction.AnswerFacts;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages of acquirers: answers to requests, acknowledgements of reversals, late and duplicate ones. */
final class AnswerDecider {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerDecider.class);
    private final CoreState state;
    private final Recorder recorder;
    private final ForwardDecider forward;
    private final CoreCounters counters;

    AnswerDecider(CoreState state, Recorder recorder, ForwardDecider forward, CoreCounters counters) {
        this.state = state;
        this.recorder = recorder;
        this.forward = forward;
        this.counters = counters;
    }

    /** Decides on one message. */
    void decide(Slot slot) {
        AnswerFacts a = slot.answer();
        if (!a.readable) {
            counters.unreadableAnswers.increment();
            return;
        }
        Transaction tx = find(a);
        if (tx == null) {
            counters.orphanAnswers.increment();
            LOG.warn("acquirer {} answered {} with F7 {} F11 {}: no request matches", state.links[a.link].policy.name(), a.mti,
                a.time, a.stan);
            return;
        }
        if (a.mti == 430 || a.mti == 410) {
            acknowledged(slot, tx, a);
        } else if (a.mti == 230 && tx.advice == Transaction.ACCEPTED && a.stan == tx.upstreamStan) {
            adviceAnswered(tx, a);
        } else if (a.mti == tx.messageClass + 10 || tx.messageClass == 220 && a.mti == 230) {
            answered(slot, tx, a);
        } else {
            counters.orphanAnswers.increment();
        }
    }

    // F7 and F11 name the request. A host that leaves F7 out is matched by F11 and F41: the latest use of that trace number.
    private Transaction find(AnswerFacts a) {
        if (a.stan <= 0) {
            return null;
        }
        if (a.time >= 0) {
            return state.transactions.byUpstream(a.link, a.time, a.stan);
        }
        Transaction tx = state.links[a.link].latest(a.stan);
        return tx != null && tx.terminal != null && a.tid == tx.terminal.tid ? tx : null;
    }

    private void acknowledged(Slot slot, Transaction tx, AnswerFacts a) {
        boolean parked = tx.state == TransactionState.PARKED;
        boolean settles = tx.forward != null && tx.forward.phase == Forward.Phase.SETTLING;
        if (tx.state != TransactionState.REVERSING && !parked || settles || a.stan != tx.reversalStan) {
            counters.duplicateAnswers.increment();
            return;
        }
        if (parked) {
            parkedAcknowledged(tx, a);
            return;
        }
        LinkPolicy policy = state.links[tx.link].policy;
        if (!policy.finalCodes().contains(a.code)) {
            forward.refused(tx, a.code);
        } else if (a.code == ResponseCode.NO_ORIGINAL && tx.lateApproval) {
            // The acquirer approved and yet knows no original: it has not seen the whole story, so ask again.
            forward.refused(tx, a.code);
        } else if (a.code == ResponseCode.NO_ORIGINAL) {
            recorder.reversalAck(tx, a.code, false);
            forward.settle(tx);
        } else {
            recorder.reversalAck(tx, a.code, true);
            counters.reversalsAcknowledged.increment();
        }
    }

    // Given up and yet acknowledged: the answer was only very late.
    private void parkedAcknowledged(Transaction tx, AnswerFacts a) {
        if (state.links[tx.link].policy.finalCodes().contains(a.code)) {
            recorder.reversalAck(tx, a.code, true);
            counters.reversalsAcknowledged.increment();
        }
    }

    private void answered(Slot slot, Transaction tx, AnswerFacts a) {
        if (a.stan != tx.upstreamStan) {
            counters.orphanAnswers.increment();
            return;
        }
        switch (tx.state) {
            case IN_FLIGHT -> decided(slot, tx, a);
            case REPEATING -> repeatedAdviceAnswered(tx, a);
            case PARKED -> {
                if (tx.type == TransactionType.REFUND) {
                    repeatedAdviceAnswered(tx, a);
                } else {
                    tooLate(slot, tx, a);
                }
            }
            case REVERSING, REVERSED -> tooLate(slot, tx, a);
            default -> counters.duplicateAnswers.increment();
        }
    }

    private void decided(Slot slot, Transaction tx, AnswerFacts a) {
        boolean approved = ResponseCode.isApproval(a.code);
        if (!matches(tx, a, approved) || !ResponseCode.isCode(a.code)) {
            mismatched(tx);
            reverse(slot, tx, ReversalReason.INVALID_ANSWER, ResponseCode.MALFUNCTION);
            return;
        }
        boolean partial = a.code == ResponseCode.PARTIAL;
        boolean partialFits = a.amountMinor >= 0 && a.amountMinor <= tx.amountMinor
            && (tx.flags & Transaction.PARTIAL_ALLOWED) != 0;
        if (partial && !partialFits) {
            reverse(slot, tx, ReversalReason.PARTIAL_NOT_ALLOWED, ResponseCode.INSUFFICIENT_FUNDS);
            return;
        }
        long amount = partial ? a.amountMinor : tx.amountMinor;
        TransactionState next = approved ? TransactionState.APPROVED : TransactionState.DECLINED;
        recorder.outcome(tx, next, a.code, a.code, amount, a.authorizationCode, a.image);
        (approved ? counters.approved : counters.declined).increment();
        forward.answer(slot, tx, a.code);
    }

    private void mismatched(Transaction tx) {
        counters.mismatchedAnswers.increment();
        state.context.alarms().raise("answer_mismatch", "an answer of acquirer " + state.links[tx.link].policy.name()
            + " has no response code, or differs from its request in amount, currency or terminal; the transaction was reversed, or repeated if it is"
            + " a refund");
    }

    // An answer that does not fit says nothing about the request: what can be reversed is, a refund is asked for again.
    private void reverse(Slot slot, Transaction tx, ReversalReason reason, int told) {
        if (tx.type.isReversible()) {
            recorder.reversal(tx, reason, told, ResponseCode.code("06"), null);
            counters.reversals.increment();
            forward.answer(slot, tx, told);
            forward.sendIfWaiting(slot, tx);
        } else if (tx.type == TransactionType.REFUND) {
            recorder.adviceIntent(tx, ResponseCode.TIMEOUT);
            forward.answer(slot, tx, ResponseCode.TIMEOUT);
            forward.sendIfWaiting(slot, tx);
        } else {
            recorder.outcome(tx, TransactionState.DECLINED, told, ResponseCode.NONE, tx.amountMinor, 0, null);
            counters.declined.increment();
            forward.answer(slot, tx, told);
        }
    }

    private boolean matches(Transaction tx, AnswerFacts a, boolean approved) {
        // Half a void would leave a sale that is neither void nor as it was.
        boolean partial = a.code == ResponseCode.PARTIAL && tx.type != TransactionType.SALE_VOID;
        boolean amount = a.amountMinor < 0 || a.amountMinor == tx.amountMinor || partial
            || tx.type == TransactionType.BALANCE || !approved;
        boolean currency = a.currency == 0 || a.currency == tx.currency || tx.currency == 0;
        boolean terminal = a.tid == 0 || a.tid == tx.terminal.tid;
        return amount && currency && terminal;
    }

    private void repeatedAdviceAnswered(Transaction tx, AnswerFacts a) {
        boolean approved = ResponseCode.isApproval(a.code) || a.code == ResponseCode.DUPLICATE;
        boolean partial = a.code == ResponseCode.PARTIAL;
        if (!ResponseCode.isCode(a.code) || !matches(tx, a, approved) || partial && (a.amountMinor < 0 || a.amountMinor > tx.amountMinor)) {
            mismatched(tx);
            refusedAdvice(tx, a.code);
            return;
        }
        if (!approved && isRetryable(a.code)) {
            refusedAdvice(tx, a.code);
            return;
        }
        int code = a.code == ResponseCode.DUPLICATE ? ResponseCode.APPROVED : a.code;
        recorder.outcome(tx, approved ? TransactionState.APPROVED : TransactionState.DECLINED, code, a.code,
            partial ? a.amountMinor : tx.amountMinor, a.authorizationCode, a.image);
        (approved ? counters.approved : counters.declined).increment();
    }

    private void refusedAdvice(Transaction tx, int code) {
        if (tx.state == TransactionState.REPEATING) {
            forward.refused(tx, code);
        }
    }

    // The terminal has long been told: an acquirer that says no leaves the difference to a person.
    private void adviceAnswered(Transaction tx, AnswerFacts a) {
        boolean approved = ResponseCode.isApproval(a.code) || a.code == ResponseCode.DUPLICATE;
        if (tx.forward == null) {
            counters.duplicateAnswers.increment();
        } else if (!ResponseCode.isCode(a.code) || !matches(tx, a, approved)) {
            mismatched(tx);
            forward.refused(tx, a.code);
        } else if (approved || tx.state == TransactionState.REVERSING && !isRetryable(a.code)) {
            recorder.adviceAck(tx, a.code, approved);
        } else if (isRetryable(a.code)) {
            forward.refused(tx, a.code);
        } else if (tx.forward.phase == Forward.Phase.PARKED) {
            counters.duplicateAnswers.increment();
        } else {
            forward.declined(tx, a.code);
        }
    }

    private static boolean isRetryable(int code) {
        return code == ResponseCode.UNAVAILABLE || code == ResponseCode.MALFUNCTION || code == ResponseCode.TIMEOUT
            || code == ResponseCode.NO_ROUTE || code == ResponseCode.code("90") || code == ResponseCode.code("68");
    }

    private void tooLate(Slot slot, Transaction tx, AnswerFacts a) {
        counters.lateAnswers.increment();
        boolean approved = ResponseCode.isApproval(a.code);
        boolean wasSettling = tx.forward != null && tx.forward.phase == Forward.Phase.SETTLING;
        recorder.lateAnswer(tx, a.code, a.authorizationCode, approved);
        if (!approved) {
            return;
        }
        if (tx.state == TransactionState.REVERSED || wasSettling) {
            reopen(slot, tx);
        }
    }

    // The approval stands at the acquirer although the reversal is closed: it overtook its original. Reverse again.
    private void reopen(Slot slot, Transaction tx) {
        state.context.alarms().raise("late_approval", "an approval of acquirer " + state.links[tx.link].policy.name()
            + " arrived after its reversal was closed; it is being reversed again");
        EffectList effects = slot.effects();
        if (recorder.hasRoom(effects)) {
            recorder.reversal(tx, ReversalReason.LATE_APPROVAL, tx.code, ResponseCode.TIMEOUT, null);
            counters.reversals.increment();
            forward.sendIfWaiting(slot, tx);
        }
    }
}
