package dev.turnpike.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Hexadecimal, upper case when written, either case when read. Stateless; any thread. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of().withUpperCase();
    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private Hex() {
    }

    /** The bytes as characters. */
    public static String of(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /** The characters as bytes; {@link IllegalArgumentException} when they are not hexadecimal. */
    public static byte[] bytes(String characters) {
        return FORMAT.parseHex(characters);
    }

    /** Decodes {@code characters} ASCII characters; a character that is not hexadecimal counts as 0. */
    static byte[] bytes(byte[] source, int from, int characters) {
        byte[] out = new byte[characters / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (Math.max(0, Character.digit(source[from + 2 * i], 16)) << 4
                | Math.max(0, Character.digit(source[from + 2 * i + 1], 16)));
        }
        return out;
    }

    /** Writes {@code count} bytes as twice as many characters. */
    public static void write(byte[] value, int from, int count, byte[] target, int to) {
        for (int i = 0; i < count; i++) {
            target[to + 2 * i] = DIGITS[value[from + i] >> 4 & 15];
            target[to + 2 * i + 1] = DIGITS[value[from + i] & 15];
        }
    }

    /** Writes 64 bits as 16 characters. */
    static void write(long value, byte[] target, int to) {
        for (int i = 0; i < 16; i++) {
            target[to + i] = DIGITS[(int) (value >>> 60 - 4 * i) & 15];
        }
    }
}
