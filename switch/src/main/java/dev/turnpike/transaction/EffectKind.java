package dev.turnpike.transaction;

/** What the pipeline does for the core once the slot's records are durable. */
public enum EffectKind {
    /** Answer a terminal from the image. */
    ANSWER,
    /** Forward the slot's own request upstream. */
    FORWARD,
    /** Send a reversal built from the image and the sealed PAN. */
    REVERSAL,
    /** Repeat an advice built from the image and the sealed PAN. */
    ADVICE,
    /** Close the terminal's connection. */
    CLOSE,
    /** Report a bad MAC to the gateway. */
    BAD_MAC,
    /** Answer an operator: target is the ticket, code the result, upstreamTime where a list goes on, the image the lines. */
    OPERATOR_ANSWER,
    /** Ask the journal's index for an older transaction: ticket in {@code target}, RRN in the image, or batch and STAN by key. */
    LOOK_UP
}
