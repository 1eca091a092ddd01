package dev.turnpike.security;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Wiping;
import org.agrona.MutableDirectBuffer;

/** The 16 digits of a track that UnionPay terminals encrypt in place. Confined to one thread; no allocation. */
final class TrackCipher {
    private static final int DIGITS = 16;

    private final byte[] work = new byte[16];

    int decrypt(LoadedKey tdk, MutableDirectBuffer track, int offset, int length) {
        return run(tdk, track, offset, length, false);
    }

    int encrypt(LoadedKey tdk, MutableDirectBuffer track, int offset, int length) {
        return run(tdk, track, offset, length, true);
    }

    /** The digits end before the last one of an odd count, before the last two of an even count. */
    private int run(LoadedKey tdk, MutableDirectBuffer track, int offset, int length, boolean encrypt) {
        int start = length - DIGITS - ((length & 1) == 1 ? 1 : 2);
        if (start < 0) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        if (tdk.cipher == null || tdk.cipher.blockBytes() != 8) {
            return SecurityStatus.ALGORITHM_REFUSED.code();
        }
        long block = 0;
        for (int i = 0; i < DIGITS; i++) {
            int nibble = nibble(track.getByte(offset + start + i));
            if (nibble < 0) {
                return SecurityStatus.ARGUMENT_REFUSED.code();
            }
            block = block << 4 | nibble;
        }
        Blocks.putLong(work, 0, block);
        if (encrypt) {
            tdk.cipher.encrypt(work, 0, work, 0);
        } else {
            tdk.cipher.decrypt(work, 0, work, 0);
        }
        block = Blocks.getLong(work, 0);
        for (int i = 0; i < DIGITS; i++) {
            track.putByte(offset + start + i, (byte) ('0' + (block >>> 60 - 4 * i & 15)));
        }
        Wiping.wipe(work);
        return 0;
    }

    /** Track characters 0 to ? (ASCII 30 to 3F, separator = is 13) and hex letters. */
    private static int nibble(byte c) {
        if (c >= '0' && c <= '?') {
            return c - '0';
        }
        return dev.turnpike.security.cipher.Hex.digit(c);
    }
}
