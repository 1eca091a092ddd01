package dev.turnpike.core;

import dev.turnpike.transaction.OperatorAction;
import dev.turnpike.transaction.OperatorRequest;
import dev.turnpike.transaction.OperatorResult;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;
import java.util.Locale;

/** What operators ask and order: lists, and changes of store-and-forward that are on record with the name of who wanted them and why. */
final class OperatorDecider {
    private static final int LOOKED_AT_PER_EVENT = 256;
    private static final int LINK_SHIFT = 48;
    private final CoreState state;
    private final Recorder recorder;
    private final ForwardDecider forward;
    private final CoreCounters counters;
    private final OperatorLines lines;

    OperatorDecider(CoreState state, Recorder recorder, ForwardDecider forward, CoreCounters counters) {
        this.state = state;
        this.recorder = recorder;
        this.forward = forward;
        this.counters = counters;
        this.lines = new OperatorLines(state);
    }

    /** Decides on one command; its answer is an effect. */
    void decide(Slot slot) {
        OperatorRequest request = OperatorRequest.read(slot);
        lines.clear();
        switch (request.action()) {
            case LIST -> list(slot, request);
            case EXCEPTIONS -> exceptions(slot, request);
            case CLEAR -> answer(slot, clear(request));
            default -> answer(slot, onTransaction(slot, request));
        }
    }

    private void answer(Slot slot, OperatorResult result) {
        lines.send(slot.effects(), slot.source(), result, 0);
    }

    private OperatorResult say(OperatorResult result, String sentence) {
        lines.say(sentence);
        return result;
    }

    // ---- lists ------------------------------------------------------------------------------------------------------------------

    // The cursor is the last entry looked at: link and transaction. An event looks at a bounded number of them.
    private void list(Slot slot, OperatorRequest request) {
        int number = (int) (request.subject() >>> LINK_SHIFT);
        long last = request.subject() & (1L << LINK_SHIFT) - 1;
        Forward at = null;
        if (last != 0) {
            Transaction tx = state.transactions.byId(last);
            if (tx == null || tx.forward == null || tx.link != number) {
                answer(slot, OperatorResult.MOVED);
                return;
            }
            at = tx.forward;
        }
        for (int looked = 0; looked < LOOKED_AT_PER_EVENT && lines.hasRoom(); looked++) {
            Forward next = at == null ? first(number) : state.links[number].forwards.next(at);
            while (next == null && number + 1 < state.links.length) {
                number++;
                next = first(number);
            }
            if (next == null) {
                answer(slot, OperatorResult.DONE);
                return;
            }
            at = next;
            boolean parked = at.phase == Forward.Phase.PARKED;
            if (request.filter() == OperatorRequest.ALL || parked == (request.filter() == OperatorRequest.PARKED)) {
                lines.forward(at);
            }
        }
        lines.send(slot.effects(), slot.source(), OperatorResult.DONE, (long) number << LINK_SHIFT | at.tx.txId);
    }

    private Forward first(int number) {
        return number < state.links.length ? state.links[number].forwards.first() : null;
    }

    private void exceptions(Slot slot, OperatorRequest request) {
        int at = state.unknown.after(request.subject());
        long last = request.subject();
        while (at < state.unknown.size() && lines.hasRoom()) {
            lines.unknown(state.unknown.get(at));
            last = state.unknown.get(at).number();
            at++;
        }
        lines.send(slot.effects(), slot.source(), OperatorResult.DONE, at < state.unknown.size() ? last : 0);
    }

    private OperatorResult clear(OperatorRequest request) {
        if (state.unknown.size() == 0) {
            return say(OperatorResult.ALREADY, "the list is empty");
        }
        if (request.subject() != 0 && !state.unknown.contains(request.subject())) {
            return say(OperatorResult.UNKNOWN, "no answer on the list has the number " + request.subject());
        }
        recorder.operator(request);
        counters.operatorCommands.increment();
        return say(OperatorResult.DONE, request.subject() == 0 ? "the list is cleared" : "answer " + request.subject() + " is off the list");
    }

    // ---- one transaction ----------------------------------------------------------------------------------------------------------

