package dev.turnpike.core;

import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;

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
    private final CoreCounters counters;

    ForwardDecider(CoreState state, Recorder recorder, AnswerComposer composer, CoreCounters counters) {
        this.state = state;
        this.recorder = recorder;
        this.composer = composer;
        this.counters = counters;
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
        while (next != null && recorder.hasRoom(slot.effects())) {
            write(slot, link, next);
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
            case SENT -> unanswered(tx, forward);
            case BACKING_OFF -> state.links[tx.link].forwards.pauseOver(forward);
            case SETTLING -> {
                recorder.reversalAck(tx, tx.upstreamCode, true);
                counters.reversalsAcknowledged.increment();
            }
            default -> {
                // What waits for its turn has no timer.
            }
        }
    }

    /** The outcome of a forwarded request stays unknown: answer 98 and reverse, repeat or close, as its type says. */
    private void giveUp(Slot slot, Transaction tx, ReversalReason reason) {
        counters.timedOut.increment();
        if (tx.type == TransactionType.REFUND) {
            recorder.adviceIntent(tx, ResponseCode.TIMEOUT);
            answer(slot, tx, ResponseCode.TIMEOUT);
            sendIfWaiting(slot, tx);
        } else if (tx.type.isReversible()) {
            recorder.reversal(tx, reason, ResponseCode.TIMEOUT, ResponseCode.TIMEOUT, null);
            counters.reversals.increment();
            answer(slot, tx, ResponseCode.TIMEOUT);
            sendIfWaiting(slot, tx);
        } else {
            recorder.outcome(tx, TransactionState.DECLINED, ResponseCode.TIMEOUT, ResponseCode.NONE, tx.amountMinor, 0, null);
            answer(slot, tx, ResponseCode.TIMEOUT);
        }
    }

    /** Tells the terminal, if somebody still waits for it. */
    void answer(Slot slot, Transaction tx, int code) {
        if (tx.replyTo != 0 && tx.terminal.directoryNumber >= 0) {
            composer.answerLater(slot.effects(), tx, code);
        }
        tx.replyTo = 0;
    }

    private void unanswered(Transaction tx, Forward forward) {
        LinkState link = state.links[tx.link];
        if (!link.up || !link.forwards.isCurrent(forward)) {
            return;
        }
        if (countAttempt(tx, ResponseCode.NONE)) {
            pauseUntil(tx, forward.againNs);
        }
    }

    /** The acquirer declined for good what was approved here and stands: a person must act. */
    void declined(Transaction tx, int code) {
        recorder.attempt(tx, tx.attempts + 1, code, 0, true);
        counters.parked.increment();
        state.context.alarms().raise("advice_declined", "acquirer " + state.links[tx.link].policy.name()
            + " declined an advice of a transaction that was approved here; it is kept until a person acts");
    }

    /** The acquirer refused the reversal or advice with a code that is not final. Counts once for each time it was written. */
    void refused(Transaction tx, int code) {
        Forward forward = tx.forward;
        if (forward == null || forward.phase != Forward.Phase.SENT) {
            counters.duplicateAnswers.increment();
        } else if (countAttempt(tx, code)) {
            pauseUntil(tx, state.nowNs + tx.nextDelayMs * MS);
        }
    }

    private void pauseUntil(Transaction tx, long againNs) {
        ForwardQueue queue = state.links[tx.link].forwards;
        queue.backOff(tx.forward);
        if (againNs - state.nowNs > 0) {
            state.timers.arm(tx, againNs);
        } else {
            state.timers.cancel(tx);
            queue.pauseOver(tx.forward);
        }
    }

    // True when it goes on; false when it was the last attempt.
    private boolean countAttempt(Transaction tx, int code) {
        LinkPolicy policy = state.links[tx.link].policy;
        int attempts = tx.attempts + 1;
        boolean parked = attempts >= policy.attempts();
        recorder.attempt(tx, attempts, code, parked ? 0 : delayMs(policy, attempts), parked);
        if (parked) {
            parked(policy, attempts);
        }
        return !parked;
    }

    private void parked(LinkPolicy policy, int attempts) {
        counters.parked.increment();
        state.context.alarms().raise("reversal_parked", "a reversal or advice for acquirer " + policy.name()
            + " was given up after " + attempts + " attempts; it is kept until a person acts");
    }

    // Doubles with each attempt; up to a quarter is taken off, so that what failed together does not come back together.
    private long delayMs(LinkPolicy policy, int attempts) {
        int shift = Math.min(attempts, MAX_SHIFT);
        long first = policy.firstRetryMs();
        long base = first > policy.maxRetryMs() >> shift ? policy.maxRetryMs() : first << shift;
        return base - state.context.jitter().applyAsLong(base / JITTER_PART + 1);
    }

    /** Writes a reversal or advice on its link; the first time under its own MTI, then as a repeat. */
    private void write(Slot slot, LinkState link, Forward forward) {
        Transaction tx = forward.tx;
        boolean advice = tx.advice != Transaction.NO_ADVICE;
        int repeat = forward.repeat ? 1 : 0;
        composer.upstream(slot.effects(), advice ? EffectKind.ADVICE : EffectKind.REVERSAL, tx, (advice ? 220 : 420) + repeat);
        forward.repeat = true;
        link.forwards.written(forward, state.nowNs);
        long delay = tx.nextDelayMs == 0 ? link.policy.firstRetryMs() : tx.nextDelayMs;
        long patience = Math.min(delay, link.policy.timeoutMs());
        forward.againNs = state.nowNs + delay * MS;
        state.timers.arm(tx, state.nowNs + patience * MS);
    }

    /** After 25 the reversal stays open for a while: the original may still be on its way. */
    void settle(Transaction tx) {
        state.timers.arm(tx, state.nowNs + state.links[tx.link].policy.settleMs() * MS);
    }
}
