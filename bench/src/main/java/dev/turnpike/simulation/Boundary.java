package dev.turnpike.simulation;

/** Where a process can die: between any two things that it does to the world. */
enum Boundary {
    /** A record is about to be appended. */
    BEFORE_APPEND,
    /** A record was appended, not synced. */
    AFTER_APPEND,
    /** Records are about to be synced. */
    BEFORE_SYNC,
    /** Records are durable, their effects are not carried out. */
    AFTER_SYNC,
    /** An answer is about to be written to a terminal. */
    BEFORE_ANSWER,
    /** An answer was written. */
    AFTER_ANSWER,
    /** A request is about to be written to an acquirer. */
    BEFORE_FORWARD,
    /** A request was written. */
    AFTER_FORWARD,
    /** A reversal or advice is about to be written. */
    BEFORE_REVERSAL,
    /** A reversal or advice was written. */
    AFTER_REVERSAL
}
