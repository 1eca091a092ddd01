package dev.turnpike.core;

/** Why a transaction is reversed; journaled by number. */
public enum ReversalReason {
    /** Not reversed. */
    NONE,
    /** No answer in time. */
    TIMEOUT,
    /** The link was lost after the request had been written. */
    LINK_LOST,
    /** The terminal asked for it. */
    TERMINAL,
    /** An approval came after the reversal was closed. */
    LATE_APPROVAL,
    /** The answer did not fit the request. */
    INVALID_ANSWER,
    /** A partial approval that the terminal cannot take. */
    PARTIAL_NOT_ALLOWED,
    /** In doubt after a restart. */
    RESTART,
    /** The approval could not be delivered to the terminal. */
    UNDELIVERED;

    private static final ReversalReason[] ALL = values();

    /** The reason of a journaled number. */
    public static ReversalReason of(int code) {
        return ALL[code];
    }
}
