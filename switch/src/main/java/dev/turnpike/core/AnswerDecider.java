package dev.turnpike.core;

import dev.turnpike.transaction.AnswerFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages of acquirers: answers to requests, acknowledgements of reversals, late and duplicate ones. */
final class AnswerDecider {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerDecider.class);
    private final CoreState state;
    private final Recorder recorder;
    private final ForwardDecider forward;
    private final Transitions transitions;
    private final CoreCounters counters;

    AnswerDecider(CoreState state, Recorder recorder, ForwardDecider forward, Transitions transitions, CoreCounters counters) {
        this.state = state;
        this.recorder = recorder;
        this.forward = forward;
        this.transitions = transitions;
        this.counters = counters;
    }

    /** Decides on one message. */
    void decide(Slot slot) {
        AnswerFacts a = slot.answer();
        if (!a.readable) {
            counters.unreadableAnswers.increment();
            return;
        }
        state.links[a.link].unanswered = 0;
        Transaction tx = find(a);
        if (tx == null) {
            unknown(a);
            LOG.warn("acquirer {} answered {} with F7 {} F11 {}: no request matches", state.links[a.link].policy.name(), a.mti,
                a.time, a.stan);
            return;
        }
        if (a.mti == 430 || a.mti == 410) {
            acknowledged(slot, tx, a);
        } else if (tx.advice == Transaction.ACCEPTED && a.mti == tx.type.adviceMti() + 10 && a.stan == tx.upstreamStan) {
            adviceAnswered(slot, tx, a);
        } else if (a.mti == tx.type.upstreamMti() + 10) {
            answered(slot, tx, a);
        } else {
            unknown(a);
        }
    }

    // Kept until a person has looked at it: somebody answers what nobody asked, or the answer belongs to what is forgotten here.
    private void unknown(AnswerFacts a) {
        counters.orphanAnswers.increment();
        if (state.unknown.isFull()) {
            counters.unknownDropped.increment();
            return;
        }
        recorder.unknownAnswer(a);
        state.context.alarms().raise("answer_unknown", state.links[a.link].policy.name(), "acquirer " + state.links[a.link].policy.name()
            + " sent an answer that matches no request; it is kept on the list of exceptions");
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
        Phase phase = Phase.of(tx);
        if (a.stan != tx.reversalStan || phase == Phase.SETTLING) {
            counters.duplicateAnswers.increment();
            return;
        }
        boolean closes = state.links[tx.link].policy.finalCodes().contains(a.code);
        boolean unknown = a.code == ResponseCode.NO_ORIGINAL;
        // The acquirer approved and yet knows no original: it has not seen the whole story, so it is asked again, and what was given up stays so.
        if (!closes || unknown && tx.lateApproval && (phase == Phase.REVERSING || phase == Phase.REVERSAL_PARKED)) {
            forward.refused(slot, tx, a.code);
            return;
        }
        transitions.upstreamCode = a.code;
        transitions.run(slot, tx, unknown ? TransactionEvent.ACKNOWLEDGED_UNKNOWN : TransactionEvent.ACKNOWLEDGED);
    }

    private void answered(Slot slot, Transaction tx, AnswerFacts a) {
        if (a.stan != tx.upstreamStan) {
            unknown(a);
            return;
        }
        // The time-out counts from the request, not from when this process, paused or busy, gets round to it.
        forward.expire(slot, tx);
        switch (Phase.of(tx)) {
            case IN_FLIGHT -> decided(slot, tx, a);
            case REPEATING, REFUND_PARKED -> repeatedRefundAnswered(slot, tx, a);
            default -> tooLate(slot, tx, a);
        }
    }

    private void decided(Slot slot, Transaction tx, AnswerFacts a) {
        boolean approved = ResponseCode.isApproval(a.code);
        if (!matches(tx, a, approved) || !ResponseCode.isCode(a.code)) {
            mismatched(tx);
            uncertain(slot, tx, ReversalReason.INVALID_ANSWER, ResponseCode.MALFUNCTION);
            return;
        }
        boolean partial = a.code == ResponseCode.PARTIAL;
        boolean partialFits = a.amountMinor >= 0 && a.amountMinor <= tx.amountMinor
            && (tx.flags & Transaction.PARTIAL_ALLOWED) != 0;
        if (partial && !partialFits) {
            uncertain(slot, tx, ReversalReason.PARTIAL_NOT_ALLOWED, ResponseCode.INSUFFICIENT_FUNDS);
            return;
        }
        transitions.told = a.code;
        outcome(tx, a);
        transitions.run(slot, tx, approved ? TransactionEvent.APPROVED : TransactionEvent.DECLINED);
    }

    private void outcome(Transaction tx, AnswerFacts a) {
        transitions.upstreamCode = a.code;
        transitions.amountMinor = a.code == ResponseCode.PARTIAL ? a.amountMinor : tx.amountMinor;
        transitions.authorization = a.authorizationCode;
        transitions.image = a.image;
    }

    private void mismatched(Transaction tx) {
        counters.mismatchedAnswers.increment();
        state.context.alarms().raise("answer_mismatch", state.links[tx.link].policy.name(), "an answer of acquirer " + state.links[tx.link].policy.name()
            + " has no response code, or differs from its request in amount, currency or terminal; the transaction was reversed, or repeated if it is"
            + " a refund");
    }

    // An answer that does not fit says nothing about the request: what can be reversed is, a refund is asked for again.
    private void uncertain(Slot slot, Transaction tx, ReversalReason reason, int told) {
        transitions.reason = reason;
        transitions.told = tx.type.isRefund() ? ResponseCode.TIMEOUT : told;
        transitions.reversalCode = ResponseCode.code("06");
        transitions.amountMinor = tx.amountMinor;
        transitions.run(slot, tx, TransactionEvent.uncertain(tx.type));
    }

    private boolean matches(Transaction tx, AnswerFacts a, boolean approved) {
        // Half a void would leave a sale that is neither void nor as it was.
        boolean partial = a.code == ResponseCode.PARTIAL && !tx.type.isVoid() && tx.advice != Transaction.ACCEPTED;
        boolean amount = a.amountMinor < 0 || a.amountMinor == tx.amountMinor || partial
            || tx.type == TransactionType.BALANCE || !approved;
        boolean currency = a.currency == 0 || a.currency == tx.currency || tx.currency == 0;
        boolean terminal = a.tid == 0 || a.tid == tx.terminal.tid;
        return amount && currency && terminal;
    }

    private void repeatedRefundAnswered(Slot slot, Transaction tx, AnswerFacts a) {
        boolean approved = ResponseCode.isApproval(a.code) || a.code == ResponseCode.DUPLICATE;
        boolean partial = a.code == ResponseCode.PARTIAL;
        boolean fits = ResponseCode.isCode(a.code) && matches(tx, a, approved) && (!partial || a.amountMinor >= 0 && a.amountMinor <= tx.amountMinor);
        if (!fits) {
            mismatched(tx);
        }
        if (!fits || !approved && isRetryable(a.code)) {
            forward.refused(slot, tx, a.code);
            return;
        }
        outcome(tx, a);
        transitions.told = a.code == ResponseCode.DUPLICATE ? ResponseCode.APPROVED : a.code;
        transitions.run(slot, tx, approved ? TransactionEvent.APPROVED : TransactionEvent.DECLINED);
    }

    // The terminal has long been told: an acquirer that says no leaves the difference to a person.
    private void adviceAnswered(Slot slot, Transaction tx, AnswerFacts a) {
        boolean approved = ResponseCode.isApproval(a.code) || a.code == ResponseCode.DUPLICATE;
        if (tx.forward == null) {
            counters.duplicateAnswers.increment();
        } else if (!ResponseCode.isCode(a.code) || !matches(tx, a, approved)) {
            mismatched(tx);
            forward.refused(slot, tx, a.code);
        } else if (!approved && isRetryable(a.code)) {
            forward.refused(slot, tx, a.code);
        } else {
            transitions.upstreamCode = a.code;
            if (!approved) {
                transitions.alarmId = "advice_declined";
                transitions.alarmText = "acquirer " + state.links[tx.link].policy.name()
                    + " declined an advice of a transaction that was approved here; it is kept until a person acts";
            }
            transitions.run(slot, tx, approved ? TransactionEvent.ADVICE_APPROVED : TransactionEvent.ADVICE_DECLINED);
        }
    }

    private static boolean isRetryable(int code) {
        return code == ResponseCode.UNAVAILABLE || code == ResponseCode.MALFUNCTION || code == ResponseCode.TIMEOUT
            || code == ResponseCode.NO_ROUTE || code == ResponseCode.code("90") || code == ResponseCode.code("68");
    }

    // An approval that stands at the acquirer although its reversal is closed, or was answered 25, was overtaken by it: it is reversed again.
    private void tooLate(Slot slot, Transaction tx, AnswerFacts a) {
        TransactionEvent event = ResponseCode.isApproval(a.code) ? TransactionEvent.APPROVED : TransactionEvent.DECLINED;
        transitions.upstreamCode = a.code;
        transitions.authorization = a.authorizationCode;
        transitions.told = tx.code;
        transitions.reason = ReversalReason.LATE_APPROVAL;
        transitions.reversalCode = ResponseCode.TIMEOUT;
        if (StateTable.of(Phase.of(tx), event).has(Step.ALARM)) {
            transitions.alarmId = "late_approval";
            transitions.alarmText = "an approval of acquirer " + state.links[tx.link].policy.name()
                + " arrived after its reversal was closed; it is being reversed again";
        }
        transitions.run(slot, tx, event);
    }
}
