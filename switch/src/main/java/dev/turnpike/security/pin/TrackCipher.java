package dev.turnpike.security.pin;

import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Wiping;
import org.agrona.MutableDirectBuffer;

/** The 16 digits of a track that UnionPay terminals encrypt in place. Confined to one thread; no allocation. */
public final class TrackCipher {
    private static final int DIGITS = 16;

    private final byte[] work = new byte[16];

    /** Creates one for one thread. */
    public TrackCipher() {
    }

    /** Decrypts in place under a DES key; false when the track is too short, holds other characters, or the key is no DES key. */
    public boolean decrypt(BlockKey tdk, MutableDirectBuffer track, int offset, int length) {
        return run(tdk, track, offset, length, false);
    }

    /** Encrypts in place, as terminals do; false as {@link #decrypt}. */
    public boolean encrypt(BlockKey tdk, MutableDirectBuffer track, int offset, int length) {
        return run(tdk, track, offset, length, true);
    }

    /** The digits end before the last one of an odd count, before the last two of an even count. */
    private boolean run(BlockKey tdk, MutableDirectBuffer track, int offset, int length, boolean encrypt) {
        int start = length - DIGITS - ((length & 1) == 1 ? 1 : 2);
        if (start < 0 || tdk == null || tdk.blockBytes() != 8) {
            return false;
        }
        long block = 0;
        for (int i = 0; i < DIGITS; i++) {
            int nibble = nibble(track.getByte(offset + start + i));
            if (nibble < 0) {
                return false;
            }
            block = block << 4 | nibble;
        }
        Blocks.putLong(work, 0, block);
        if (encrypt) {
            tdk.encrypt(work, 0, work, 0);
        } else {
            tdk.decrypt(work, 0, work, 0);
        }
        block = Blocks.getLong(work, 0);
        for (int i = 0; i < DIGITS; i++) {
            track.putByte(offset + start + i, character((int) (block >>> 60 - 4 * i) & 15));
        }
        Wiping.wipe(work);
        return true;
    }

    /** Digits, the separator for nibble D, letters for the others: as fields of the codec have them. */
    private static byte character(int nibble) {
        return nibble == 13 ? (byte) '=' : Hex.ascii(nibble);
    }

    /** Track characters 0 to ? (ASCII 30 to 3F, separator = is 13) and hex letters. */
    private static int nibble(byte c) {
        if (c >= '0' && c <= '?') {
            return c - '0';
        }
        return Hex.digit(c);
    }
}
