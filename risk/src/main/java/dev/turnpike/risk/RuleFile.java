package dev.turnpike.risk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads YAML nodes and collects problems with their places. A reader method that finds a problem returns a harmless value. */
final class RuleFile {
    private final Path path;
    private final List<String> problems = new ArrayList<>();

    RuleFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    List<String> problems() {
        return problems;
    }

    /** The document, empty when it cannot be read. */
    Optional<Node> read() {
        try {
            String text = Files.readString(path, StandardCharsets.UTF_8);
            LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).setUseMarks(true).build();
            Optional<Node> node = new Compose(settings).composeString(text);
            if (node.isEmpty()) {
                problems.add(path + ":1:1: the file is empty, expected a mapping with rules");
            }
            return node;
        } catch (IOException e) {
            problems.add(path + ":1:1: cannot be read (" + e.getClass().getSimpleName() + "), expected a readable file");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            int column = e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(1);
            problems.add(path + ":" + line + ":" + column + ": " + e.getProblem() + ", expected YAML");
        }
        return Optional.empty();
    }

    /** Notes a problem at a node. */
    void problem(Node node, String what) {
        problem(node, 0, 0, what);
    }

    /** Notes a problem inside the text of a scalar; line from 0 and column from 0 count within the text. */
    void problem(Node node, int line, int column, String what) {
        int atLine = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        int atColumn = node.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
        if (node instanceof ScalarNode scalar && (line > 0 || column > 0)) {
            boolean block = scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED;
            boolean quoted = scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED || scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED;
            atLine += line + (block ? 1 : 0);
            atColumn = block ? column + 1 : line > 0 ? column + 1 : atColumn + column + (quoted ? 1 : 0);
        }
        problems.add(path + ":" + atLine + ":" + atColumn + ": " + what);
    }

    /** The entries of a mapping in order; keys outside {@code known} are problems unless {@code known} is empty. */
    Map<String, Node> mapping(Node node, String what, List<String> known) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            problem(node, what + " is not a mapping, expected key: value");
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = text(tuple.getKeyNode(), "key of " + what);
            if (!known.isEmpty() && !known.contains(key)) {
                problem(tuple.getKeyNode(), "unknown key " + key + " in " + what + ", expected one of " + String.join(", ", known));
            } else if (entries.put(key, tuple.getValueNode()) != null) {
                problem(tuple.getKeyNode(), "key " + key + " is written twice, expected it once");
            }
        }
        return entries;
    }

    /** The elements of a sequence; a single scalar counts as a sequence of one. */
    List<Node> sequence(Node node, String what) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        if (node instanceof ScalarNode) {
            return List.of(node);
        }
        problem(node, what + " is not a list, expected [a, b]");
        return List.of();
    }

    /** The text of a scalar. */
    String text(Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problem(node, what + " is not a single value, expected text or a number");
        return "";
    }

    /** A number in a range. */
    long number(Node node, String what, long min, long max) {
        String text = text(node, what);
        try {
            long value = Long.parseLong(text.replace("_", ""));
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        problem(node, what + " is " + text + ", expected a number from " + min + " to " + max);
        return min;
    }

    /** A boolean. */
    boolean flag(Node node, String what) {
        String text = text(node, what);
        if (!text.equals("true") && !text.equals("false")) {
            problem(node, what + " is " + text + ", expected true or false");
        }
        return text.equals("true");
    }

    /** One of an enumeration's rule names. */
    <E extends Enum<E>> E choice(Node node, String what, E[] values, E fallback) {
        String text = text(node, what).replace('-', '_');
        StringBuilder names = new StringBuilder();
        for (E value : values) {
            String name = value.name().toLowerCase(java.util.Locale.ROOT);
            if (name.equals(text)) {
                return value;
            }
            names.append(names.isEmpty() ? "" : ", ").append(name);
        }
        problem(node, what + " is " + text + ", expected one of " + names);
        return fallback;
    }

    /** A duration such as {@code 90s}, {@code 10m}, {@code 24h}, {@code 31d}, in milliseconds; 0 after a problem. */
    long durationMs(Node node, String what) {
        String text = text(node, what);
        if (text.matches("[0-9]{1,7}[smhd]")) {
            long number = Long.parseLong(text.substring(0, text.length() - 1));
            return switch (text.charAt(text.length() - 1)) {
                case 's' -> number * 1000;
                case 'm' -> number * 60_000;
                case 'h' -> number * 3_600_000;
                default -> number * 86_400_000;
            };
        }
        problem(node, what + " is " + text + ", expected a number with s, m, h or d, such as 10m");
        return 0;
    }
}
