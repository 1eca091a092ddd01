package dev.turnpike.transaction;

import org.agrona.concurrent.UnsafeBuffer;

/** What stage 1 read out of an acquirer's message. Written by stage 1, read by the core. */
public final class AnswerFacts {
    /** Number of the link. */
    public int link;
    /** False when the bytes could not be walked. */
    public boolean readable;
    /** MTI as decimal number. */
    public int mti;
    /** Field 7 as decimal number MMDDhhmmss, -1 absent. */
    public long time;
    /** Field 11, -1 absent. */
    public int stan;
    /** Field 4 in minor units, -1 absent. */
    public long amountMinor;
    /** Field 49, 0 absent. */
    public int currency;
    /** Field 39. */
    public int code;
    /** Field 38 as six ASCII bytes in a long, 0 absent. */
    public long authorizationCode;
    /** Field 41 as eight ASCII bytes in a long, 0 absent. */
    public long tid;
    /** Fields for the terminal's answer. */
    public final FieldImage image = new FieldImage();
    private final UnsafeBuffer imageBuffer = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(RequestFacts.IMAGE_CAPACITY));

    AnswerFacts() {
    }

    /** Forgets the last message. */
    public void reset() {
        link = -1;
        readable = false;
        mti = -1;
        time = -1;
        stan = -1;
        amountMinor = -1;
        currency = 0;
        code = ResponseCode.NONE;
        authorizationCode = 0;
        tid = 0;
        image.startAt(imageBuffer, 0, RequestFacts.IMAGE_CAPACITY);
    }
}
