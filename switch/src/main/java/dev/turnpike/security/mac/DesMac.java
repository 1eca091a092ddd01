package dev.turnpike.security.mac;

import dev.turnpike.security.cipher.Des;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Hex;
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
        int whole = length & ~7;
        long state = padding == PADDING_LENGTH ? key.encryptInner(Des.initial(length * 8L)) : 0;
        int last = lastBlock(length, padding);
        for (int i = 0; i < last; i += 8) {
            state = key.encryptInner(state ^ Des.initial(data.getLong(offset + i, ByteOrder.BIG_ENDIAN)));
        }
        long tail = last < whole ? data.getLong(offset + last, ByteOrder.BIG_ENDIAN) : tail(data, offset, length, padding);
        return Des.last(key.encryptInner(state ^ Des.initial(tail)));
    }

    /**
     * ISO 9797-1 algorithm 3 (X9.19, the retail MAC): single DES with the first 8 bytes of the key, all of the key on the last block.
     *
     * @param key     16 bytes (or 24)
     * @param padding {@link #PADDING_ZERO}, {@link #PADDING_80} or {@link #PADDING_LENGTH}
     */
    public static long retail(DesKey key, DirectBuffer data, int offset, int length, int padding) {
        int whole = length & ~7;
        long state = padding == PADDING_LENGTH ? key.encryptFirstInner(Des.initial(length * 8L)) : 0;
        int last = lastBlock(length, padding);
        for (int i = 0; i < last; i += 8) {
            state = key.encryptFirstInner(state ^ Des.initial(data.getLong(offset + i, ByteOrder.BIG_ENDIAN)));
        }
        long tail = last < whole ? data.getLong(offset + last, ByteOrder.BIG_ENDIAN) : tail(data, offset, length, padding);
        return Des.last(key.encryptInner(state ^ Des.initial(tail)));
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

    /** The 8 upper-case hex characters of {@code value}, as a block. */
    static long hexCharacters(int value) {
        long out = 0;
        for (int shift = 28; shift >= 0; shift -= 4) {
            out = out << 8 | Hex.ascii(value >>> shift);
        }
        return out;
    }

    /** Offset of the last block of the padded message. */
    private static int lastBlock(int length, int padding) {
        if (padding == PADDING_80) {
            return length & ~7;
        }
        return length == 0 ? 0 : length - 1 & ~7;
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
