package dev.turnpike.core;

import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

/** The part of {@link RecordApplier} that keeps store-and-forward; like it, without rules. */
final class ForwardApplier {
    private final CoreState state;

    ForwardApplier(CoreState state) {
        this.state = state;
    }

    /** Applies a record of store-and-forward; gives its transaction, or null. Unknown templates are skipped. */
    Transaction apply(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        return null;
    }

    /** The request is no longer in flight. */
    void leaveFlight(Transaction tx) {
        state.timers.cancel(tx);
        if (tx.link >= 0) {
            state.links[tx.link].inFlight--;
            state.links[tx.link].removeOpen(tx);
        }
    }

    /** Queues the transaction's reversal or advice; {@code repeat}: its acquirer may have seen it. */
    void queue(Transaction tx, boolean repeat) {
        if (tx.link >= 0) {
            state.links[tx.link].forwards.add(tx, repeat);
        }
    }

    /** Given up. What was approved here stays approved: only the telling of it is parked. */
    void park(Transaction tx) {
        if (tx.advice != Transaction.ACCEPTED) {
            tx.state = TransactionState.PARKED;
        }
        state.timers.cancel(tx);
        if (tx.forward != null) {
            state.links[tx.link].forwards.park(tx);
        }
    }

    /** Answered 25: an approval may still come. */
    void settle(Transaction tx) {
        state.timers.cancel(tx);
        if (tx.forward != null) {
            state.links[tx.link].forwards.settle(tx);
        }
    }

    /** The approval came: whether the acquirer knows the original is asked again. */
    void stopSettling(Transaction tx) {
        if (tx.forward != null && tx.forward.phase == Forward.Phase.SETTLING) {
            state.timers.cancel(tx);
            state.links[tx.link].forwards.takeUp(tx);
        }
    }
}
