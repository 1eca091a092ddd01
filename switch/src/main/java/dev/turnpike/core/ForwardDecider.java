package dev.turnpike.core;

import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;

/**
 * Deadlines, lost links, reversals and advices: everything that goes on without the terminal. What waits for an acquirer is in the
 * {@link ForwardQueue} of its link; this class says when it is written and what an answer, or none, means.
 */
final class ForwardDecider {
    private static final long MS = 1_000_000L;
    private static final int REQUEUED_PER_EVENT = 64;
    private static final int JITTER_PART = 4;
    private static final int MAX_SHIFT = 20;
    private final CoreState state;
    private final Recorder recorder;
    private final AnswerComposer composer;
    private final Transitions transitions;
    private final CoreCounters counters;

    ForwardDecider(CoreState state, Recorder recorder, AnswerComposer composer, Transitions transitions, CoreCounters counters) {
        this.state = state;
        this.recorder = recorder;
        this.composer = composer;
        this.transitions = transitions;
        this.counters = counters;
        transitions.through(this);
    }

    /** Fires due timers, moves the cursors of links on and writes what may go, as far as the slot has room. */
    void advance(Slot slot) {
        Transaction due = state.timers.due(state.nowNs);
        while (due != null && recorder.hasRoom(slot.effects())) {
            state.timers.cancel(due);
            fire(slot, due);
            due = state.timers.due(state.nowNs);
        }
        for (LinkState link : state.links) {
            advanceLoss(slot, link);
            drain(slot, link);
        }
    }

    /** True while {@link #advance} left something undone that could be done now. */
    boolean hasMore() {
        if (state.timers.due(state.nowNs) != null) {
            return true;
        }
        for (LinkState link : state.links) {
            if (!link.isSettled() || link.up && link.forwards.sendable(state.nowNs) != null) {
                return true;
            }
        }
        return false;
    }

    /** A link came up or went down. */
    void linkChanged(Slot slot, LinkState link, boolean up) {
        if (link.up != up) {
            link.up = up;
            link.stretch = up ? (int) slot.source() : link.stretch;
            recorder.linkChange(link, up);
            if (!up) {
                lost(link);
            }
        }
        advance(slot);
    }

    private static void lost(LinkState link) {
        link.generation++;
        link.lossCursor = link.firstOpen;
        link.forwards.linkLost();
    }

    private void advanceLoss(Slot slot, LinkState link) {
        while (link.lossCursor != null && recorder.hasRoom(slot.effects())) {
            Transaction tx = link.lossCursor;
            link.lossCursor = tx.nextOpen;
            if (tx.linkGeneration < link.generation) {
                giveUp(slot, tx, tx.linkGeneration == 0 ? ReversalReason.RESTART : ReversalReason.LINK_LOST);
            }
        }
        for (int i = 0; i < REQUEUED_PER_EVENT && link.forwards.isRequeueing(); i++) {
            state.timers.cancel(link.forwards.requeueOne().tx);
        }
    }

    private void drain(Slot slot, LinkState link) {
        if (!link.up || link.lossCursor != null) {
            return;
        }
        Forward next = link.forwards.sendable(state.nowNs);
        while (next != null && recorder.hasRoom(slot.effects())) {
            write(slot, link, next);
            next = link.forwards.sendable(state.nowNs);
        }
    }

    /** Writes a transaction's reversal or advice at once if it is its turn; else it waits in its queue. */
    void sendIfWaiting(Slot slot, Transaction tx) {
        if (tx.forward == null || !state.links[tx.link].up) {
            return;
        }
        LinkState link = state.links[tx.link];
        if (link.forwards.sendable(state.nowNs) == tx.forward && recorder.hasRoom(slot.effects())) {
            write(slot, link, tx.forward);
        }
    }

    /**
     * Writes what has not yet been written for this terminal or card on this connection ahead of its new request, whatever rate and window say;
     * false when not all of it fits into the slot.
     */
    boolean reversalsFirst(Slot slot, TerminalState terminal, LinkState link, long panHashHigh) {
        Forward next = link.forwards.unwritten(terminal, panHashHigh);
        while (next != null && recorder.hasRoom(slot.effects()) && write(slot, link, next)) {
            next = link.forwards.unwritten(terminal, panHashHigh);
        }
        return next == null && recorder.hasRoom(slot.effects());
    }

    /**
     * Takes in an advice: the request whose INTENT was just recorded is approved here, counts at once, and its acquirer is told by a 0220, repeated
     * as 0221, until it acknowledges. The caller answers the terminal.
     *
     * @param code          what the terminal is told
     * @param authorization F38 given here as six ASCII characters, 0 none
     * @param standIn       true when approved in the acquirer's place
     */
    void accept(Slot slot, Transaction tx, int code, long authorization, boolean standIn) {
        recorder.adviceAccepted(tx, code, authorization, standIn);
        transitions.entered(tx, TransactionEvent.STORED);
        counters.approved.increment();
        sendIfWaiting(slot, tx);
    }

    private void fire(Slot slot, Transaction tx) {
        if (tx.state == TransactionState.IN_FLIGHT) {
            giveUp(slot, tx, ReversalReason.TIMEOUT);
            return;
        }
        Forward forward = tx.forward;
        if (forward == null) {
            return;
        }
        switch (forward.phase) {
            case SENT -> unanswered(slot, tx, forward);
            case BACKING_OFF -> state.links[tx.link].forwards.pauseOver(forward);
            case SETTLING -> {
                transitions.upstreamCode = tx.upstreamCode;
                transitions.run(slot, tx, TransactionEvent.SETTLED);
            }
            default -> {
                // What waits for its turn has no timer.
            }
        }
    }

