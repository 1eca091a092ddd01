package dev.turnpike.core;

import dev.turnpike.transaction.OperatorAction;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.record.AdviceAcceptedDecoder;
import dev.turnpike.transaction.record.AdviceAckDecoder;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import dev.turnpike.transaction.record.OperatorCommandDecoder;
import dev.turnpike.transaction.record.UnknownAnswerDecoder;
import org.agrona.DirectBuffer;

/** The part of {@link RecordApplier} that keeps store-and-forward; like it, without rules. */
final class ForwardApplier {
    private final CoreState state;
    private final LinkedAmounts linked;
    private final RecordApplier records;
    private final AdviceAcceptedDecoder accepted = new AdviceAcceptedDecoder();
    private final AdviceAckDecoder adviceAck = new AdviceAckDecoder();
    private final OperatorCommandDecoder operator = new OperatorCommandDecoder();
    private final UnknownAnswerDecoder unknown = new UnknownAnswerDecoder();

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
            case OperatorCommandDecoder.TEMPLATE_ID -> applyOperator(buffer, offset, header);
            case UnknownAnswerDecoder.TEMPLATE_ID -> applyUnknown(buffer, offset, header);
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
        if (tx.standIn) {
            int terminal = tx.terminal.directoryNumber;
            state.standIn.add(tx, terminal < 0 ? -1 : state.context.directory().terminal(terminal).merchant());
        }
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
        if (tx.standIn && tx.advice == Transaction.ACCEPTED) {
            state.standIn.remove(tx);
        }
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

    private Transaction applyOperator(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        operator.wrapAndApplyHeader(buffer, offset, header);
        OperatorAction action = OperatorAction.of(operator.command());
        if (action == OperatorAction.CLEAR) {
            state.unknown.clear(operator.number());
            return null;
        }
        Transaction tx = state.transactions.byId(operator.txId());
        if (tx == null || tx.forward == null) {
            return tx;
        }
        switch (action) {
            case RETRY -> retry(tx);
            case PARK -> park(tx);
            case ASK_RELEASE -> {
                tx.forward.askedOutcome = TransactionState.of(operator.outcome());
                tx.forward.askedBy = operator.person();
            }
            default -> {
                // The record that closes it follows.
            }
        }
        return tx;
    }

    private void retry(Transaction tx) {
        ForwardQueue queue = state.links[tx.link].forwards;
        if (tx.forward.phase == Forward.Phase.PARKED) {
            tx.attempts = 0;
            tx.nextDelayMs = 0;
            if (tx.state == TransactionState.PARKED) {
                tx.state = tx.advice == Transaction.REPEATED ? TransactionState.REPEATING : TransactionState.REVERSING;
            }
            tx.forward.askedBy = "";
            queue.takeUp(tx);
        } else if (tx.forward.phase == Forward.Phase.BACKING_OFF) {
            queue.pauseOver(tx.forward);
        }
    }

    private Transaction applyUnknown(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        unknown.wrapAndApplyHeader(buffer, offset, header);
        int code = RecordApplier.code(buffer, unknown.offset() + UnknownAnswerDecoder.codeEncodingOffset());
        state.unknown.add(new UnknownAnswers.Entry(unknown.number(), unknown.coreWallMs(), unknown.link(), unknown.messageType(),
            unknown.upstreamTime(), unknown.upstreamStan(), unknown.amountMinor(), unknown.authorizationCode(), unknown.tid(), code));
        return null;
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
        if (tx.forward != null && tx.forward.phase != Forward.Phase.PARKED) {
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
