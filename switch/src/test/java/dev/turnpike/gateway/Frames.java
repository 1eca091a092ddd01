package dev.turnpike.gateway;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Frames of the shape terminals send. */
final class Frames {
    private Frames() {
    }

    /** TPDU, header, MTI, empty bitmap and filler up to {@code length} bytes, without length prefix. */
    static byte[] message(int mti, int length) {
        byte[] m = new byte[length];
        System.arraycopy(HexFormat.of().parseHex("6000060000603100311108"), 0, m, 0, 11);
        m[11] = (byte) (mti >>> 8);
        m[12] = (byte) mti;
        for (int i = 21; i < length; i++) {
            m[i] = (byte) i;
        }
        return m;
    }

    /** {@code message} behind its 2-byte length. */
    static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(2 + message.length).putShort((short) message.length).put(message).array();
    }

    static byte[] framed(int mti, int length) {
        return framed(message(mti, length));
    }
}
