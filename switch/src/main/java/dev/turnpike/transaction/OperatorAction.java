package dev.turnpike.transaction;

/** What an operator may tell a running switch to do; the journal stores the ordinal, hence only append. */
public enum OperatorAction {
    /** Lists reversals and advices. Changes nothing. */
    LIST,
    /** Shows one of them. Changes nothing. */
    SHOW,
    /** Sends it now; one that is parked is taken up again. */
    RETRY,
    /** Gives it up for now; it is kept. */
    PARK,
    /** Asks that a parked one be closed because it was settled by hand. */
    ASK_RELEASE,
    /** Closes it; by another person than the one who asked. */
    RELEASE,
    /** Lists answers that match no request. Changes nothing. */
    EXCEPTIONS,
    /** Takes one of these answers, or all, off the list. */
    CLEAR;

    private static final OperatorAction[] ALL = values();

    /** The action of a journaled number. */
    public static OperatorAction of(int code) {
        return ALL[code];
    }
}
