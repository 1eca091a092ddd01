package dev.turnpike;

import dev.turnpike.configuration.Nearest;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Replaces single values of a YAML text and leaves comments and layout as they are. Immutable. */
final class YamlEditor {
    private final String text;

    YamlEditor(String text) {
        this.text = text;
    }

    /** The text with the scalar at {@code path} (names, and numbers for list entries) replaced. The path must exist. */
    YamlEditor set(String value, Object... path) {
        Node node = new Compose(LoadSettings.builder().setUseMarks(true).build()).composeString(text).orElseThrow();
        for (Object step : path) {
            node = step instanceof Integer index ? ((SequenceNode) node).getValue().get(index) : child((MappingNode) node, (String) step);
        }
        ScalarNode scalar = (ScalarNode) node;
        int[] codePoints = text.codePoints().toArray();
        int start = scalar.getStartMark().orElseThrow().getIndex();
        int end = scalar.getEndMark().orElseThrow().getIndex();
        return new YamlEditor(new String(codePoints, 0, start) + value + new String(codePoints, end, codePoints.length - end));
    }

    private static Node child(MappingNode mapping, String key) {
        List<String> names = mapping.getValue().stream().map(t -> ((ScalarNode) t.getKeyNode()).getValue()).toList();
        for (NodeTuple tuple : mapping.getValue()) {
            if (((ScalarNode) tuple.getKeyNode()).getValue().equals(key)) {
                return tuple.getValueNode();
            }
        }
        throw new IllegalArgumentException("no key " + key + Nearest.hint(key, names));
    }

    @Override
    public String toString() {
        return text;
    }
}
