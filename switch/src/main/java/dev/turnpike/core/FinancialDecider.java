package dev.turnpike.core;

import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.OriginalFacts;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;

/** Requests that may go upstream: repeats, links to originals, checks, route. The order of the checks is that of docs/PROTOCOL.md. */
final class FinancialDecider {
    private static final int EVENT_CONTENT_CONFLICT = 1;
    private static final int FIRST_CLASS = 220;
    private static final int SECOND_CLASS = 200;
    private final CoreState state;
    private final Recorder recorder;
    private final AnswerComposer composer;
    private final ForwardDecider forward;
    private final Transitions transitions;
    private final RiskAccounts risk;
    private final CoreCounters counters;
    private final OriginalCheck originals;
    private final StandInDecider standIn;

    private RequestFacts request;
    private long source;
    private boolean lookedUp;
    private Transaction original;
    private int route;
    private LinkState link;
    private RejectReason reason;

    FinancialDecider(CoreState state, Recorder recorder, AnswerComposer composer, ForwardDecider forward, Transitions transitions,
                     RiskAccounts risk, CoreCounters counters) {
        this.state = state;
        this.recorder = recorder;
        this.composer = composer;
        this.forward = forward;
        this.transitions = transitions;
        this.risk = risk;
        this.counters = counters;
        this.originals = new OriginalCheck(state);
        this.standIn = new StandInDecider(state, counters);
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
        if (terminal.forgotten.contains(f.batch, f.stan)) {
            counters.conflicts.increment();
            composer.answerRequest(slot.effects(), f, slot.source(), null, ResponseCode.DUPLICATE);
            return;
        }
        LookUps.Waiting waiting = state.lookUps.byKey(f);
        if (waiting != null) {
            repeatedWhileWaiting(slot, terminal, waiting);
            return;
        }
        counters.received.increment();
        begin(f, slot.source());
        judge(slot, terminal);
    }

    private void begin(RequestFacts facts, long connection) {
        request = facts;
        source = connection;
        original = null;
        lookedUp = false;
        route = -1;
        link = null;
    }

    private void judge(Slot slot, TerminalState terminal) {
        int code = check(request, terminal);
        if (code == ResponseCode.NO_ORIGINAL && mayLookUp()) {
            lookUp(slot, terminal);
        } else if (isStandIn(code) && standsIn(slot, terminal)) {
            return;
        } else if (code != ResponseCode.APPROVED) {
            refuse(slot, terminal, code);
        } else if (request.type.isStored()) {
            store(slot, terminal);
        } else if (forward.reversalsFirst(slot, terminal, link, request.panHashHigh)) {
            send(slot, terminal);
        } else {
            reason = RejectReason.UNAVAILABLE;
            refuse(slot, terminal, ResponseCode.UNAVAILABLE);
        }
    }

    // No acquirer can be asked, or the one that could be answers nobody.
    private boolean isStandIn(int code) {
        boolean unavailable = code == ResponseCode.UNAVAILABLE && reason == RejectReason.UNAVAILABLE;
        return original == null && route >= 0 && standIn.serves(request.type) && state.transactions.hasRoom()
            && (unavailable || code == ResponseCode.APPROVED && standIn.avoids(link));
    }

    private boolean standsIn(Slot slot, TerminalState terminal) {
        RequestFacts f = request;
        int told = standIn.decide(f, terminal);
        if (told == StandInDecider.NONE) {
            return false;
        }
        if (told != ResponseCode.APPROVED) {
            reason = RejectReason.STAND_IN;
            route = standIn.rule();
            refuse(slot, terminal, told);
            return true;
        }
        link = link == null ? state.links[state.context.routes().links(route)[0]] : link;
        state.context.alarms().raise("stand_in_active", link.policy.name(), "purchases are approved in the place of acquirer " + link.policy.name()
            + ", which cannot be asked; it is told later");
        Transaction tx = recorder.intent(f, terminal, link, null, route);
        forward.accept(slot, tx, told, standIn.authorization(tx.txId), true);
        composer.answerRequest(slot.effects(), f, source, tx, told).finalAnswer = true;
        return true;
    }

    private void send(Slot slot, TerminalState terminal) {
        Transaction tx = recorder.intent(request, terminal, link, original, route);
        transitions.entered(tx, TransactionEvent.FORWARDED);
        AnswerComposer.remember(tx, request, source);
        if (lookedUp) {
            // Its message is gone: it is built from what was kept.
            composer.upstream(slot.effects(), EffectKind.ADVICE, tx, tx.type.upstreamMti());
        } else {
            composer.forward(slot.effects(), request, tx, original);
        }
    }

