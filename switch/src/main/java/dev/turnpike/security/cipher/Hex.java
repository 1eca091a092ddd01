package dev.turnpike.security.cipher;

/** Upper-case hexadecimal text, as this field writes it. Stateless; any thread. */
public final class Hex {
    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private Hex() {
    }

    /** Value 0 to 15 of an ASCII hex digit of either case, -1 for anything else. */
    public static int digit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'A' && c <= 'F') {
            return c - 'A' + 10;
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    /** ASCII digit, upper case, of the low four bits of {@code value}. */
    public static byte ascii(int value) {
        return DIGITS[value & 15];
    }

    /** The bytes of {@code text}; throws {@link IllegalArgumentException}, without the text, when it is not pairs of hex digits. */
    public static byte[] decode(CharSequence text) {
        if ((text.length() & 1) != 0) {
            throw new IllegalArgumentException("hex text of odd length " + text.length());
        }
        byte[] out = new byte[text.length() / 2];
        for (int i = 0; i < out.length; i++) {
            int high = digit(text.charAt(2 * i));
            int low = digit(text.charAt(2 * i + 1));
            if (high < 0 || low < 0) {
                // What was typed before the mistake may be half of a key.
                Wiping.wipe(out);
                throw new IllegalArgumentException("no hex digit at character " + (2 * i + (high < 0 ? 0 : 1)));
            }
            out[i] = (byte) (high << 4 | low);
        }
        return out;
    }

    /** All of {@code bytes} as text. */
    public static String encode(byte[] bytes) {
        return encode(bytes, 0, bytes.length);
    }

    /** {@code length} bytes from {@code offset} as text. */
    public static String encode(byte[] bytes, int offset, int length) {
        StringBuilder s = new StringBuilder(2 * length);
        for (int i = 0; i < length; i++) {
            s.append((char) ascii(bytes[offset + i] >>> 4)).append((char) ascii(bytes[offset + i]));
        }
        return s.toString();
    }

    /** Writes {@code length} bytes as {@code 2 * length} ASCII digits. */
    public static void encode(byte[] bytes, int offset, int length, byte[] out, int at) {
        for (int i = 0; i < length; i++) {
            out[at + 2 * i] = ascii(bytes[offset + i] >>> 4);
            out[at + 2 * i + 1] = ascii(bytes[offset + i]);
        }
    }

    /** Reads {@code 2 * length} ASCII digits into {@code length} bytes; false when one is no hex digit. Never throws. */
    public static boolean decode(byte[] text, int offset, int length, byte[] out, int at) {
        int bad = 0;
        for (int i = 0; i < length; i++) {
            int high = digit(text[offset + 2 * i]);
            int low = digit(text[offset + 2 * i + 1]);
            bad |= high | low;
            out[at + i] = (byte) (high << 4 | low);
        }
        return bad >= 0;
    }
}
