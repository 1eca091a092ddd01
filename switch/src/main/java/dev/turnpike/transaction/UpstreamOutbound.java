package dev.turnpike.transaction;

import org.agrona.DirectBuffer;

/** The way to acquirers. Called by the dispatch thread alone; never blocks. */
public interface UpstreamOutbound {
    /**
     * Queues one message for a link; the link adds its length prefix.
     *
     * @param link number of the link, its index in the configuration
     * @return false when the link is not connected; the message is dropped and a LINK_STATE event has been or will be published
     */
    boolean send(int link, DirectBuffer buffer, int offset, int length);

    /** Hands everything queued since the last call to the event loops. Called once per batch. */
    void flush();
}
