package dev.turnpike.journal;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** HMAC-SHA-256 under a key that the journal never sees. Confined to the appender thread, and to the opening thread before that. */
public interface SealKey {
    /** Length of a seal in bytes. */
    int SEAL_LENGTH = 32;

    /** Adds bytes to the message. */
    void update(DirectBuffer buffer, int offset, int length);

    /** Writes the 32 bytes of the code over everything since the last call, and starts a new message. */
    void finish(MutableDirectBuffer out, int offset);
}
