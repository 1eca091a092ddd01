package dev.turnpike.codec.foreign;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a jPOS field packager class says: {@code IF}, then A (ASCII), B (BCD or binary) or E (EBCDIC), F for BCD filled with
 * F on the right, a number of L for the digits of the length, H for a binary length, E for EBCDIC content, A for hexadecimal content,
 * and the kind.
 */
final class JposClass {
    private static final Pattern NAME = Pattern.compile(
        "IF(?<family>[ABE])_(?<fill>F(?=L))?(?<length>L{2,6})?(?<binary>H)?(?<content>[AE])?(?<kind>NUM|NUMERIC|CHAR|BINARY|AMOUNT|BITMAP)");

    private JposClass() {
    }

    /** Properties of a field without its name, or null when the class has no equal here. */
    static Map<String, String> properties(String className, int length, String pad) {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        Map<String, String> p = new LinkedHashMap<>();
        if (simple.equals("IF_CHAR") || simple.equals("IF_ECHAR")) {
            p.put("kind", "ans");
            p.put("enc", simple.equals("IF_CHAR") ? "ascii" : "ebcdic");
            p.put("length", Integer.toString(length));
            return p;
        }
        Matcher m = NAME.matcher(simple);
        if (!m.matches() || m.group("kind").equals("BITMAP")) {
            return null;
        }
        char family = m.group("family").charAt(0);
        String kind = m.group("kind");
        boolean filled = m.group("fill") != null;
        if (filled && (family != 'B' || !kind.startsWith("NUM"))) {
            return null;
        }
        content(p, family, kind, m.group("content"));
        length(p, m, family, length);
        if (p.get("enc").equals("bcd") && !"x".equals(p.get("kind"))) {
            if (p.containsKey("prefix")) {
                p.put("unit", "digits");
            }
            // pad="true" asks for a leading filler; without it the filler is at the end
            p.put("align", "true".equals(pad) && !filled ? "right" : "left");
            if (filled) {
                p.put("pad", "F");
            }
        }
        return p;
    }

    /** Makes a numeric field of variable length one of track data, whose separator is no digit; false when it is none. */
    static boolean asTrack(Map<String, String> properties) {
        return properties.containsKey("prefix") && properties.replace("kind", "n", "z");
    }

    private static void content(Map<String, String> p, char family, String kind, String content) {
        switch (kind) {
            case "NUM", "NUMERIC" -> {
                p.put("kind", "n");
                p.put("enc", family == 'A' ? "ascii" : family == 'B' ? "bcd" : "ebcdic");
            }
            case "AMOUNT" -> {
                p.put("kind", "x");
                p.put("enc", family == 'A' ? "ascii" : family == 'B' ? "bcd" : "ebcdic");
            }
            case "CHAR" -> {
                p.put("kind", "ans");
                p.put("enc", family == 'E' || "E".equals(content) ? "ebcdic" : "ascii");
            }
            default -> {
                p.put("kind", "b");
                p.put("enc", "binary");
            }
        }
    }

    private static void length(Map<String, String> p, Matcher m, char family, int length) {
        String digits = m.group("length");
        boolean hexadecimal = "b".equals(p.get("kind")) && ("A".equals(m.group("content")) || digits == null && family != 'B');
        if (hexadecimal) {
            p.put("enc", family == 'E' ? "hex-ebcdic" : "hex");
        }
        if (digits == null) {
            p.put("length", Integer.toString(length));
            return;
        }
        int count = digits.length();
        // H: LL fits one binary byte, LLL two
        String form = m.group("binary") != null ? "bin" + (count - 1) : (family == 'A' ? "ascii" : family == 'B' ? "bcd"
            : "ebcdic") + count;
        long most = form.startsWith("bin") ? (1L << 8 * (count - 1)) - 1 : (long) Math.pow(10, count) - 1;
        p.put("prefix", form);
        if ("b".equals(p.get("kind"))) {
            p.put("unit", "bytes");
        }
        p.put("max", Long.toString(Math.min(most, Math.max(1, Math.min(length, 99_999)))));
    }
}
