package dev.turnpike.pipeline;

import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.security.SecurityModule;
import dev.turnpike.security.SecurityStatus;
import dev.turnpike.transaction.Digits;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.Verdict;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes the card number out of field 2 or 35 and leaves only what may be kept: hash, sealed form, first and last digits. */
final class CardReader {
    private static final int MAX_TRACK = 64;
    private final SecurityModule security;
    private final int epoch;
    private final UnsafeBuffer pan = new UnsafeBuffer(new byte[MAX_TRACK]);
    private final UnsafeBuffer hash = new UnsafeBuffer(new byte[16]);
    private final UnsafeBuffer content = new UnsafeBuffer(new byte[192]);

    CardReader(SecurityModule security, int epoch) {
        this.security = security;
        this.epoch = epoch;
    }

    /** Fills the card part of {@code f}: {@link Verdict#OK}, {@link Verdict#FORMAT} for a track that cannot be decrypted, or MODULE_DOWN. */
    Verdict read(MessageDecoder decoder, RequestFacts f, long sequence) {
        int length = panDigits(decoder, security, f.trackKey, pan);
        try {
            if (length < 0) {
                return length == SecurityStatus.UNAVAILABLE.code() ? Verdict.MODULE_DOWN : Verdict.FORMAT;
            }
            f.hasPan = length >= 12 && length <= 19;
            f.contentDigest = digest(decoder, f, length);
            if (!f.hasPan) {
                return Verdict.OK;
            }
            f.panLength = length;
            f.luhn = Digits.luhn(pan, 0, length);
            f.panFirst6 = (int) Digits.parse(pan, 0, 6);
            f.panFirst8 = (int) Digits.parse(pan, 0, 8);
            f.panLast4 = (int) Digits.parse(pan, length - 4, 4);
            security.panHash(pan, 0, length, hash, 0);
            f.panHashHigh = hash.getLong(0);
            f.panHashLow = hash.getLong(8);
            f.sealedPanLength = security.sealPan(epoch, sequence, pan, 0, length, f.sealedPan, 0);
            return f.sealedPanLength > 0 ? Verdict.OK : Verdict.MODULE_DOWN;
        } finally {
            pan.setMemory(0, MAX_TRACK, (byte) 0);
        }
    }

    /**
     * Copies the card number's digits out of field 2, else 35; their count, 0 when there are none, or a negative status when an encrypted
     * track cannot be decrypted.
     */
    static int panDigits(MessageDecoder decoder, SecurityModule security, int trackKey, UnsafeBuffer target) {
        if (decoder.has(2) && decoder.canonicalLength(2) <= 19) {
            return Math.max(0, decoder.canonical(2, target, 0));
        }
        int length = track(decoder, security, trackKey, target);
        for (int i = 0; i < length; i++) {
            byte b = target.getByte(i);
            if (b < '0' || b > '9') {
                return i;
            }
        }
        return length;
    }

    /**
     * Copies the characters of field 35, decrypted when {@code trackKey} is not 0; their count, 0 when there are none, or a negative status.
     * A short track was filled up with F before it was encrypted, which is taken off again.
     */
    static int track(MessageDecoder decoder, SecurityModule security, int trackKey, UnsafeBuffer target) {
        if (!decoder.has(35) || decoder.canonicalLength(35) > MAX_TRACK) {
            return 0;
        }
        int length = decoder.canonical(35, target, 0);
        if (trackKey == 0 || length <= 0) {
            return Math.max(0, length);
        }
        int status = security.decryptTrack(trackKey, target, 0, length);
        if (status < 0) {
            target.setMemory(0, length, (byte) 0);
            return status;
        }
        while (length > 0 && target.getByte(length - 1) == 'F') {
            length--;
        }
        return length;
    }

    // What makes a repeat a repeat: fields 3, 4, 49, the card number, 60.1 and 61.
    private long digest(MessageDecoder decoder, RequestFacts f, int panLength) {
        Digits.put(content, 0, Math.max(0, f.processingCode), 6);
        Digits.put(content, 6, Math.max(0, f.amountMinor), 12);
        Digits.put(content, 18, f.currency, 3);
        Digits.put(content, 21, Math.max(0, f.messageType), 2);
        content.putByte(23, (byte) panLength);
        content.putBytes(24, pan, 0, panLength);
        int at = 24 + panLength;
        if (decoder.has(61) && decoder.canonicalLength(61) <= 64) {
            at += Math.max(0, decoder.canonical(61, content, at));
        }
        long digest = security.contentDigest(content, 0, at);
        content.setMemory(0, content.capacity(), (byte) 0);
        return digest;
    }
}
