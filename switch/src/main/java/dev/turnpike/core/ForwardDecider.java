package dev.turnpike.core;

import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;

/** Deadlines, lost links, reversals and repeated advices: everything that goes on without the terminal. */
final class ForwardDecider {
    private static final long MS = 1_000_000L;
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

    /** Fires due timers and moves the cursors of links on, as far as the slot has room. */
    void advance(Slot slot) {
        Transaction due = state.timers.due(state.nowNs);
        while (due != null && recorder.hasRoom(slot.effects())) {
            state.timers.cancel(due);
            fire(slot, due);
            due = state.timers.due(state.nowNs);
        }
        for (LinkState link : state.links) {
            advanceLoss(slot, link);
            advanceDrain(slot, link);
        }
    }

    /** True while {@link #advance} left something undone. */
    boolean hasMore() {
        if (state.timers.due(state.nowNs) != null) {
            return true;
        }
        for (LinkState link : state.links) {
            if (link.lossCursor != null || link.drainCursor != null && link.up) {
                return true;
            }
        }
        return false;
    }

    /** A link came up or went down. */
    void linkChanged(Slot slot, LinkState link, boolean up) {
        if (link.up == up) {
            return;
        }
        link.up = up;
        recorder.linkChange(link, up);
        if (up) {
            link.drainCursor = link.firstOpen;
        } else {
            link.generation++;
            link.lossCursor = link.firstOpen;
            for (Transaction tx = link.firstOpen; tx != null; tx = tx.nextOpen) {
                if (tx.state != TransactionState.IN_FLIGHT && !tx.settling) {
                    tx.outstanding = false;
                    state.timers.cancel(tx);
                }
            }
        }
        advance(slot);
    }

    private void advanceLoss(Slot slot, LinkState link) {
        while (link.lossCursor != null && recorder.hasRoom(slot.effects())) {
            Transaction tx = link.lossCursor;
            link.lossCursor = tx.nextOpen;
            if (tx.state == TransactionState.IN_FLIGHT && tx.linkGeneration < link.generation) {
                giveUp(slot, tx, tx.linkGeneration == 0 ? ReversalReason.RESTART : ReversalReason.LINK_LOST);
            }
        }
    }

    private void advanceDrain(Slot slot, LinkState link) {
        while (link.up && link.drainCursor != null && recorder.hasRoom(slot.effects())) {
            Transaction tx = link.drainCursor;
            link.drainCursor = tx.nextOpen;
            sendIfWaiting(slot, tx);
        }
    }

    /** Sends a reversal or repeated advice now if it waits for its link. */
    void sendIfWaiting(Slot slot, Transaction tx) {
        boolean waits = (tx.state == TransactionState.REVERSING || tx.state == TransactionState.REPEATING) && !tx.outstanding && !tx.settling;
        if (waits && tx.link >= 0 && state.links[tx.link].up) {
            send(slot, tx);
        }
    }

    /** Writes what waits for this terminal or card on this link ahead of its new request; false when not all of it fits into the slot. */
    boolean reversalsFirst(Slot slot, TerminalState terminal, LinkState link, long panHashHigh) {
        for (Transaction tx = link.drainCursor; tx != null; tx = tx.nextOpen) {
            if (tx.terminal == terminal || tx.panHashHigh == panHashHigh && panHashHigh != 0) {
                if (!recorder.hasRoom(slot.effects())) {
                    return false;
                }
                sendIfWaiting(slot, tx);
            }
        }
        return recorder.hasRoom(slot.effects());
    }

    private void fire(Slot slot, Transaction tx) {
        switch (tx.state) {
            case IN_FLIGHT -> giveUp(slot, tx, ReversalReason.TIMEOUT);
            case REVERSING -> {
                if (tx.settling) {
                    recorder.reversalAck(tx, tx.upstreamCode, true);
                    counters.reversalsAcknowledged.increment();
                } else {
                    unanswered(slot, tx);
                }
            }
            case REPEATING -> unanswered(slot, tx);
            default -> {
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

    private void unanswered(Slot slot, Transaction tx) {
        LinkState link = state.links[tx.link];
        if (!link.up || !tx.outstanding) {
            return;
        }
        countAttempt(tx, ResponseCode.NONE);
        sendIfWaiting(slot, tx);
    }

    /** The acquirer refused the reversal or advice with a code that is not final. */
    void refused(Transaction tx, int code) {
        countAttempt(tx, code);
        if (tx.state == TransactionState.REVERSING || tx.state == TransactionState.REPEATING) {
            tx.outstanding = true;
            state.timers.arm(tx, state.nowNs + tx.nextDelayMs * MS);
        }
    }

    private void countAttempt(Transaction tx, int code) {
        LinkPolicy policy = state.links[tx.link].policy;
        int attempts = tx.attempts + 1;
        boolean parked = attempts >= policy.attempts();
        long delay = tx.nextDelayMs == 0 ? policy.firstRetryMs() : Math.min(tx.nextDelayMs * 2, policy.maxRetryMs());
        recorder.attempt(tx, attempts, code, delay, parked);
        if (parked) {
            counters.parked.increment();
            state.context.alarms().raise("reversal_parked", "a reversal or advice for acquirer " + policy.name()
                + " was given up after " + attempts + " attempts; it is kept until a person acts");
        }
    }

    /** Sends a reversal or advice on its link; the first time under its own MTI, then as a repeat. */
    private void send(Slot slot, Transaction tx) {
        boolean advice = tx.state == TransactionState.REPEATING;
        int mti = advice ? 221 : tx.sentOnce ? 421 : 420;
        composer.upstream(slot.effects(), advice ? EffectKind.ADVICE : EffectKind.REVERSAL, tx, mti);
        tx.sentOnce = true;
        tx.outstanding = true;
        LinkPolicy policy = state.links[tx.link].policy;
        long delay = tx.nextDelayMs == 0 ? policy.firstRetryMs() : tx.nextDelayMs;
        state.timers.arm(tx, state.nowNs + delay * MS);
    }

    /** After 25 the reversal stays open for a while: the original may still be on its way. */
    void settle(Transaction tx) {
        state.timers.arm(tx, state.nowNs + state.links[tx.link].policy.settleMs() * MS);
    }
}
