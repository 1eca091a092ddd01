package dev.turnpike.core;

/** Why a request was refused here; journaled by number. */
public enum RejectReason {
    /** Row of the transaction table is unknown. */
    UNKNOWN_TYPE,
    /** The original is not known. */
    NO_ORIGINAL,
    /** The original is in the wrong state or batch. */
    WRONG_STATE,
    /** The amount differs from the original, is zero, or above what is left. */
    AMOUNT,
    /** Card number or expiry. */
    CARD,
    /** A risk rule. */
    RISK,
    /** PIN block form. */
    PIN,
    /** No routing rule matches. */
    NO_ROUTE,
    /** No acquirer link can take it now. */
    UNAVAILABLE,
    /** A bound of the switch was reached. */
    FULL,
    /** Declined in the place of an acquirer that could not be asked; the rule is that of the stand-in. */
    STAND_IN
}
