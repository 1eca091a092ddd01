package dev.turnpike.codec.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;

/**
 * Ranks the shipped dialects that walk some bytes to their end without remainder. For people with a dump and no description.
 *
 * @param dialect    name of the dialect
 * @param headers    true with the headers of the dialect, false when the bytes begin with the MTI
 * @param frameBytes bytes of a length before the message, 0 for none
 * @param fields     fields that were read
 * @param valid      true when all contents are right, too
 * @param score      higher is likelier; meaningful only in comparison
 */
public record DialectGuess(String dialect, boolean headers, int frameBytes, int fields, boolean valid, int score) {
    private static final int VALID_SCORE = 200;
    private static final int MTI_SCORE = 100;
    private static final int FRAME_SCORE = 40;
    private static final int STRUCTURE_SCORE = 5;

    /** All dialects that fit, the likeliest first; empty when none does. */
    public static List<DialectGuess> of(byte[] bytes) {
        List<DialectGuess> guesses = new ArrayList<>();
        for (String name : Dialects.names()) {
            Dialect full = Dialects.shipped(name);
            for (int frame : new int[] {0, 2, 4}) {
                tryOne(full, true, frame, bytes, guesses);
                if (full.headerCount() > 0) {
                    tryOne(full.withoutHeaders(), false, frame, bytes, guesses);
                }
            }
        }
        // equal scores keep the order of the dialect list
        guesses.sort(Comparator.comparingInt(DialectGuess::score).reversed());
        return guesses;
    }

    private static void tryOne(Dialect dialect, boolean headers, int frame, byte[] bytes, List<DialectGuess> guesses) {
        if (bytes.length <= frame) {
            return;
        }
        MessageDecoder decoder = new MessageDecoder();
        if (decoder.wrap(dialect, new UnsafeBuffer(bytes), frame, bytes.length - frame) != 0 || decoder.walkedFields() == 0) {
            return;
        }
        boolean valid = decoder.validate() == 0;
        int score = decoder.walkedFields() + (valid ? VALID_SCORE : 0) + (plausible(decoder.mti()) ? MTI_SCORE : 0);
        // of two that fit alike, the one whose headers need not be thought away
        score -= headers ? 0 : 1;
        if (frame > 0) {
            score += frameFits(bytes, frame) ? FRAME_SCORE : -FRAME_SCORE;
        }
        SubfieldDecoder parts = new SubfieldDecoder();
        for (int field = decoder.nextField(0); field > 0; field = decoder.nextField(field)) {
            if (dialect.field(field).structure() != null) {
                score += parts.wrap(decoder, field) == 0 ? STRUCTURE_SCORE : -STRUCTURE_SCORE;
            }
            score += decoder.contentRight(field) ? 1 : -2;
        }
        guesses.add(new DialectGuess(dialect.name(), headers, frame, decoder.walkedFields(), valid, score));
    }

    /** Version 0 to 2, class 1 to 8, function 0 to 4, origin 0 to 5, and not all of them unusual. */
    private static boolean plausible(int mti) {
        return mti / 1000 <= 2 && mti / 100 % 10 >= 1 && mti / 100 % 10 <= 8 && mti / 10 % 10 <= 4 && mti % 10 <= 5;
    }

    private static boolean frameFits(byte[] bytes, int frame) {
        long binary = 0;
        for (int i = 0; i < frame; i++) {
            binary = binary << 8 | bytes[i] & 0xFF;
        }
        long text = frame == 4 ? asDigits(bytes) : -1;
        int rest = bytes.length - frame;
        // a frame of two bytes of length and two of control counts as well
        return binary == rest || text == rest || text == bytes.length || frame == 4 && (binary >> 16) == rest;
    }

    private static long asDigits(byte[] bytes) {
        long value = 0;
        for (int i = 0; i < 4; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }
}
