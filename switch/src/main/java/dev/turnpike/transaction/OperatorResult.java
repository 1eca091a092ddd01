package dev.turnpike.transaction;

/** What became of an {@link OperatorAction}. */
public enum OperatorResult {
    /** Done. */
    DONE,
    /** Nothing to do: it is so already. */
    ALREADY,
    /** Noted; another person must confirm it. */
    WAITS_FOR_SECOND,
    /** There is no such transaction or exception. */
    UNKNOWN,
    /** The transaction is not in a state in which this can be done. */
    WRONG_STATE,
    /** The list has changed under the cursor: begin again. */
    MOVED;

    private static final OperatorResult[] ALL = values();

    /** The result of a number. */
    public static OperatorResult of(int code) {
        return ALL[code];
    }
}