    // On record first, then told 00; it goes upstream when it is its turn.
    private void store(Slot slot, TerminalState terminal) {
        Transaction tx = recorder.intent(request, terminal, link, original, route);
        forward.accept(slot, tx, ResponseCode.APPROVED, request.type == TransactionType.OFFLINE_SALE ? request.authorizationCode : 0, false);
        composer.answerRequest(slot.effects(), request, source, tx, ResponseCode.APPROVED).finalAnswer = true;
    }

    // ---- originals that are no longer remembered ------------------------------------------------------------------------------------

    private boolean mayLookUp() {
        return request.type.isRefund() && !lookedUp && state.lookUps.isPossible();
    }

    private void lookUp(Slot slot, TerminalState terminal) {
        LookUps.Waiting waiting = state.lookUps.begin(request, source, state.nowNs);
        if (waiting == null) {
            reason = RejectReason.FULL;
            refuse(slot, terminal, ResponseCode.MALFUNCTION);
            return;
        }
        // Without an RRN the key is all there is; offline purchases come under two message classes.
        boolean named = (request.type.needs() & TransactionType.Need.RRN) != 0;
        waiting.askedClass = named ? 0 : FIRST_CLASS;
        AnswerComposer.lookUp(slot.effects(), waiting.ticket, request, waiting.askedClass);
    }

    private void repeatedWhileWaiting(Slot slot, TerminalState terminal, LookUps.Waiting waiting) {
        RequestFacts f = slot.request();
        if (waiting.facts.contentDigest == f.contentDigest) {
            counters.repeats.increment();
            waiting.take(f, slot.source());
        } else {
            counters.conflicts.increment();
            recorder.securityEvent(terminal, EVENT_CONTENT_CONFLICT, f);
            composer.answerRequest(slot.effects(), f, slot.source(), null, ResponseCode.DUPLICATE);
        }
    }

    /** The journal's index answers. */
    void found(Slot slot) {
        OriginalFacts o = slot.original();
        LookUps.Waiting waiting = state.lookUps.byTicket(o.ticket);
        if (waiting == null || o.ticket == 0) {
            return;
        }
        RequestFacts f = waiting.facts;
        TerminalState terminal = state.terminal(f.terminal);
        boolean fits = o.found && o.tid == terminal.tid && o.type.isCapture() && o.batch == f.originalBatch && o.stan == f.originalStan
            && o.state == TransactionState.APPROVED;
        if (!fits && waiting.askedClass == FIRST_CLASS) {
            waiting.askedClass = SECOND_CLASS;
            AnswerComposer.lookUp(slot.effects(), waiting.ticket, f, SECOND_CLASS);
            return;
        }
        state.lookUps.end(waiting);
        begin(f, waiting.connection);
        lookedUp = true;
        if (fits && state.transactions.byId(o.txId) == null && state.transactions.hasRoom()) {
            recorder.originalFound(o, o.wallMs + state.policy(terminal).originals().refundMs());
        }
        judge(slot, terminal);
    }

    /** Gives up look-ups whose answer did not come; each gets 96. */
    void advance(Slot slot) {
        LookUps.Waiting overdue = state.lookUps.overdue(state.nowNs);
        while (overdue != null && recorder.hasRoom(slot.effects())) {
            state.lookUps.end(overdue);
            begin(overdue.facts, overdue.connection);
            reason = RejectReason.UNAVAILABLE;
            refuse(slot, state.terminal(overdue.facts.terminal), ResponseCode.MALFUNCTION);
            overdue = state.lookUps.overdue(state.nowNs);
        }
    }

    // ---- repeats and refusals ---------------------------------------------------------------------------------------------------------

    private void repeated(Slot slot, TerminalState terminal, Transaction known) {
        RequestFacts f = slot.request();
        if (known.isTombstone()) {
            composer.answerRequest(slot.effects(), f, slot.source(), null, ResponseCode.WRONG_STATE);
            return;
        }
        boolean same = known.contentDigest == f.contentDigest;
        StateTable.Cell cell = StateTable.of(Phase.of(known), same ? TransactionEvent.REPEATED : TransactionEvent.CONFLICTING);
        (same ? counters.repeats : counters.conflicts).increment();
        if (cell.has(Step.SECURITY_EVENT)) {
            recorder.securityEvent(terminal, EVENT_CONTENT_CONFLICT, f);
        }
        if (cell.has(Step.WAIT)) {
            AnswerComposer.remember(known, f, slot.source());
        } else if (cell.has(Step.ANSWER_94)) {
            composer.answerRequest(slot.effects(), f, slot.source(), null, ResponseCode.DUPLICATE);
        } else {
            composer.answerRequest(slot.effects(), f, slot.source(), known, known.code);
        }
    }

