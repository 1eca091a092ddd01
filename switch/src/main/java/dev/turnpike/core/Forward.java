package dev.turnpike.core;

import dev.turnpike.transaction.TransactionState;

/** A reversal or advice on its way to its acquirer: its place in the lists of a {@link ForwardQueue}. Pooled. */
final class Forward {
    /** Kinds of lists: everything of the link in the order it was queued. */
    static final int ALL = 0;
    /** What waits for its turn behind others of the same card. */
    static final int LANE = 1;
    /** Not yet written since the link came up, by card. */
    static final int CARD = 2;
    /** Not yet written since the link came up, by terminal. */
    static final int TERMINAL = 3;
    /** May be written now. */
    static final int READY = 4;
    private static final int KINDS = 5;

    /** Where it stands. */
    enum Phase {
        /** Behind another one of the same card. */
        QUEUED,
        /** First of its card; goes out when link, rate and window allow. */
        READY,
        /** Written, its answer is awaited. */
        SENT,
        /** Refused or unanswered; waits for its next attempt. */
        BACKING_OFF,
        /** Answered 25: waits whether the original's approval still comes. Holds up nobody. */
        SETTLING,
        /** Given up after the counted attempts, or by an operator; kept. Holds up nobody. */
        PARKED
    }

    final Forward[] next = new Forward[KINDS];
    final Forward[] previous = new Forward[KINDS];
    final ForwardList[] in = new ForwardList[KINDS];
    Transaction tx;
    Phase phase = Phase.QUEUED;
    /** The link's generation when it was written last; 0 never. */
    int generation;
    /** True when the acquirer may have seen it before: the next one is a repeat. */
    boolean repeat;
    /** When it goes out again if no answer comes, monotonic nanoseconds. */
    long againNs;
    /** Who asked that it be closed by hand, and as what; empty when nobody did. */
    String askedBy = "";
    TransactionState askedOutcome = TransactionState.REVERSED;
    ForwardTrack card;
    ForwardTrack terminal;

    void reset(Transaction of) {
        tx = of;
        phase = Phase.QUEUED;
        generation = 0;
        repeat = false;
        againNs = 0;
        askedBy = "";
        card = null;
        terminal = null;
    }
}
