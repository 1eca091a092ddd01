package dev.turnpike;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads one message from standard input, as hexadecimal text or as its bytes. Messages of mistakes never show content. */
final class MessageInput {
    private static final int MESSAGE_MAX = 1 << 17;
    private static final int TEXT_MAX = 4 * MESSAGE_MAX;

    private MessageInput() {
    }

    /**
     * The bytes of the message. Input of hexadecimal digits and white space alone is hexadecimal, unless {@code binary}; anything
     * else is taken as it is.
     */
    static byte[] read(InputStream in, boolean binary) throws IOException {
        byte[] raw = all(in);
        if (raw.length == 0) {
            throw new UserMistakeException(ExitCode.DATA, "nothing on standard input, expected a message in hexadecimal or as bytes");
        }
        if (binary || !isHex(raw)) {
            return raw;
        }
        String digits = new String(raw, StandardCharsets.US_ASCII).replaceAll("\\s+", "");
        if (digits.isEmpty() || digits.length() % 2 != 0) {
            throw new UserMistakeException(ExitCode.DATA, "found " + digits.length()
                    + " hexadecimal digits on standard input, expected an even number (or --binary if these are the bytes)");
        }
        return HexFormat.of().parseHex(digits);
    }

    /** The whole input as UTF-8 text. */
    static String text(InputStream in) throws IOException {
        return new String(all(in), StandardCharsets.UTF_8);
    }

    private static byte[] all(InputStream in) throws IOException {
        byte[] raw = in.readNBytes(TEXT_MAX + 1);
        if (raw.length > TEXT_MAX) {
            throw new UserMistakeException(ExitCode.DATA, "more than " + TEXT_MAX + " bytes on standard input, expected one message");
        }
        return raw;
    }

    private static boolean isHex(byte[] raw) {
        for (byte b : raw) {
            if (!HexFormat.isHexDigit(b) && !Character.isWhitespace(b)) {
                return false;
            }
        }
        return true;
    }

    /** The part of an array from an index to its end. */
    static byte[] from(byte[] bytes, int index) {
        return Arrays.copyOfRange(bytes, index, bytes.length);
    }
}