    /** Records a refusal and answers it. */
    private void refuse(Slot slot, TerminalState terminal, int code) {
        RequestFacts f = request;
        counters.rejected.increment();
        Transaction tx = null;
        if (state.transactions.hasRoom()) {
            tx = recorder.rejected(f, terminal, code, reason.ordinal(), reason == RejectReason.RISK ? risk.ruleId() : route);
            transitions.entered(tx, TransactionEvent.REFUSED);
        }
        composer.answerRequest(slot.effects(), f, source, tx, code).finalAnswer = tx != null;
    }

    private int because(RejectReason why, int code) {
        reason = why;
        return code;
    }

    private int check(RequestFacts f, TerminalState terminal) {
        int code = checkBatch(f, terminal);
        if (code == ResponseCode.APPROVED && f.type.hasOriginal()) {
            code = originals.check(f, terminal);
            original = originals.original();
            reason = originals.reason();
            boolean passed = original == null && f.type.isRefund() && !mayLookUp() && state.policy(terminal).originals().foreignPass();
            code = passed && code == ResponseCode.NO_ORIGINAL ? ResponseCode.APPROVED : code;
        }
        if (code == ResponseCode.APPROVED) {
            code = checkCard(f, terminal);
        }
        // What was decided without us cannot be declined any more.
        if (code == ResponseCode.APPROVED && !f.type.isStored()) {
            int decline = risk.assess(f, terminal);
            code = decline == 0 ? code : because(RejectReason.RISK, decline);
        }
        if (code == ResponseCode.APPROVED && f.hasPin && f.pinFormatDigit == 1 && !state.policy(terminal).pinWithoutPan()) {
            code = because(RejectReason.PIN, ResponseCode.PIN_FORMAT);
        }
        code = code == ResponseCode.APPROVED ? checkRoute(f, terminal) : code;
        return code != ResponseCode.APPROVED || state.transactions.hasRoom() ? code : because(RejectReason.FULL, ResponseCode.MALFUNCTION);
    }

    // A newer batch, or any while ours is empty, is taken over: also the one closed last, because a 0500 is not authenticated and the
    // terminal's own authentic request says that the batch goes on. An older one while ours has entries is out of step.
    private int checkBatch(RequestFacts f, TerminalState terminal) {
        boolean stale = f.batch == terminal.closedBatch ? !terminal.mayReopen() : f.batch < terminal.batch && !terminal.isEmpty();
        return stale && f.batch != terminal.batch ? because(RejectReason.WRONG_STATE, ResponseCode.WRONG_STATE) : ResponseCode.APPROVED;
    }

    private int checkCard(RequestFacts f, TerminalState terminal) {
        if (f.amountMinor == 0 && (f.type.needs() & TransactionType.Need.AMOUNT) != 0) {
            return because(RejectReason.AMOUNT, ResponseCode.INVALID_AMOUNT);
        }
        boolean needed = (f.type.needs() & TransactionType.Need.CARD) != 0;
        if (needed && (!f.hasPan || !f.luhn)) {
            return because(RejectReason.CARD, ResponseCode.INVALID_CARD);
        }
        if (f.expiry >= 0 && !f.type.isStored() && f.expiry < state.localTime(terminal).yymm()) {
            return because(RejectReason.CARD, ResponseCode.EXPIRED);
        }
        return ResponseCode.APPROVED;
    }

    private int checkRoute(RequestFacts f, TerminalState terminal) {
        if (original != null) {
            link = original.link < 0 ? null : f.type.isStored() ? state.links[original.link] : usable(original.link);
            return link != null ? ResponseCode.APPROVED : because(RejectReason.UNAVAILABLE, ResponseCode.UNAVAILABLE);
        }
        var provisioned = state.context.directory().terminal(terminal.directoryNumber);
        route = state.context.routes().match(f, provisioned.tid(), provisioned.mid());
        if (route < 0) {
            return because(RejectReason.NO_ROUTE, ResponseCode.NO_ROUTE);
        }
        int[] candidates = state.context.routes().links(route);
        for (int number : candidates) {
            link = usable(number);
            if (link != null) {
                return ResponseCode.APPROVED;
            }
        }
        // An advice waits for its acquirer.
        link = f.type.isStored() && candidates.length > 0 ? state.links[candidates[0]] : null;
        return link != null ? ResponseCode.APPROVED : because(RejectReason.UNAVAILABLE, ResponseCode.UNAVAILABLE);
    }

    private LinkState usable(int number) {
        LinkState candidate = state.links[number];
        boolean free = candidate.up && candidate.isSettled() && candidate.inFlight < candidate.policy.maxInFlight()
            && state.inFlight() < state.context.limits().maxInFlight();
        if (free && !candidate.hasStanForRequest(state.wallMs)) {
            state.context.alarms().raise("stan_exhausted", candidate.policy.name(), "acquirer " + candidate.policy.name() + " has no trace number left: all are in use,"
                + " or used up for this day; new requests get 91");
            return null;
        }
        return free ? candidate : null;
    }
}
