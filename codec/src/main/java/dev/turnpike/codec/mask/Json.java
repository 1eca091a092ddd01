package dev.turnpike.codec.mask;

/** Writes JSON text. */
final class Json {
    private Json() {
    }

    /** A string with quotes and escapes. */
    static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (Masks.control(c) || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** A key, with a comma before it unless it is the first of its object. */
    static void key(StringBuilder out, String name) {
        if (out.charAt(out.length() - 1) != '{') {
            out.append(',');
        }
        quote(out, name);
        out.append(':');
    }

    /** A key with a text value. */
    static void member(StringBuilder out, String name, String value) {
        key(out, name);
        quote(out, value);
    }
}