    /** Gives a request in flight up if its time-out is over and has not been noticed yet. */
    void expire(Slot slot, Transaction tx) {
        if (tx.state == TransactionState.IN_FLIGHT && tx.timerIndex >= 0 && tx.timerNs - state.nowNs <= 0) {
            state.timers.cancel(tx);
            giveUp(slot, tx, ReversalReason.TIMEOUT);
        }
    }

    /** The outcome of a forwarded request stays unknown: answer 98 and reverse, repeat or close, as its type says. */
    private void giveUp(Slot slot, Transaction tx, ReversalReason reason) {
        counters.timedOut.increment();
        if (tx.link >= 0 && reason == ReversalReason.TIMEOUT) {
            state.links[tx.link].unanswered++;
        }
        transitions.reason = reason;
        transitions.told = ResponseCode.TIMEOUT;
        transitions.reversalCode = ResponseCode.TIMEOUT;
        transitions.amountMinor = tx.amountMinor;
        transitions.run(slot, tx, TransactionEvent.uncertain(tx.type));
    }

    /** Tells the terminal, if somebody still waits for it. */
    void answer(Slot slot, Transaction tx, int code) {
        if (tx.replyTo != 0 && tx.terminal.directoryNumber >= 0) {
            composer.answerLater(slot.effects(), tx, code);
        }
        tx.replyTo = 0;
    }

    private void unanswered(Slot slot, Transaction tx, Forward forward) {
        LinkState link = state.links[tx.link];
        if (link.up && link.forwards.isCurrent(forward)) {
            transitions.againNs = forward.againNs;
            countAttempt(slot, tx, ResponseCode.NONE, TransactionEvent.FORWARD_UNANSWERED);
        }
    }

    /** The acquirer refused the reversal or advice with a code that is not final. Counts once for each time it was written. */
    void refused(Slot slot, Transaction tx, int code) {
        if (tx.forward == null || tx.forward.phase != Forward.Phase.SENT) {
            counters.duplicateAnswers.increment();
        } else {
            countAttempt(slot, tx, code, TransactionEvent.FORWARD_REFUSED);
        }
    }

    private void countAttempt(Slot slot, Transaction tx, int code, TransactionEvent event) {
        LinkPolicy policy = state.links[tx.link].policy;
        int attempts = tx.attempts + 1;
        boolean last = attempts >= policy.attempts();
        transitions.upstreamCode = code;
        transitions.delayMs = last ? 0 : delayMs(policy, attempts);
        if (last) {
            transitions.alarmId = "reversal_parked";
            transitions.alarmText = "a reversal or advice for acquirer " + policy.name() + " was given up after " + attempts
                + " attempts; it is kept until a person acts";
        }
        transitions.run(slot, tx, last ? TransactionEvent.FORWARD_EXHAUSTED : event);
    }

    /** It waits for its next attempt. */
    void pauseUntil(Transaction tx, long againNs) {
        ForwardQueue queue = state.links[tx.link].forwards;
        queue.backOff(tx.forward);
        if (againNs - state.nowNs > 0) {
            state.timers.arm(tx, againNs);
        } else {
            state.timers.cancel(tx);
            queue.pauseOver(tx.forward);
        }
    }

    // Doubles with each attempt; up to a quarter is taken off, so that what failed together does not come back together.
    private long delayMs(LinkPolicy policy, int attempts) {
        int shift = Math.min(attempts, MAX_SHIFT);
        long first = policy.firstRetryMs();
        long base = first > policy.maxRetryMs() >> shift ? policy.maxRetryMs() : first << shift;
        return base - state.context.jitter().applyAsLong(base / JITTER_PART + 1);
    }

    /** Writes a reversal or advice on its link; the first time under its own MTI, then as a repeat. False when there is no trace number for it. */
    private boolean write(Slot slot, LinkState link, Forward forward) {
        Transaction tx = forward.tx;
        boolean advice = tx.advice != Transaction.NO_ADVICE;
        long delay = tx.nextDelayMs == 0 ? link.policy.firstRetryMs() : tx.nextDelayMs;
        if ((advice ? tx.upstreamStan : tx.reversalStan) == 0 && !number(tx, link, !advice)) {
            pauseUntil(tx, state.nowNs + delay * MS);
            return false;
        }
        int first = advice ? tx.type.adviceMti() : tx.type.reversalMti();
        composer.upstream(slot.effects(), advice ? EffectKind.ADVICE : EffectKind.REVERSAL, tx, forward.repeat ? first + 1 : first);
        forward.repeat = true;
        link.forwards.written(forward, state.nowNs);
        long patience = Math.min(delay, link.policy.timeoutMs());
        forward.againNs = state.nowNs + delay * MS;
        state.timers.arm(tx, state.nowNs + patience * MS);
        return true;
    }

    // What was recorded while the link had no trace number left gets one before it is written.
    private boolean number(Transaction tx, LinkState link, boolean ofReversal) {
        int stan = link.peekStan(state.wallMs);
        if (stan <= 0) {
            state.context.alarms().raise("stan_exhausted", link.policy.name(), "acquirer " + link.policy.name() + " has no trace number left for a reversal or advice;"
                + " it is sent when there is one");
            return false;
        }
        recorder.numbered(tx, ofReversal, state.upstreamTime(link), stan);
        return true;
    }

    /** After 25 the reversal stays open for a while: the original may still be on its way. */
    void settle(Transaction tx) {
        state.timers.arm(tx, state.nowNs + state.links[tx.link].policy.settleMs() * MS);
    }
}
