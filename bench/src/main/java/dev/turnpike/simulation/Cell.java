package dev.turnpike.simulation;

/** Where a transaction stands when a fault hits it: the states of the core, and what the journal tells apart beyond them. */
enum Cell {
    /** No record of it yet. */
    NONE,
    /** Sent upstream, no outcome. */
    IN_FLIGHT,
    /** The acquirer approved. */
    APPROVED,
    /** Approved here; the acquirer is being told. */
    ACCEPTED,
    /** The acquirer declined. */
    DECLINED,
    /** Decided here. */
    REJECTED,
    /** A reversal is on its way. */
    REVERSING,
    /** The reversal was answered 25; a late approval is waited for. */
    SETTLING,
    /** Reversed and closed. */
    REVERSED,
    /** An unanswered refund, repeated. */
    REPEATING,
    /** Given up until a person acts. */
    PARKED
}
