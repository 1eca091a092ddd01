package dev.turnpike.security.mac;

import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Hex;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** MACs over 16-byte blocks (SM4; GB/T 15852.1). The result replaces the 16 bytes of {@code state}, which the caller provides. */
public final class BlockMac {
    private static final int BLOCK = 16;

    private BlockMac() {
    }

    /**
     * CBC-MAC, algorithm 1.
     *
     * @param padding {@link DesMac#PADDING_ZERO}, {@link DesMac#PADDING_80} or {@link DesMac#PADDING_LENGTH}
     * @param state   16 bytes, overwritten with the MAC
     */
    public static void cbc(BlockKey key, DirectBuffer data, int offset, int length, int padding, byte[] state) {
        clear(state);
        if (padding == DesMac.PADDING_LENGTH) {
            long bits = length * 8L;
            for (int i = 0; i < 8; i++) {
                state[15 - i] = (byte) (bits >>> 8 * i);
            }
            key.encrypt(state, 0, state, 0);
        }
        int whole = length / BLOCK * BLOCK;
        for (int i = 0; i < whole; i += BLOCK) {
            Blocks.putLong(state, 0, Blocks.getLong(state, 0) ^ data.getLong(offset + i, ByteOrder.BIG_ENDIAN));
            Blocks.putLong(state, 8, Blocks.getLong(state, 8) ^ data.getLong(offset + i + 8, ByteOrder.BIG_ENDIAN));
            key.encrypt(state, 0, state, 0);
        }
        int tail = length - whole;
        boolean empty = length == 0 && padding != DesMac.PADDING_80;
        if (tail > 0 || padding == DesMac.PADDING_80 || empty) {
            xor(state, data, offset + whole, tail);
            if (padding == DesMac.PADDING_80) {
                state[tail] ^= (byte) 0x80;
            }
            key.encrypt(state, 0, state, 0);
        }
    }

    /** Algorithm 3: CBC-MAC with the first key, then decrypt with the second and encrypt with the first. */
    public static void retail(BlockKey key1, BlockKey key2, DirectBuffer data, int offset, int length, int padding, byte[] state) {
        cbc(key1, data, offset, length, padding, state);
        key2.decrypt(state, 0, state, 0);
        key1.encrypt(state, 0, state, 0);
    }

    /** The UnionPay fold over 16-byte blocks: 32 hex characters, encrypted in two chained halves. */
    public static void unionPay(BlockKey key, DirectBuffer data, int offset, int length, byte[] state) {
        clear(state);
        for (int i = 0; i < length; i++) {
            state[i & 15] ^= data.getByte(offset + i);
        }
        // The upper half of the fold is kept in two words while the lower half's characters wait: no second array is needed.
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | state[i] & 255;
            low = low << 8 | state[8 + i] & 255;
        }
        characters(high, state, false);
        key.encrypt(state, 0, state, 0);
        characters(low, state, true);
        key.encrypt(state, 0, state, 0);
    }

    private static void characters(long half, byte[] state, boolean xor) {
        for (int i = 0; i < 16; i++) {
            byte c = Hex.ascii((int) (half >>> 60 - 4 * i));
            state[i] = (byte) (xor ? state[i] ^ c : c);
        }
    }

    private static void xor(byte[] state, DirectBuffer data, int offset, int length) {
        for (int i = 0; i < length; i++) {
            state[i] ^= data.getByte(offset + i);
        }
    }

    private static void clear(byte[] state) {
        for (int i = 0; i < BLOCK; i++) {
            state[i] = 0;
        }
    }
}
