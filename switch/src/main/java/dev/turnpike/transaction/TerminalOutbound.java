package dev.turnpike.transaction;

import org.agrona.DirectBuffer;

/** The way back to terminals. Called by the dispatch thread alone; never blocks. */
public interface TerminalOutbound {
    /**
     * Queues one message for a connection; the gateway adds the length prefix of the listener's framing.
     *
     * @param connectionId id with generation, as given in the request's slot; a connection that is gone is not an error
     * @return false when the connection is gone or over its outbound limit (it is then closed)
     */
    boolean send(long connectionId, DirectBuffer buffer, int offset, int length);

    /** Closes a connection after what was queued for it has been written. {@code reason} is a counter label of lower-case words. */
    void close(long connectionId, String reason);

    /** Tells the gateway that this connection sent a request with a bad MAC; three in a minute close it and slow its peer. */
    void reportBadMac(long connectionId);

    /** Hands everything queued since the last call to the event loops. Called once per batch. */
    void flush();
}
