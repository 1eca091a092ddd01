package dev.turnpike.transaction;

/** Where a transaction stands. The first four are final, the other three are open. The journal stores {@link #code()}. */
public enum TransactionState {
    /** The acquirer approved. */
    APPROVED(0),
    /** The acquirer declined. */
    DECLINED(1),
    /** Decided here; never sent upstream. */
    REJECTED(2),
    /** Reversed and acknowledged. */
    REVERSED(3),
    /** Sent upstream, no outcome yet. */
    IN_FLIGHT(4),
    /** A reversal is on its way, or waits for its link. */
    REVERSING(5),
    /** Given up after the configured attempts; kept until a person acts. */
    PARKED(6),
    /** An unanswered refund that is being repeated until a final code. */
    REPEATING(7);

    private static final TransactionState[] BY_CODE = values();
    private final int code;

    TransactionState(int code) {
        this.code = code;
    }

    /** Number in the journal; equals the ordinal. */
    public int code() {
        return code;
    }

    /** The state of a journaled number. */
    public static TransactionState of(int code) {
        return BY_CODE[code];
    }

    /** True while something must still happen. */
    public boolean isOpen() {
        return code >= IN_FLIGHT.code;
    }
}
