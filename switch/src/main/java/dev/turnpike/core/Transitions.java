package dev.turnpike.core;

import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;

/**
 * Carries out {@link StateTable}: looks the cell up, does its steps in their order, and checks that the records led where the cell says.
 * The fields are the arguments of the next event; {@link #run} resets them.
 */
final class Transitions {
    /** What the terminal is told. */
    int told;
    /** Field 39 of the acquirer. */
    int upstreamCode;
    /** Approved amount in minor units. */
    long amountMinor;
    /** Field 38. */
    long authorization;
    /** Fields of the acquirer's answer, null none. */
    FieldImage image;
    /** Why it is reversed. */
    ReversalReason reason;
    /** Field 39 of the reversal. */
    int reversalCode;
    /** The request at hand, null none. */
    RequestFacts facts;
    /** Pause before the next attempt, as journaled. */
    long delayMs;
    /** When the next attempt is due, monotonic nanoseconds; 0: the pause from now. */
    long againNs;
    /** Text of the alarm of this event, null: the table's step is left out. */
    String alarmId;
    /** What the alarm says. */
    String alarmText;

    private final CoreState state;
    private final Recorder recorder;
    private final CoreCounters counters;
    private ForwardDecider forward;

    Transitions(CoreState state, Recorder recorder, CoreCounters counters) {
        this.state = state;
        this.recorder = recorder;
        this.counters = counters;
        reset();
    }

    /** Who sends and answers. */
    void through(ForwardDecider sender) {
        forward = sender;
    }

    private void reset() {
        told = ResponseCode.NONE;
        upstreamCode = ResponseCode.NONE;
        amountMinor = 0;
        authorization = 0;
        image = null;
        reason = ReversalReason.NONE;
        reversalCode = ResponseCode.NONE;
        facts = null;
        delayMs = 0;
        againNs = 0;
        alarmId = null;
        alarmText = null;
    }

    /** Lets {@code event} happen to {@code tx}; the cell that was carried out. */
    StateTable.Cell run(Slot slot, Transaction tx, TransactionEvent event) {
        Phase before = Phase.of(tx);
        StateTable.Cell cell = StateTable.of(before, event);
        record(tx, cell);
        check(tx, cell, event);
        carryOut(slot, tx, cell);
        reset();
        return cell;
    }

    /** After the records of a new transaction: checks that they led where the table says. */
    void entered(Transaction tx, TransactionEvent event) {
        check(tx, StateTable.of(Phase.NEW, event), event);
    }

    private static void check(Transaction tx, StateTable.Cell cell, TransactionEvent event) {
        if (Phase.of(tx) != cell.next()) {
            throw new IllegalStateException("transaction " + tx.txId + " is " + Phase.of(tx).title() + " after: " + event.title()
                + ", expected " + cell.next().title());
        }
    }

    private void record(Transaction tx, StateTable.Cell cell) {
        if (cell.has(Step.NOT_SENT)) {
            recorder.notSent(tx, told);
            counters.rejected.increment();
        }
        if (cell.has(Step.OUTCOME)) {
            outcome(tx, cell);
        }
        if (cell.has(Step.LATE_ANSWER)) {
            counters.lateAnswers.increment();
            recorder.lateAnswer(tx, upstreamCode, authorization, ResponseCode.isApproval(upstreamCode));
        }
        if (cell.has(Step.ADVICE_ACK)) {
            recorder.adviceAck(tx, upstreamCode, ResponseCode.isApproval(upstreamCode) || upstreamCode == ResponseCode.DUPLICATE);
        }
        if (cell.has(Step.ADVICE_INTENT)) {
            recorder.adviceIntent(tx, told);
        }
        if (cell.has(Step.REVERSAL_INTENT)) {
            recorder.reversal(tx, reason, told, reversalCode, facts);
            counters.reversals.increment();
        }
        if (cell.has(Step.ATTEMPT) || cell.has(Step.PARK)) {
            recorder.attempt(tx, tx.attempts + 1, upstreamCode, delayMs, cell.has(Step.PARK));
        }
        if (cell.has(Step.ACK_OPEN)) {
            recorder.reversalAck(tx, upstreamCode, false);
        }
        if (cell.has(Step.ACK_CLOSED)) {
            recorder.reversalAck(tx, upstreamCode, true);
            counters.reversalsAcknowledged.increment();
        }
    }

    private void outcome(Transaction tx, StateTable.Cell cell) {
        boolean approved = cell.next() == Phase.APPROVED;
        recorder.outcome(tx, approved ? TransactionState.APPROVED : TransactionState.DECLINED, told, upstreamCode, amountMinor, authorization,
            image);
        (approved ? counters.approved : counters.declined).increment();
    }

    private void carryOut(Slot slot, Transaction tx, StateTable.Cell cell) {
        if (cell.has(Step.PARK)) {
            counters.parked.increment();
        }
        if (cell.has(Step.ALARM) && alarmId != null) {
            state.context.alarms().raise(alarmId, tx.link < 0 ? "" : state.links[tx.link].policy.name(), alarmText);
        }
        if (cell.has(Step.COUNT_DUPLICATE)) {
            counters.duplicateAnswers.increment();
        }
        if (cell.has(Step.ANSWER) && facts == null) {
            forward.answer(slot, tx, told);
        }
        if (cell.has(Step.SEND)) {
            forward.sendIfWaiting(slot, tx);
        }
        if (cell.has(Step.RETRY_LATER)) {
            forward.pauseUntil(tx, againNs == 0 ? state.nowNs + tx.nextDelayMs * 1_000_000L : againNs);
        }
        if (cell.has(Step.SETTLE_LATER)) {
            forward.settle(tx);
        }
    }
}