    private OperatorResult onTransaction(Slot slot, OperatorRequest request) {
        Transaction tx = state.transactions.byId(request.subject());
        if (tx == null || tx.terminal == null) {
            return say(OperatorResult.UNKNOWN, "transaction " + request.subject() + " is not known here (any more)");
        }
        if (tx.forward == null) {
            String where = tx.state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            OperatorResult result = request.action() == OperatorAction.SHOW ? OperatorResult.UNKNOWN : OperatorResult.ALREADY;
            return say(result, "transaction " + tx.txId + " is " + where + " and has nothing to forward");
        }
        return switch (request.action()) {
            case SHOW -> {
                lines.forward(tx.forward);
                yield OperatorResult.DONE;
            }
            case RETRY -> retry(slot, request, tx);
            case PARK -> park(request, tx);
            default -> release(request, tx);
        };
    }

    private OperatorResult retry(Slot slot, OperatorRequest request, Transaction tx) {
        Forward.Phase phase = tx.forward.phase;
        if (phase != Forward.Phase.PARKED && phase != Forward.Phase.BACKING_OFF) {
            return say(OperatorResult.ALREADY, "transaction " + tx.txId + " is on its way already");
        }
        state.timers.cancel(tx);
        record(request);
        forward.sendIfWaiting(slot, tx);
        return say(OperatorResult.DONE, "transaction " + tx.txId + " is sent again as soon as it is its turn");
    }

    private OperatorResult park(OperatorRequest request, Transaction tx) {
        if (tx.forward.phase == Forward.Phase.PARKED) {
            return say(OperatorResult.ALREADY, "transaction " + tx.txId + " is parked already");
        }
        record(request);
        return say(OperatorResult.DONE, "transaction " + tx.txId + " is parked; it is kept and not sent");
    }

    // Two people, and both must mean the same outcome.
    private OperatorResult release(OperatorRequest request, Transaction tx) {
        Forward entry = tx.forward;
        if (entry.phase != Forward.Phase.PARKED) {
            return say(OperatorResult.WRONG_STATE, "transaction " + tx.txId + " is not parked, expected it to be: park it first");
        }
        boolean refund = tx.advice == Transaction.REPEATED;
        TransactionState outcome = refund ? request.outcome() : tx.advice == Transaction.ACCEPTED ? TransactionState.APPROVED : TransactionState.REVERSED;
        if (refund && outcome != TransactionState.APPROVED && outcome != TransactionState.DECLINED) {
            return say(OperatorResult.WRONG_STATE, "transaction " + tx.txId + " has no outcome yet, expected the one agreed with the acquirer:"
                + " approved or declined");
        }
        if (entry.askedBy.isEmpty() || entry.askedOutcome != outcome) {
            record(with(request, OperatorAction.ASK_RELEASE, outcome));
            return say(OperatorResult.WAITS_FOR_SECOND, "release of transaction " + tx.txId + " as " + name(outcome) + " is noted;"
                + " another person must confirm it with the same command");
        }
        if (entry.askedBy.equalsIgnoreCase(request.person())) {
            return say(OperatorResult.WAITS_FOR_SECOND, "release of transaction " + tx.txId + " was asked for by " + entry.askedBy
                + "; another person must confirm it");
        }
        String first = entry.askedBy;
        record(with(request, OperatorAction.RELEASE, outcome));
        close(tx, outcome);
        return say(OperatorResult.DONE, "transaction " + tx.txId + " is released as " + name(outcome) + ", by " + first + " and " + request.person());
    }

    private static String name(TransactionState outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static OperatorRequest with(OperatorRequest r, OperatorAction action, TransactionState outcome) {
        return new OperatorRequest(action, r.subject(), r.filter(), outcome, r.person(), r.reason());
    }

    private void close(Transaction tx, TransactionState outcome) {
        if (tx.advice == Transaction.REPEATED) {
            boolean approved = outcome == TransactionState.APPROVED;
            recorder.outcome(tx, outcome, approved ? ResponseCode.APPROVED : ResponseCode.code("05"), ResponseCode.NONE, tx.amountMinor, 0, null);
            (approved ? counters.approved : counters.declined).increment();
        } else if (tx.advice == Transaction.ACCEPTED) {
            recorder.adviceAck(tx, ResponseCode.NONE, false);
        } else {
            recorder.reversalAck(tx, ResponseCode.NONE, true);
        }
    }

    private void record(OperatorRequest request) {
        recorder.operator(request);
        counters.operatorCommands.increment();
    }
}
