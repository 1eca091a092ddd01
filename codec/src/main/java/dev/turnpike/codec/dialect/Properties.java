package dev.turnpike.codec.dialect;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** One mapping of a dialect file: property names to nodes, with typed readers that report mistakes at the node. */
final class Properties {
    private final Node origin;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Problems problems;

    Properties(Node origin, Problems problems) {
        this.origin = origin;
        this.problems = problems;
    }

    /** Reads a mapping node; a node that is none is reported and gives no properties. */
    static Properties of(Node node, Problems problems) {
        Properties result = new Properties(node, problems);
        if (!(node instanceof MappingNode mapping)) {
            problems.add(node, "not a mapping", "name: value pairs");
            return result;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(tuple.getKeyNode(), "key is not a word", "a word or number");
            } else if (result.values.containsKey(key.getValue())) {
                problems.add(key, "\"" + key.getValue() + "\" is given twice", "each key once");
            } else {
                result.values.put(key.getValue(), tuple.getValueNode());
            }
        }
        return result;
    }

    /** These properties, with those of {@code upper} over them. */
    Properties overlaidBy(Properties upper) {
        Properties result = new Properties(upper.origin, problems);
        result.values.putAll(values);
        result.values.putAll(upper.values);
        return result;
    }

    /** Only the named properties. */
    Properties only(Set<String> keys) {
        Properties result = new Properties(origin, problems);
        values.forEach((key, node) -> {
            if (keys.contains(key)) {
                result.values.put(key, node);
            }
        });
        return result;
    }

    Node origin() {
        return origin;
    }

    Map<String, Node> entries() {
        return values;
    }

    Problems problems() {
        return problems;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Node node(String key) {
        return values.get(key);
    }

    /** Node of a property, or of the whole mapping when it is absent: where a mistake about it is reported. */
    Node at(String key) {
        Node node = values.get(key);
        return node == null ? origin : node;
    }

    /** Reports keys outside the vocabulary. */
    void restrict(Collection<String> allowed) {
        for (Map.Entry<String, Node> entry : values.entrySet()) {
            if (!allowed.contains(entry.getKey())) {
                problems.add(entry.getValue(), "unknown key \"" + entry.getKey() + "\"", "one of " + allowed);
            }
        }
    }

    /** Text of a scalar, or {@code absent}. */
    String text(String key, String absent) {
        Node node = values.get(key);
        if (node == null) {
            return absent;
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problems.add(node, "\"" + key + "\" is not a single value", "a word or number");
        return absent;
    }

    /** Whole number from {@code min} to {@code max}, or {@code absent}. */
    int integer(String key, int absent, int min, int max) {
        String text = text(key, null);
        if (text == null) {
            return absent;
        }
        if (text.matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        problems.add(values.get(key), "\"" + key + "\" is " + text, "a whole number from " + min + " to " + max);
        return absent;
    }

    /** {@code true} or {@code false}, or {@code absent}. */
    boolean flag(String key, boolean absent) {
        String text = text(key, null);
        if (text == null || "true".equals(text) || "false".equals(text)) {
            return text == null ? absent : "true".equals(text);
        }
        problems.add(values.get(key), "\"" + key + "\" is " + text, "true or false");
        return absent;
    }

    /** The constant with this label, or {@code absent}. */
    <T> T label(String key, T[] constants, Function<T, String> label, T absent) {
        String text = text(key, null);
        if (text == null) {
            return absent;
        }
        StringBuilder all = new StringBuilder();
        for (T constant : constants) {
            if (label.apply(constant).equals(text)) {
                return constant;
            }
            all.append(all.isEmpty() ? "" : ", ").append(label.apply(constant));
        }
        problems.add(values.get(key), "\"" + key + "\" is " + text, "one of " + all);
        return absent;
    }
}
