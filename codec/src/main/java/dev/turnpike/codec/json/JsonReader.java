package dev.turnpike.codec.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads a JSON text (RFC 8259) into nodes with line and column. JSON is nearly YAML, but a YAML reader refuses control characters from 80
 * to 9F and tabs between tokens, and recurses without a limit. Keys given twice are kept. One use, one thread.
 */
public final class JsonReader {
    /** Most objects and arrays inside each other. */
    public static final int DEPTH_MAX = 64;

    private static final int[] NO_CONTEXT = {};

    private final String text;
    private int at;
    private int depth;
    private int line;
    private int lineStart;

    private JsonReader(String text) {
        this.text = text;
    }

    /** The value of a text; text, numbers and words are scalars (words and numbers plain, texts in double quotes). */
    public static Node read(String text) throws JsonException {
        JsonReader reader = new JsonReader(text.startsWith("\uFEFF") ? text.substring(1) : text);
        Node node = reader.value();
        if (reader.peek() != -1) {
            throw reader.wrong("text after the value", "the end");
        }
        return node;
    }

    private JsonException wrong(String what, String expected) {
        return new JsonException(line + 1 + ":" + (at - lineStart + 1) + ": this is not JSON (" + what + "), expected " + expected);
    }

    private Optional<Mark> mark() {
        return Optional.of(new Mark("JSON", at, line, at - lineStart, NO_CONTEXT, 0));
    }

    /** The next character behind white space, or -1 at the end. */
    private int peek() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                lineStart = at + 1;
            } else if (c != ' ' && c != '\t' && c != '\r') {
                return c;
            }
            at++;
        }
        return -1;
    }

    private Node value() throws JsonException {
        int c = peek();
        if (c == '{' || c == '[') {
            if (++depth > DEPTH_MAX) {
                throw wrong("objects nest too deep", "at most " + DEPTH_MAX + " levels");
            }
            Node node = c == '{' ? object() : array();
            depth--;
            return node;
        }
        return c == '"' ? string() : word();
    }

    private Node object() throws JsonException {
        Optional<Mark> start = mark();
        List<NodeTuple> members = new ArrayList<>();
        at++;
        if (peek() == '}') {
            at++;
            return new MappingNode(Tag.MAP, true, members, FlowStyle.FLOW, start, mark());
        }
        while (true) {
            if (peek() != '"') {
                throw wrong("no key", "a name in quotes");
            }
            Node key = string();
            if (peek() != ':') {
                throw wrong("no value", "a colon after the name");
            }
            at++;
            members.add(new NodeTuple(key, value()));
            if (ends('}')) {
                return new MappingNode(Tag.MAP, true, members, FlowStyle.FLOW, start, mark());
            }
        }
    }

    private Node array() throws JsonException {
        Optional<Mark> start = mark();
        List<Node> members = new ArrayList<>();
        at++;
        if (peek() == ']') {
            at++;
            return new SequenceNode(Tag.SEQ, true, members, FlowStyle.FLOW, start, mark());
        }
        while (true) {
            members.add(value());
            if (ends(']')) {
                return new SequenceNode(Tag.SEQ, true, members, FlowStyle.FLOW, start, mark());
            }
        }
    }

    /** True behind the end of an object or array, false behind a comma. */
    private boolean ends(char close) throws JsonException {
        int c = peek();
        if (c != close && c != ',') {
            throw wrong(c == -1 ? "it ends too early" : "a value is not ended", "a comma or " + close);
        }
        at++;
        return c == close;
    }

    private Node word() throws JsonException {
        Optional<Mark> start = mark();
        int from = at;
        int end = at;
        while (end < text.length() && " \t\r\n,:]}[{\"".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String word = text.substring(from, end);
        boolean number = word.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
        if (!number && !word.equals("true") && !word.equals("false") && !word.equals("null")) {
            throw wrong(peek() == -1 ? "it ends too early" : "an unknown word", "a text in quotes, a number, an object or an array");
        }
        at = end;
        Tag tag = word.equals("null") ? Tag.NULL : number ? word.matches("-?[0-9]+") ? Tag.INT : Tag.FLOAT : Tag.BOOL;
        return new ScalarNode(tag, true, word, ScalarStyle.PLAIN, start, mark());
    }

    private Node string() throws JsonException {
        Optional<Mark> start = mark();
        StringBuilder out = new StringBuilder();
        at++;
        while (true) {
            char c = at < text.length() ? text.charAt(at) : '\n';
            if (c < 0x20) {
                throw wrong("a text is not ended, or has a control character", "a quote, or the character as \\u and four digits");
            }
            at++;
            if (c == '"') {
                return new ScalarNode(Tag.STR, true, out.toString(), ScalarStyle.DOUBLE_QUOTED, start, mark());
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() throws JsonException {
        char c = at < text.length() ? text.charAt(at) : 0;
        at++;
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        String digits = c == 'u' && at + 4 <= text.length() ? text.substring(at, at + 4) : "";
        if (!digits.matches("[0-9A-Fa-f]{4}")) {
            at -= 2;
            throw wrong("a wrong escape", "a backslash with one of \"\\/bfnrt, or with u and four hexadecimal digits");
        }
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }
}
