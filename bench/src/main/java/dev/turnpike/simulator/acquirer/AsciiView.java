package dev.turnpike.simulator.acquirer;

import java.nio.charset.StandardCharsets;

/** Bytes seen as characters, without copying. */
record AsciiView(byte[] bytes) implements CharSequence {
    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public char charAt(int index) {
        return (char) (bytes[index] & 0xFF);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().substring(start, end);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
