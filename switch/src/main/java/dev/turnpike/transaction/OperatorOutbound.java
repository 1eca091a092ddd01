package dev.turnpike.transaction;

import org.agrona.DirectBuffer;

/** The way back to an operator. Called by the dispatch thread once the command's records are durable; never blocks. */
@FunctionalInterface
public interface OperatorOutbound {
    /** Nobody listens. */
    OperatorOutbound NONE = (ticket, result, next, buffer, offset, length) -> {
    };

    /**
     * The answer to the command with this ticket.
     *
     * @param result ordinal of an {@link OperatorResult}
     * @param next   where a list goes on, 0 at its end
     * @param buffer holds lines of JSON in UTF-8, one an entry, each ended by a line feed
     */
    void answered(long ticket, int result, long next, DirectBuffer buffer, int offset, int length);
}
