package dev.turnpike.journal;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Follows records and writes or checks the seals among them. A seal's message is the seal before (32 zero bytes at first), then
 * every record since, envelope and body from the envelope's byte 8 on, then the seal's own 16 bytes of numbers. Body of a seal: released position (8),
 * count of records (8), code (32). After {@link #onRecord} over all old records, new ones simply go on with the chain.
 */
final class SealChain {
    static final int BODY_LENGTH = 16 + SealKey.SEAL_LENGTH;
    /** A seal is written after this many records at the latest. */
    static final int MAX_BATCH = 256;
    private static final int COUNT_OFFSET = 8;
    private static final int CODE_OFFSET = 16;

    private final SealKey key;
    private final UnsafeBuffer previous = new UnsafeBuffer(new byte[SealKey.SEAL_LENGTH]);
    private final UnsafeBuffer computed = new UnsafeBuffer(new byte[SealKey.SEAL_LENGTH]);
    private boolean firstIsPartial;
    private long pending;

    /** {@code startsInside}: records before the first one that will be seen were removed, so the first seal cannot be checked. */
    SealChain(SealKey key, boolean startsInside) {
        this.key = key;
        this.firstIsPartial = startsInside;
        key.update(previous, 0, SealKey.SEAL_LENGTH);
    }

    /** Recovery: the walker stands on a valid record. Throws {@link JournalException} 65 when it is a seal that does not match. */
    void onRecord(SegmentWalker walker) {
        if ((walker.flags() & Envelope.SEAL) == 0) {
            add(walker.buffer(), walker.envelopeOffset(), Envelope.LENGTH + walker.bodyLength());
            return;
        }
        DirectBuffer body = walker.buffer();
        int at = walker.bodyOffset();
        boolean matches = walker.bodyLength() == BODY_LENGTH && body.getLong(at + COUNT_OFFSET) == pending;
        key.update(body, at, CODE_OFFSET);
        key.finish(computed, 0);
        int difference = 0;
        for (int i = 0; i < SealKey.SEAL_LENGTH && matches; i++) {
            difference |= computed.getByte(i) ^ body.getByte(at + CODE_OFFSET + i);
        }
        if ((!matches || difference != 0) && !firstIsPartial) {
            throw new JournalException(JournalException.DAMAGED, "journal altered, or sealed under another key: the seal at sequence "
                    + walker.sequence() + " in " + walker.segment().shortName() + " before offset " + walker.position()
                    + " does not match the " + pending + " records before it.");
        }
        firstIsPartial = false;
        body.getBytes(at + CODE_OFFSET, previous, 0, SealKey.SEAL_LENGTH);
        restart();
    }

    private void restart() {
        pending = 0;
        key.update(previous, 0, SealKey.SEAL_LENGTH);
    }

    /** A record was appended; {@code length} counts its envelope. */
    void add(DirectBuffer buffer, int envelopeOffset, int length) {
        key.update(buffer, envelopeOffset + Envelope.CRC_FROM, length - Envelope.CRC_FROM);
        pending++;
    }

    /** Records since the last seal. */
    long pending() {
        return pending;
    }

    /** Writes the body of a seal and begins the next batch. */
    void seal(MutableDirectBuffer out, int offset, long released) {
        out.putLong(offset, released);
        out.putLong(offset + COUNT_OFFSET, pending);
        key.update(out, offset, CODE_OFFSET);
        key.finish(previous, 0);
        out.putBytes(offset + CODE_OFFSET, previous, 0, SealKey.SEAL_LENGTH);
        restart();
    }
}
