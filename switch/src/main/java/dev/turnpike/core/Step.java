package dev.turnpike.core;

/** What a transition does, in the order in which it is done: records first, then effects. Journal records are in capitals. */
enum Step {
    /** The request goes upstream. */
    INTENT("INTENT"),
    /** Refused here. */
    REJECTED("REJECTED"),
    /** A reversal without original. */
    TOMBSTONE("TOMBSTONE"),
    /** Points to an attack or a fault. */
    SECURITY_EVENT("SECURITY_EVENT"),
    /** The request could not be sealed. */
    NOT_SENT("NOT_SENT"),
    /** The acquirer decided. */
    OUTCOME("OUTCOME"),
    /** Came after the decision. */
    LATE_ANSWER("LATE_ANSWER"),
    /** Approved here. */
    ADVICE_ACCEPTED("ADVICE_ACCEPTED"),
    /** The acquirer knows of what was approved here. */
    ADVICE_ACK("ADVICE_ACK"),
    /** Will be repeated until a final code. */
    ADVICE_INTENT("ADVICE_INTENT"),
    /** Will be reversed. */
    REVERSAL_INTENT("REVERSAL_INTENT"),
    /** An attempt counts. */
    ATTEMPT("FORWARD_ATTEMPT"),
    /** The attempt was the last: parked. */
    PARK("FORWARD_ATTEMPT (parked)"),
    /** The reversal was answered 25. */
    ACK_OPEN("REVERSAL_ACK (open)"),
    /** The reversal is closed. */
    ACK_CLOSED("REVERSAL_ACK"),
    /** Raises an alarm. */
    ALARM("alarm"),
    /** Counts a second answer. */
    COUNT_DUPLICATE("counted as duplicate"),
    /** The repeat waits for the first one's answer. */
    WAIT("waits"),
    /** Tells the terminal. */
    ANSWER("answer"),
    /** Tells the terminal what it was told, or should have been told, before. */
    ANSWER_STORED("stored answer"),
    /** Says 94. */
    ANSWER_94("answer 94"),
    /** Sends the request upstream. */
    FORWARD("request upstream"),
    /** Sends reversal or advice when the link is up and it is its turn. */
    SEND("reversal or advice upstream"),
    /** Sends again after the pause. */
    RETRY_LATER("again after a pause"),
    /** Waits for a late approval. */
    SETTLE_LATER("settling timer");

    private final String title;

    Step(String title) {
        this.title = title;
    }

    /** Name in the documentation. */
    String title() {
        return title;
    }

    /** Its place in a set of steps. */
    int bit() {
        return 1 << ordinal();
    }
}
