package dev.turnpike.simulator.wire;

import java.util.Arrays;

/** The MAC of a terminal message under one key. Keeps its scratch space; one thread at a time. */
public final class MessageMac {
    /** How the eight bytes of field 64 come about. */
    public enum Method {
        /** XOR of all blocks, expanded to hexadecimal characters, two encryptions; first 8 hexadecimal characters. */
        UNIONPAY_ECB,
        /** ISO 9797-1 algorithm 3 with zero padding (retail MAC); 8 raw bytes. */
        X9_19
    }

    private final Method method;
    private final DesKey key;
    private final byte[] block = new byte[8];
    private final byte[] characters = new byte[16];
    private byte[] padded = new byte[1024];

    /** A MAC by {@code method}; X9_19 with a single length key is refused by {@link IllegalArgumentException}. */
    public MessageMac(Method method, DesKey key) {
        if (method == Method.X9_19 && key.clear().length != 16) {
            throw new IllegalArgumentException("X9_19 needs a MAC key of 16 bytes");
        }
        this.method = method;
        this.key = key;
    }

    /** Writes the 8 bytes of the MAC over {@code data[from..from+length)} to {@code out[to..to+8)}. */
    public void compute(byte[] data, int from, int length, byte[] out, int to) {
        if (method == Method.UNIONPAY_ECB) {
            fold(data, from, length);
            Hex.write(block, 0, 8, characters, 0);
            key.encrypt(characters, 0, 8, block, 0);
            for (int i = 0; i < 8; i++) {
                block[i] ^= characters[8 + i];
            }
            key.encrypt(block, 0, 8, block, 0);
            Hex.write(block, 0, 4, out, to);
        } else {
            int rounded = length + 7 & ~7;
            if (rounded > padded.length) {
                padded = new byte[rounded];
            }
            System.arraycopy(data, from, padded, 0, length);
            Arrays.fill(padded, length, rounded, (byte) 0);
            key.chainLeft(padded, rounded, block);
            key.finishRetail(block);
            System.arraycopy(block, 0, out, to, 8);
        }
    }

    /** True when the 8 bytes at {@code mac[at]} are the MAC of the data. */
    public boolean matches(byte[] data, int from, int length, byte[] mac, int at) {
        compute(data, from, length, characters, 8);
        return Arrays.equals(characters, 8, 16, mac, at, at + 8);
    }

    private void fold(byte[] data, int from, int length) {
        Arrays.fill(block, (byte) 0);
        for (int i = 0; i < length; i++) {
            block[i & 7] ^= data[from + i];
        }
    }
}
