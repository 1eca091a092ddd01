package dev.turnpike.codec.message;

import java.util.HexFormat;
import java.util.Map;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Sub-fields in JSON: an object by identifier, or an array of objects with one member each where an identifier occurs again. */
final class JsonSubfields {
    private static final String MASK = "***";

    private JsonSubfields() {
    }

    /** True for an object or array that lists sub-fields and is not a value in one of its special forms. */
    static boolean lists(Node node) {
        if (node instanceof SequenceNode) {
            return true;
        }
        return node instanceof MappingNode mapping
            && mapping.getValue().stream().noneMatch(tuple -> JsonMessageEncoder.VALUE_FORMS.contains(name(tuple)));
    }

    /** The tree of a node; sub-fields that are not texts, objects or arrays are reported. */
    static SubfieldTree tree(Node node, JsonProblems problems) {
        SubfieldTree tree = new SubfieldTree();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> entry(tree, tuple, problems));
        } else if (node instanceof SequenceNode sequence) {
            for (Node member : sequence.getValue()) {
                if (member instanceof MappingNode one && one.getValue().size() == 1) {
                    entry(tree, one.getValue().getFirst(), problems);
                } else {
                    problems.add(member, "not an object with one member", "{\"identifier\": value}");
                }
            }
        } else {
            problems.add(node, "no sub-fields", "an object or an array");
        }
        return tree;
    }

    private static void entry(SubfieldTree tree, NodeTuple tuple, JsonProblems problems) {
        String id = name(tuple);
        Node value = tuple.getValueNode();
        if (value instanceof ScalarNode scalar) {
            tree.put(id, scalar.getValue());
        } else if (lists(value)) {
            tree.putTree(id, tree(value, problems));
        } else {
            special(tree, id, (MappingNode) value, problems);
        }
    }

    private static void special(SubfieldTree tree, String id, MappingNode node, JsonProblems problems) {
        String hex = "";
        String units = null;
        boolean raw = false;
        for (NodeTuple tuple : node.getValue()) {
            String text = tuple.getValueNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            switch (name(tuple)) {
                case "hex" -> hex = text;
                case "raw" -> {
                    hex = text;
                    raw = true;
                }
                case "units" -> units = text;
                default -> {
                    // a text for people
                }
            }
        }
        if (!hex.matches("([0-9A-Fa-f]{2})*") || raw && (units == null || !units.matches("[0-9]{1,5}"))) {
            problems.add(node, "sub-field " + id + " is not hexadecimal, or \"raw\" without \"units\"",
                "{\"hex\": bytes} or {\"raw\": bytes, \"units\": length}");
        } else if (raw) {
            tree.putRaw(id, HexFormat.of().parseHex(hex), Integer.parseInt(units));
        } else {
            tree.putBytes(id, HexFormat.of().parseHex(hex));
        }
    }

    private static String name(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** True when sub-fields say what a value says; masked ones say nothing. */
    static boolean agree(SubfieldTree said, SubfieldTree read) {
        Map<String, Long> count = said.entries().stream().collect(java.util.stream.Collectors.groupingBy(SubfieldTree.Entry::id,
            java.util.stream.Collectors.counting()));
        boolean repeats = count.values().stream().anyMatch(n -> n > 1);
        if (said.entries().size() != read.entries().size()) {
            return said.entries().stream().anyMatch(entry -> MASK.equals(entry.text()));
        }
        for (int i = 0; i < said.entries().size(); i++) {
            SubfieldTree.Entry one = said.entries().get(i);
            SubfieldTree.Entry other = repeats ? read.entries().get(i) : read.entry(one.id()).orElse(null);
            if (other == null || !one.id().equals(other.id()) || !agree(one, other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean agree(SubfieldTree.Entry said, SubfieldTree.Entry read) {
        if (MASK.equals(said.text())) {
            return true;
        }
        if (said.children() != null && read.children() != null) {
            return agree(said.children(), read.children());
        }
        return said.text() != null ? said.text().equals(read.text()) : said.wire() != null && read.wire() != null
            ? java.util.Arrays.equals(said.wire(), read.wire()) : said.children() == null;
    }

    /** Takes what is wrong, with its place. */
    @FunctionalInterface
    interface JsonProblems {
        /** Adds a problem. */
        void add(Node node, String what, String expected);
    }
}
