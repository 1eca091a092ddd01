package dev.turnpike.transaction;

import org.agrona.DirectBuffer;

/** The way to acquirers. Called by the dispatch thread alone; never blocks. */
public interface UpstreamOutbound {
    /**
     * Queues one message for a link; the link adds its length prefix.
     *
     * @param link    number of the link, its index in the configuration
     * @param stretch the number that came with the LINK_STATE event after which the message was decided: what was decided before a loss does not go
     *                out after it, because the core gives it up, or sends it again in its place, when it hears of the loss
     * @return false when the link is not connected, or came up again since; the message is dropped and a LINK_STATE event has been or will be published
     */
    boolean send(int link, int stretch, DirectBuffer buffer, int offset, int length);

    /** Hands everything queued since the last call to the event loops. Called once per batch. */
    void flush();
}
