package dev.turnpike.core;

import dev.turnpike.transaction.TransactionType;

/** A column of {@link StateTable}: what can happen to a transaction. */
enum TransactionEvent {
    /** A request passed every check and goes upstream. */
    FORWARDED("request accepted"),
    /** An advice passed every check; it is answered now and delivered later. */
    STORED("advice accepted"),
    /** A check failed. */
    REFUSED("request refused"),
    /** A terminal reverses something that is not known here. */
    UNKNOWN_REVERSED("reversal of something unknown"),
    /** The same key with the same content. */
    REPEATED("repeated by the terminal"),
    /** The same key with other content. */
    CONFLICTING("key reused with other content"),
    /** The request could not be sealed; nothing was sent. */
    SEAL_FAILED("could not be sealed"),
    /** The acquirer approves. */
    APPROVED("answer: approved"),
    /** The acquirer declines. */
    DECLINED("answer: declined"),
    /** The acquirer takes note of what was approved here. */
    ADVICE_APPROVED("answer to an advice: approved"),
    /** The acquirer refuses for good what was approved here. */
    ADVICE_DECLINED("answer to an advice: declined"),
    /** No answer in time, link lost, restart, or an answer that does not fit; a request that can be reversed. */
    REVERSIBLE_UNCERTAIN("no usable answer, reversible"),
    /** The same for a refund, which is repeated until a final code. */
    ADVICE_UNCERTAIN("no usable answer, refund"),
    /** The same for an inquiry, which moves no money. */
    INQUIRY_UNCERTAIN("no usable answer, inquiry"),
    /** The terminal's own 0400. */
    TERMINAL_REVERSAL("reversal by the terminal"),
    /** An approval reached nobody and the profile says to reverse it. */
    UNDELIVERED("approval undelivered"),
    /** A final code for the reversal. */
    ACKNOWLEDGED("reversal acknowledged"),
    /** 25 for the reversal: the acquirer knows no original. */
    ACKNOWLEDGED_UNKNOWN("reversal answered 25"),
    /** No approval came within the settling time. */
    SETTLED("settling time over"),
    /** A code that is not final, or an answer that does not fit, for a reversal or a repeated advice. */
    FORWARD_REFUSED("reversal or advice refused"),
    /** No answer to a reversal or a repeated advice. */
    FORWARD_UNANSWERED("reversal or advice unanswered"),
    /** Refused or unanswered, and the configured attempts are used up. */
    FORWARD_EXHAUSTED("attempts used up");

    private final String title;

    TransactionEvent(String title) {
        this.title = title;
    }

    /** Name in the documentation. */
    String title() {
        return title;
    }

    /** What an unknown outcome is to a transaction of this type. */
    static TransactionEvent uncertain(TransactionType type) {
        return switch (type.recovery()) {
            case REVERSE -> REVERSIBLE_UNCERTAIN;
            case REPEAT, STORE -> ADVICE_UNCERTAIN;
            case NONE -> INQUIRY_UNCERTAIN;
        };
    }
}
