package dev.turnpike.journal;

import org.agrona.DirectBuffer;

/**
 * Finds transactions that the core no longer holds, by the journal. A question is taken on any thread, at once and without waiting; the
 * answer comes on the index's own thread, milliseconds later, and is meant to be handed to the ring as an event: what the core then does is
 * decided and journaled there, so that recovery never asks again. Only what is durable is found, as far back as the journal is kept.
 *
 * <p>Bounded: at most {@link #MAX_WAITING} questions wait. What an answer says is true for the moment of {@link Original#asOfSequence}: records
 * behind it that name the same original are the core's own to know.
 */
public interface Originals {
    /** Questions that may wait for their answer; one more is refused. */
    int MAX_WAITING = 1024;

    /** Takes answers on the index's thread; must neither block nor throw. */
    @FunctionalInterface
    interface Answer {
        /** {@code token} is the question's; {@code original} is null when the journal has no such transaction. */
        void found(long token, Original original);
    }

    /**
     * Asks for a forwarded transaction by retrieval reference number and terminal, whatever became of it.
     *
     * @param token  comes back with the answer
     * @param tid    field 41 packed into a long, first character in the highest byte
     * @param rrn    holds the 12 characters of field 37 at {@code offset}; copied
     * @return false when too many questions wait: nothing was asked
     */
    boolean findByReference(long token, long tid, DirectBuffer rrn, int offset);

    /**
     * Asks for a transaction, forwarded or refused here, by the key of the duplicate check. Trace numbers come back after a million: the
     * newest transaction under the key is meant.
     *
     * @param token        comes back with the answer
     * @param tid          field 41 packed into a long
     * @param batch        batch number, field 60.2
     * @param stan         field 11
     * @param messageClass MTI of the request as a decimal number, 200 for 0200
     * @return false when too many questions wait: nothing was asked
     */
    boolean findByKey(long token, long tid, int batch, int stan, int messageClass);
}
