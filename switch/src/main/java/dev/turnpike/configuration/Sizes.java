package dev.turnpike.configuration;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: a whole number with an optional suffix k, M or G (1024-based). */
final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([kMG]?)");

    private Sizes() {
    }

    /** Bytes, or -1 when {@code text} is not a size. */
    static long parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return -1;
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "k" -> n << 10;
            case "M" -> n << 20;
            case "G" -> n << 30;
            default -> n;
        };
    }

    /** The shortest exact form. */
    static String format(long bytes) {
        if (bytes != 0 && bytes % (1 << 30) == 0) {
            return (bytes >> 30) + "G";
        }
        if (bytes != 0 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "M";
        }
        return bytes != 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "k" : Long.toString(bytes);
    }
}
