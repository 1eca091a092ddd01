package dev.turnpike.core;

import dev.turnpike.transaction.TransactionState;

/** A row of {@link StateTable}: where a transaction stands, finer than {@link TransactionState} where the next step depends on it. */
enum Phase {
    /** Not on record yet. */
    NEW("new", null),
    /** Sent upstream, no outcome yet. */
    IN_FLIGHT("in flight", TransactionState.IN_FLIGHT),
    /** Approved, and its acquirer knows. */
    APPROVED("approved", TransactionState.APPROVED),
    /** Approved here; its acquirer is being told. */
    ACCEPTED("accepted", TransactionState.APPROVED),
    /** Approved here; telling its acquirer was given up, or it said no. Kept until a person acts. */
    ACCEPTED_PARKED("accepted, parked", TransactionState.APPROVED),
    /** Declined by the acquirer. */
    DECLINED("declined", TransactionState.DECLINED),
    /** Refused here, never sent. */
    REJECTED("rejected", TransactionState.REJECTED),
    /** A reversal is on its way, or waits for its link. */
    REVERSING("reversing", TransactionState.REVERSING),
    /** To be reversed, but its acquirer must first be told of it. */
    UNTOLD("reversing, advice first", TransactionState.REVERSING),
    /** The reversal was answered 25; an approval may still arrive. */
    SETTLING("settling", TransactionState.REVERSING),
    /** Reversed and acknowledged. */
    REVERSED("reversed", TransactionState.REVERSED),
    /** The reversal was given up; kept until a person acts. */
    REVERSAL_PARKED("reversal parked", TransactionState.PARKED),
    /** A refund without answer is repeated. */
    REPEATING("repeating", TransactionState.REPEATING),
    /** The refund was given up; kept until a person acts. */
    REFUND_PARKED("refund parked", TransactionState.PARKED);

    private final String title;
    private final TransactionState state;

    Phase(String title, TransactionState state) {
        this.title = title;
        this.state = state;
    }

    /** Name in the documentation. */
    String title() {
        return title;
    }

    /** The state that the journal and operators see; null for {@link #NEW}. */
    TransactionState state() {
        return state;
    }

    /** Where {@code tx} stands. */
    static Phase of(Transaction tx) {
        return switch (tx.state) {
            case APPROVED -> tx.advice != Transaction.ACCEPTED ? APPROVED : is(tx, Forward.Phase.PARKED) ? ACCEPTED_PARKED : ACCEPTED;
            case DECLINED -> DECLINED;
            case REJECTED -> REJECTED;
            case REVERSED -> REVERSED;
            case IN_FLIGHT -> IN_FLIGHT;
            case REVERSING -> tx.advice == Transaction.ACCEPTED ? UNTOLD : is(tx, Forward.Phase.SETTLING) ? SETTLING : REVERSING;
            case PARKED -> tx.advice == Transaction.REPEATED ? REFUND_PARKED : REVERSAL_PARKED;
            case REPEATING -> REPEATING;
        };
    }

    private static boolean is(Transaction tx, Forward.Phase phase) {
        return tx.forward != null && tx.forward.phase == phase;
    }
}
