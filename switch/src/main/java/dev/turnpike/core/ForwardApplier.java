package dev.turnpike.core;

import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.record.AdviceAcceptedDecoder;
import dev.turnpike.transaction.record.AdviceAckDecoder;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

/** The part of {@link RecordApplier} that keeps store-and-forward; like it, without rules. */
final class ForwardApplier {
    private final CoreState state;
    private final LinkedAmounts linked;
    private final RecordApplier records;
    private final AdviceAcceptedDecoder accepted = new AdviceAcceptedDecoder();
    private final AdviceAckDecoder adviceAck = new AdviceAckDecoder();

    ForwardApplier(CoreState state, LinkedAmounts linked, RecordApplier records) {
        this.state = state;
        this.linked = linked;
        this.records = records;
    }

    /** Applies a record of store-and-forward; gives its transaction, or null. Unknown templates are skipped. */
    Transaction apply(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        return switch (header.templateId()) {
            case AdviceAcceptedDecoder.TEMPLATE_ID -> applyAdviceAccepted(buffer, offset, header);
            case AdviceAckDecoder.TEMPLATE_ID -> applyAdviceAck(buffer, offset, header);
            default -> null;
        };
    }

    private Transaction applyAdviceAccepted(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        accepted.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = state.transactions.byId(accepted.txId());
        if (tx == null) {
            return null;
        }
        leaveFlight(tx);
        tx.state = TransactionState.APPROVED;
        tx.code = RecordApplier.code(buffer, accepted.offset() + AdviceAcceptedDecoder.codeEncodingOffset());
        tx.authorizationCode = accepted.authorizationCode();
        tx.standIn = accepted.standIn() != 0;
        tx.advice = Transaction.ACCEPTED;
        linked.stand(tx);
        queue(tx, state.recovering);
        return tx;
    }

    private Transaction applyAdviceAck(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        adviceAck.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = state.transactions.byId(adviceAck.txId());
        if (tx == null) {
            return null;
        }
        tx.upstreamCode = RecordApplier.code(buffer, adviceAck.offset() + AdviceAckDecoder.codeEncodingOffset());
        tx.advice = Transaction.NO_ADVICE;
        tx.attempts = 0;
        tx.nextDelayMs = 0;
        state.timers.cancel(tx);
        boolean reversing = tx.state == TransactionState.REVERSING;
        if (reversing && adviceAck.approved() != 0) {
            queue(tx, false);
            return tx;
        }
        if (reversing) {
            tx.state = TransactionState.REVERSED;
        }
        records.leaveLink(tx, false);
        state.transactions.becameFinal(tx);
        return tx;
    }

    /** Queues the reversal of a transaction. What the acquirer has not been told of yet is told first. */
    void queueReversal(Transaction tx) {
        if (tx.advice != Transaction.ACCEPTED) {
            queue(tx, state.recovering);
        } else if (tx.forward != null && tx.forward.phase == Forward.Phase.PARKED) {
            state.links[tx.link].forwards.takeUp(tx);
        }
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
