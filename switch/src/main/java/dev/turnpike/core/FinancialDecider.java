package dev.turnpike.core;

import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import org.agrona.concurrent.UnsafeBuffer;

/** Requests that may go upstream: repeats, links to originals, checks, route. The order of the checks is that of docs/PROTOCOL.md. */
final class FinancialDecider {
    private static final int EVENT_CONTENT_CONFLICT = 1;
    private final CoreState state;
    private final Recorder recorder;
    private final AnswerComposer composer;
    private final ForwardDecider forward;
    private final RiskAccounts risk;
    private final CoreCounters counters;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[16]);

    private Transaction original;
    private int route;
    private LinkState link;
    private RejectReason reason;

    FinancialDecider(CoreState state, Recorder recorder, AnswerComposer composer, ForwardDecider forward, RiskAccounts risk,
                     CoreCounters counters) {
        this.state = state;
        this.recorder = recorder;
        this.composer = composer;
        this.forward = forward;
        this.risk = risk;
        this.counters = counters;
    }

    /** Decides on one authentic, well-formed request of a forwarded type; {@code intakeClosed}: only repeats are served. */
    void decide(Slot slot, TerminalState terminal, boolean intakeClosed) {
        RequestFacts f = slot.request();
        Transaction known = state.transactions.byKey(terminal.number, f.batch, f.stan, f.mti);
        if (known != null) {
            repeated(slot, terminal, known);
            return;
        }
        if (intakeClosed) {
            composer.answerRequest(slot.effects(), f, slot.source(), null, ResponseCode.MALFUNCTION);
            return;
        }
        if (terminal.hasForgotten(f.batch, f.stan)) {
            counters.conflicts.increment();
            composer.answerRequest(slot.effects(), f, slot.source(), null, ResponseCode.DUPLICATE);
            return;
        }
        counters.received.increment();
        original = null;
        route = -1;
        link = null;
        int code = check(f, terminal);
        if (code != ResponseCode.APPROVED) {
            refuse(slot, terminal, code);
            return;
        }
        if (!forward.reversalsFirst(slot, terminal, link, f.panHashHigh)) {
            reason = RejectReason.UNAVAILABLE;
            refuse(slot, terminal, ResponseCode.UNAVAILABLE);
            return;
        }
        Transaction tx = recorder.intent(f, terminal, link, original, route);
        AnswerComposer.remember(tx, f, slot.source());
        composer.forward(slot.effects(), f, tx, original);
    }

    private void repeated(Slot slot, TerminalState terminal, Transaction known) {
        RequestFacts f = slot.request();
        if (known.isTombstone()) {
            composer.answerRequest(slot.effects(), f, slot.source(), null, ResponseCode.WRONG_STATE);
            return;
        }
        if (known.contentDigest != f.contentDigest) {
            counters.conflicts.increment();
            recorder.securityEvent(terminal, EVENT_CONTENT_CONFLICT, f);
            composer.answerRequest(slot.effects(), f, slot.source(), null, ResponseCode.DUPLICATE);
            return;
        }
        counters.repeats.increment();
        if (known.state == TransactionState.IN_FLIGHT) {
            AnswerComposer.remember(known, f, slot.source());
            return;
        }
        boolean undone = known.state == TransactionState.REVERSING || known.state == TransactionState.REVERSED
            || known.state == TransactionState.PARKED;
        composer.answerRequest(slot.effects(), f, slot.source(), known, undone ? ResponseCode.TIMEOUT : known.code);
    }

    /** Records a refusal and answers it. */
    private void refuse(Slot slot, TerminalState terminal, int code) {
        RequestFacts f = slot.request();
        counters.rejected.increment();
        Transaction tx = state.transactions.hasRoom()
            ? recorder.rejected(f, terminal, code, reason.ordinal(), reason == RejectReason.RISK ? risk.ruleId() : route) : null;
        composer.answerRequest(slot.effects(), f, slot.source(), tx, code).finalAnswer = tx != null;
    }

    private int because(RejectReason why, int code) {
        reason = why;
        return code;
    }

    private int check(RequestFacts f, TerminalState terminal) {
        int code = checkBatch(f, terminal);
        if (code == ResponseCode.APPROVED && f.type.hasOriginal()) {
            code = checkOriginal(f, terminal);
        }
        if (code == ResponseCode.APPROVED) {
            code = checkCard(f, terminal);
        }
        if (code == ResponseCode.APPROVED) {
            int decline = risk.assess(f, terminal);
            code = decline == 0 ? code : because(RejectReason.RISK, decline);
        }
        if (code == ResponseCode.APPROVED && f.hasPin && f.pinFormatDigit == 1 && !state.policy(terminal).pinWithoutPan()) {
            code = because(RejectReason.PIN, ResponseCode.PIN_FORMAT);
        }
        return code == ResponseCode.APPROVED ? checkRoute(f, terminal) : code;
    }

    // A newer batch, or any while ours is empty, is taken over: also the one closed last, because a 0500 is not authenticated and the
    // terminal's own authentic request says that the batch goes on. An older one while ours has entries is out of step.
    private int checkBatch(RequestFacts f, TerminalState terminal) {
        boolean stale = f.batch == terminal.closedBatch ? !terminal.mayReopen() : f.batch < terminal.batch && !terminal.isEmpty();
        return stale && f.batch != terminal.batch ? because(RejectReason.WRONG_STATE, ResponseCode.WRONG_STATE) : ResponseCode.APPROVED;
    }

    private int checkOriginal(RequestFacts f, TerminalState terminal) {
        original = state.transactions.byKey(terminal.number, f.originalBatch, f.originalStan, 200);
        if (original == null || original.isTombstone() || original.type != TransactionType.SALE
            || !AnswerComposer.isRrnOf(original, f.rrn, scratch)) {
            original = null;
            return because(RejectReason.NO_ORIGINAL, ResponseCode.NO_ORIGINAL);
        }
        boolean standing = original.state == TransactionState.APPROVED && !original.voided && !original.voidPending;
        boolean sameCard = original.panHashHigh == f.panHashHigh && original.panHashLow == f.panHashLow;
        if (!standing || !sameCard) {
            return because(RejectReason.WRONG_STATE, ResponseCode.WRONG_STATE);
        }
        if (f.currency != original.currency) {
            return because(RejectReason.AMOUNT, ResponseCode.AMOUNT_DIFFERS);
        }
        if (f.type == TransactionType.SALE_VOID) {
            if (original.batch != f.batch || original.refundedMinor > 0) {
                return because(RejectReason.WRONG_STATE, ResponseCode.WRONG_STATE);
            }
            return f.amountMinor == original.approvedMinor ? ResponseCode.APPROVED
                : because(RejectReason.AMOUNT, ResponseCode.AMOUNT_DIFFERS);
        }
        return f.amountMinor <= original.refundableMinor() ? ResponseCode.APPROVED
            : because(RejectReason.AMOUNT, ResponseCode.AMOUNT_LIMIT);
    }

    private int checkCard(RequestFacts f, TerminalState terminal) {
        if (f.amountMinor == 0) {
            return because(RejectReason.AMOUNT, ResponseCode.INVALID_AMOUNT);
        }
        if (!f.hasPan || !f.luhn) {
            return because(RejectReason.CARD, ResponseCode.INVALID_CARD);
        }
        if (f.expiry >= 0 && f.expiry < state.localTime(terminal).yymm()) {
            return because(RejectReason.CARD, ResponseCode.EXPIRED);
        }
        return ResponseCode.APPROVED;
    }

    private int checkRoute(RequestFacts f, TerminalState terminal) {
        if (!state.transactions.hasRoom()) {
            return because(RejectReason.FULL, ResponseCode.MALFUNCTION);
        }
        if (original != null) {
            link = original.link < 0 ? null : usable(original.link);
            return link != null ? ResponseCode.APPROVED : because(RejectReason.UNAVAILABLE, ResponseCode.UNAVAILABLE);
        }
        var provisioned = state.context.directory().terminal(terminal.directoryNumber);
        route = state.context.routes().match(f, provisioned.tid(), provisioned.mid());
        if (route < 0) {
            return because(RejectReason.NO_ROUTE, ResponseCode.NO_ROUTE);
        }
        for (int number : state.context.routes().links(route)) {
            link = usable(number);
            if (link != null) {
                return ResponseCode.APPROVED;
            }
        }
        return because(RejectReason.UNAVAILABLE, ResponseCode.UNAVAILABLE);
    }

    private LinkState usable(int number) {
        LinkState candidate = state.links[number];
        boolean free = candidate.up && candidate.isSettled() && candidate.inFlight < candidate.policy.maxInFlight()
            && state.inFlight() < state.context.limits().maxInFlight();
        if (free && !candidate.hasStanForRequest(state.wallMs)) {
            state.context.alarms().raise("stan_exhausted", "acquirer " + candidate.policy.name() + " has no trace number left: all are in use,"
                + " or used up for this day; new requests get 91");
            return null;
        }
        return free ? candidate : null;
    }
}
