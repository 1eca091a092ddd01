package dev.turnpike.security.mac;

import dev.turnpike.security.cipher.Des;
import dev.turnpike.security.cipher.DesKey;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * MACs over 8-byte blocks. Results are the full 8 bytes as a {@code long}, first byte most significant. Chains run between the initial
 * and the final permutation of DES, so that only the rounds are on the critical path.
 */
public final class DesMac {
    /** ISO 9797-1 padding method 1: zeros up to a whole block; an empty message is one block of zeros. */
    public static final int PADDING_ZERO = 1;
    /** ISO 9797-1 padding method 2: one byte 80, then zeros; a whole message grows by a block. */
    public static final int PADDING_80 = 2;

    /** ISO 9797-1 padding method 3: zeros up to a whole block, and a first block that holds the length in bits. */
    public static final int PADDING_LENGTH = 3;

    private DesMac() {
    }

    /**
     * ISO 9797-1 algorithm 1 with the whole key at every block: X9.9 with 8 bytes of key, triple-DES CBC-MAC with 16 or 24.
     *
     * @param padding {@link #PADDING_ZERO}, {@link #PADDING_80} or {@link #PADDING_LENGTH}
     */
    public static long cbc(DesKey key, DirectBuffer data, int offset, int length, int padding) {
        long state = padding == PADDING_LENGTH ? key.encryptInner(Des.initial(length * 8L)) : 0;
        int last = 8 * blocksBeforeLast(length, padding);
        for (int i = 0; i < last; i += 8) {
            state = key.encryptInner(state ^ Des.initial(data.getLong(offset + i, ByteOrder.BIG_ENDIAN)));
        }
        return Des.last(key.encryptInner(state ^ Des.initial(lastBlock(data, offset, length, padding))));
    }

    /**
     * ISO 9797-1 algorithm 3 (X9.19, the retail MAC): single DES with the first 8 bytes of the key, all of the key on the last block.
     *
     * @param key     16 bytes (or 24)
     * @param padding {@link #PADDING_ZERO}, {@link #PADDING_80} or {@link #PADDING_LENGTH}
     */
    public static long retail(DesKey key, DirectBuffer data, int offset, int length, int padding) {
        long state = padding == PADDING_LENGTH ? key.encryptFirstInner(Des.initial(length * 8L)) : 0;
        int last = 8 * blocksBeforeLast(length, padding);
        for (int i = 0; i < last; i += 8) {
            state = key.encryptFirstInner(state ^ Des.initial(data.getLong(offset + i, ByteOrder.BIG_ENDIAN)));
        }
        return Des.last(key.encryptInner(state ^ Des.initial(lastBlock(data, offset, length, padding))));
    }

    /** XOR of all 8-byte blocks, zero padded: all that the UnionPay ECB MAC depends on. */
    public static long fold(DirectBuffer data, int offset, int length) {
        int whole = length & ~7;
        long x = 0;
        for (int i = 0; i < whole; i += 8) {
            x ^= data.getLong(offset + i, ByteOrder.BIG_ENDIAN);
        }
        return length == whole ? x : x ^ tail(data, offset, length, PADDING_ZERO);
    }

    /** The UnionPay ECB MAC: the fold as 16 hex characters, encrypted in two chained halves; single DES with 8 bytes of key, else EDE. */
    public static long unionPay(DesKey key, DirectBuffer data, int offset, int length) {
        long x = fold(data, offset, length);
        return key.encrypt(key.encrypt(hexCharacters((int) (x >>> 32))) ^ hexCharacters((int) x));
    }

    /** The 8 upper-case hex characters of {@code value}, as a block: one half of what the UnionPay ECB MAC encrypts of its fold. */
    public static long hexCharacters(int value) {
        long x = value & 0xFFFF_FFFFL;
        x = (x | x << 16) & 0x0000_FFFF_0000_FFFFL;
        x = (x | x << 8) & 0x00FF_00FF_00FF_00FFL;
        x = (x | x << 4) & 0x0F0F_0F0F_0F0F_0F0FL;
        long letters = x + 0x0606_0606_0606_0606L >>> 4 & 0x0101_0101_0101_0101L;
        return x + 0x3030_3030_3030_3030L + letters * ('A' - '0' - 10);
    }

    /** Blocks before the last one of a message padded with method 1 or 2. */
    public static int blocksBeforeLast(int length, int padding) {
        if (padding == PADDING_80) {
            return length >> 3;
        }
        return length == 0 ? 0 : length - 1 >> 3;
    }

    /** The last block of the padded message. */
    public static long lastBlock(DirectBuffer data, int offset, int length, int padding) {
        boolean whole = padding != PADDING_80 && length > 0 && (length & 7) == 0;
        return whole ? data.getLong(offset + length - 8, ByteOrder.BIG_ENDIAN) : tail(data, offset, length, padding);
    }

    private static long tail(DirectBuffer data, int offset, int length, int padding) {
        long t = 0;
        int shift = 56;
        for (int i = length & ~7; i < length; i++) {
            t |= (data.getByte(offset + i) & 255L) << shift;
            shift -= 8;
        }
        return padding == PADDING_80 ? t | 0x80L << shift : t;
    }
}
