package dev.turnpike.transaction;

/** What a slot of the ring carries. The producer sets it before publishing. */
public enum EventKind {
    /** Nothing; a slot that was claimed and given up. */
    NONE,
    /** A frame from a terminal, without its length prefix. */
    TERMINAL_REQUEST,
    /** A frame from an acquirer link, without its length prefix; network management never gets here. */
    ACQUIRER_MESSAGE,
    /** Time has passed; deadlines and cursors advance. */
    TICK,
    /** A link became usable (arg1 = 1) or unusable (arg1 = 0); arg0 is the link's number, the low half of the source counts how often it came up. */
    LINK_STATE,
    /** An operator's command, see {@link OperatorRequest}; source is the ticket of its answer. */
    OPERATOR,
    /** The journal's index answers a look-up; the slot's original facts say what it found. */
    ORIGINAL_FOUND
}
