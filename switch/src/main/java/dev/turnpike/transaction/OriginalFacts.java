package dev.turnpike.transaction;

import org.agrona.concurrent.UnsafeBuffer;

/** What the journal's index found for a look-up. Written by the producer of the event, read by the core. */
public final class OriginalFacts {
    /** Room of {@link #link} in bytes. */
    public static final int LINK_CAPACITY = 64;
    /** Number of the question. */
    public long ticket;
    /** False when the journal has no such transaction; everything below is void then. */
    public boolean found;
    /** Its number. */
    public long txId;
    /** Core time of its request, milliseconds since 1970. */
    public long wallMs;
    /** Field 41 packed into a long. */
    public long tid;
    /** Its row of the transaction table. */
    public TransactionType type = TransactionType.UNKNOWN;
    /** What became of it. */
    public TransactionState state = TransactionState.REJECTED;
    /** MTI of its request. */
    public int messageClass;
    /** Batch number. */
    public int batch;
    /** Field 11. */
    public int stan;
    /** Field 49. */
    public int currency;
    /** What stands of it in minor units, adjustments included. */
    public long approvedMinor;
    /** What refunds took, or may still take, in minor units. */
    public long refundedMinor;
    /** True when a void stands or is under way. */
    public boolean voided;
    /** Keyed hash of the card number. */
    public long panHashHigh;
    /** Keyed hash of the card number. */
    public long panHashLow;
    /** First six digits. */
    public int panFirst6;
    /** Last four digits. */
    public int panLast4;
    /** Digits of the card number. */
    public int panLength;
    /** yDDD of its RRN. */
    public int rrnDay;
    /** F7 of its request upstream. */
    public long upstreamTime;
    /** F11 of its request upstream. */
    public int upstreamStan;
    /** Field 38 packed into a number, 0 none. */
    public long authorizationCode;
    /** Flags of its record. */
    public int flags;
    /** Name of its acquirer, ASCII. */
    public final UnsafeBuffer link = new UnsafeBuffer(new byte[LINK_CAPACITY]);
    /** Bytes used in {@link #link}. */
    public int linkLength;

    OriginalFacts() {
    }

    /** Forgets the last answer; nothing was found for {@code ticket}. */
    public void reset(long ofTicket) {
        ticket = ofTicket;
        found = false;
        linkLength = 0;
    }
}
