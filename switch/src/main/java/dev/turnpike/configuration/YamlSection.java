package dev.turnpike.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of a YAML file. Each accessor names a key once, with type, default and range; what is wrong is reported and answered
 * with the default, so that reading goes on and finds the next mistake. {@link #end()} reports the keys nobody asked for. One thread.
 */
final class YamlSection {
    /** A list was given and is usable, a section without a file behind it, or a section that could not be read. */
    private enum State { PRESENT, ABSENT, UNREADABLE }

    private final Reading reading;
    private final Path file;
    private final String path;
    private final State state;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    private YamlSection(Reading reading, Path file, String path, MappingNode node, State state) {
        this.reading = reading;
        this.file = file;
        this.path = path;
        this.state = state;
        if (node != null) {
            index(node);
        }
    }

    static YamlSection root(Reading reading, Path file, MappingNode node) {
        return new YamlSection(reading, file, "", node, State.PRESENT);
    }

    static YamlSection unreadable(Reading reading, Path file) {
        return new YamlSection(reading, file, "", null, State.UNREADABLE);
    }

    static Position position(String file, Node node) {
        Mark mark = node.getStartMark().orElse(null);
        return mark == null ? Position.startOf(file) : new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private void index(MappingNode node) {
        for (NodeTuple tuple : node.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                error(position(file.toString(), key), "a key must be a plain word, expected \"key: value\"");
                continue;
            }
            String name = scalar.getValue();
            if (values.containsKey(name)) {
                error(position(file.toString(), key), "key \"" + name + "\" is given twice, first on line "
                        + position(file.toString(), keys.get(name)).line() + ", expected it once");
                continue;
            }
            values.put(name, tuple.getValueNode());
            keys.put(name, key);
            reading.located(fileName(), child(name), position(file.toString(), tuple.getValueNode()));
        }
    }

    /** Path of this section, empty for the root. */
    String path() {
        return path;
    }

    /** False when the file gave nothing here. */
    boolean isPresent() {
        return state == State.PRESENT;
    }

    /** True when the key stands in the file. Does not count as asking for it. */
    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Where the value of {@code key} stands, or this section when it was left out. */
    Position at(String key) {
        return reading.at(fileName(), child(key));
    }

    /** Where this section stands. */
    Position at() {
        return reading.at(fileName(), path);
    }

    void error(Position at, String text) {
        reading.problems().error(at, text);
    }

    /** A text value; {@code fallback} null means required. */
    String text(String key, String fallback) {
        return scalar(key, "text", fallback, Function.identity(), "text");
    }

    /** A text value that matches {@code form}, described for people by {@code expected}; {@code fallback} null means required. */
    String text(String key, String fallback, Pattern form, String expected) {
        return scalar(key, expected, fallback, t -> form.matcher(t).matches() ? t : null, expected);
    }

    /** A text value that may be left out. */
    Optional<String> optional(String key, Pattern form, String expected) {
        return Optional.ofNullable(scalar(key, expected, "", t -> form.matcher(t).matches() ? t : null, expected));
    }

    /** A whole number in a range; {@code fallback} null means required. */
    int integer(String key, Integer fallback, int min, int max) {
        String expected = "a whole number " + min + " to " + max;
        Integer value = scalar(key, expected, fallback == null ? null : fallback.toString(), t -> {
            try {
                int n = Integer.parseInt(t.replace("_", ""));
                return n < min || n > max ? null : n;
            } catch (NumberFormatException e) {
                return null;
            }
        }, expected);
        return value == null ? min : value;
    }

    /** An amount or other long in a range, absent when left out. */
    Optional<Long> optionalLong(String key, long min, long max) {
        String expected = "a whole number " + min + " to " + max;
        return Optional.ofNullable(scalar(key, expected, "", t -> {
            try {
                long n = Long.parseLong(t.replace("_", ""));
                return n < min || n > max ? null : n;
            } catch (NumberFormatException e) {
                return null;
            }
        }, expected));
    }

    /** A size with an optional suffix k, M or G (1024-based), in bytes. */
    long bytes(String key, String fallback, long min, long max) {
        String expected = "a size " + Sizes.format(min) + " to " + Sizes.format(max) + ", for example " + fallback;
        Long value = scalar(key, expected, fallback, t -> {
            long n = Sizes.parse(t);
            return n < min || n > max ? null : n;
        }, expected);
        return value == null ? min : value;
    }

    /** A duration such as {@code 45s}, in a range, taken as written. */
    Duration duration(String key, String fallback, String min, String max) {
        return duration(key, fallback, min, max, 1);
    }

    /** A protocol timer: as {@link #duration}, then divided by {@code test.time-scale}. */
    Duration timer(String key, String fallback, String min, String max) {
        return duration(key, fallback, min, max, reading.timeScale());
    }

    private Duration duration(String key, String fallback, String min, String max, int divisor) {
        String expected = "a duration " + min + " to " + max + ", for example " + fallback;
        Duration low = Durations.parse(min);
        Duration high = Durations.parse(max);
        Duration value = scalar(key, expected, fallback, t -> {
            Duration d = Durations.parse(t);
            return d == null || d.compareTo(low) < 0 || d.compareTo(high) > 0 ? null : d;
        }, expected);
        return (value == null ? low : value).dividedBy(divisor);
    }

    /** {@code true} or {@code false}. */
    boolean flag(String key, boolean fallback) {
        Boolean value = scalar(key, "true or false", Boolean.toString(fallback), t -> switch (t) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        }, "true or false");
        return value != null && value;
    }

    /** A path, resolved against the folder of the file; {@code fallback} null means required. */
    Path path(String key, String fallback) {
        String value = scalar(key, "a path, relative to the folder of this file", fallback, t -> t.indexOf('\0') >= 0 ? null : t, "a path");
        Path folder = file.toAbsolutePath().getParent();
        return folder.resolve(value == null ? "missing" : value).normalize();
    }

    /** A path that may be left out. */
    Optional<Path> optionalPath(String key) {
        String value = scalar(key, "a path, relative to the folder of this file", "", t -> t.indexOf('\0') >= 0 ? null : t, "a path");
        return Optional.ofNullable(value).map(v -> file.toAbsolutePath().getParent().resolve(v).normalize());
    }

    /**
     * One of a fixed set of words; the constants of {@code type} under the names {@code words} gives them, without those it names null.
     * Null fallback = required.
     */
    <E extends Enum<E>> E choice(String key, Class<E> type, E fallback, Function<E, String> words) {
        List<String> names = Arrays.stream(type.getEnumConstants()).map(words).filter(Objects::nonNull).toList();
        String expected = "one of " + String.join(", ", names);
        E value = scalar(key, expected, fallback == null ? null : words.apply(fallback), t -> {
            for (E e : type.getEnumConstants()) {
                if (t.equals(words.apply(e))) {
                    return e;
                }
            }
            return null;
        }, expected, names);
        return value == null ? (fallback == null ? type.getEnumConstants()[0] : fallback) : value;
    }

    /** A time zone by name; {@code fallback} null means required. */
    ZoneId zone(String key, String fallback) {
        String expected = "a time zone such as Asia/Shanghai or UTC";
        ZoneId value = scalar(key, expected, fallback, Forms::zone, expected);
        return value == null ? ZoneOffset.UTC : value;
    }

    /** A nested section; empty and absent when left out. */
    YamlSection section(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node instanceof MappingNode mapping) {
            return new YamlSection(reading, file, child(key), mapping, State.PRESENT);
        }
        if (node != null && !isNull(node)) {
            error(position(file.toString(), node), "\"" + key + "\" is a single value or a list, expected keys below it");
            return new YamlSection(reading, file, child(key), null, State.UNREADABLE);
        }
        return new YamlSection(reading, file, child(key), null, state == State.UNREADABLE ? State.UNREADABLE : State.ABSENT);
    }

    /** The entries of a list of sections. {@code required} reports a missing or empty list. */
    List<YamlSection> sections(String key, boolean required) {
        List<YamlSection> result = new ArrayList<>();
        List<Node> nodes = entries(key, required, "a list of entries, each starting with \"- \"");
        for (int i = 0; i < nodes.size(); i++) {
            String entryPath = child(key) + "[" + i + "]";
            Position at = position(file.toString(), nodes.get(i));
            reading.located(fileName(), entryPath, at);
            if (nodes.get(i) instanceof MappingNode mapping) {
                result.add(new YamlSection(reading, file, entryPath, mapping, State.PRESENT));
            } else {
                error(at, "entry " + (i + 1) + " of \"" + key + "\" has no keys, expected \"key: value\" lines below \"- \"");
            }
        }
        return result;
    }

    /** A list of words, each matching {@code form}. Positions of entries are kept under {@code key[i]}. */
    List<String> texts(String key, boolean required, Pattern form, String expected) {
        reading.reference(fileName(), child(key), "list of " + expected, required ? "required" : "none");
        List<String> result = new ArrayList<>();
        List<Node> nodes = entries(key, required, "a list such as [a, b]");
        for (int i = 0; i < nodes.size(); i++) {
            Position at = position(file.toString(), nodes.get(i));
            if (nodes.get(i) instanceof ScalarNode scalar && form.matcher(scalar.getValue()).matches()) {
                reading.located(fileName(), child(key) + "[" + result.size() + "]", at);
                result.add(scalar.getValue());
            } else {
                error(at, "entry " + (i + 1) + " of \"" + key + "\" is " + shown(nodes.get(i)) + ", expected " + expected);
            }
        }
        return result;
    }

    /** A list of words, or {@code fallback} when it was left out. */
    List<String> textsOr(String key, List<String> fallback, Pattern form, String expected) {
        reading.reference(fileName(), child(key), "list of " + expected, "[" + String.join(", ", fallback) + "]");
        asked.add(key);
        return has(key) ? texts(key, true, form, expected) : fallback;
    }

    /** State of the load that this section belongs to. */
    Reading reading() {
        return reading;
    }

    /** Reports every key that no accessor asked for. Call once, after the last accessor. */
    void end() {
        for (Map.Entry<String, Node> entry : keys.entrySet()) {
            if (!asked.contains(entry.getKey())) {
                error(position(file.toString(), entry.getValue()), "unknown key \"" + entry.getKey() + "\""
                        + Nearest.hint(entry.getKey(), asked) + ", expected one of " + String.join(", ", asked));
            }
        }
    }

    private List<Node> entries(String key, boolean required, String expected) {
        asked.add(key);
        Node node = values.get(key);
        if (node instanceof SequenceNode sequence) {
            if (required && sequence.getValue().isEmpty()) {
                error(position(file.toString(), node), "\"" + key + "\" is empty, expected at least one entry");
            }
            return sequence.getValue();
        }
        if (node != null && !isNull(node)) {
            error(position(file.toString(), node), "\"" + key + "\" is not a list, expected " + expected);
        } else if (required) {
            missing(key, expected);
        }
        return List.of();
    }

    private <T> T scalar(String key, String type, String fallback, Function<String, T> parser, String expected) {
        return scalar(key, type, fallback, parser, expected, List.of());
    }

    private <T> T scalar(String key, String type, String fallback, Function<String, T> parser, String expected, List<String> words) {
        asked.add(key);
        reading.reference(fileName(), child(key), type, fallback == null ? "required" : fallback.isEmpty() ? "none" : fallback);
        Node node = values.get(key);
        if (node != null && !isNull(node)) {
            if (node instanceof ScalarNode scalar) {
                T value = scalar.getValue().isBlank() ? null : parser.apply(scalar.getValue());
                if (value != null) {
                    return value;
                }
                error(position(file.toString(), node), "\"" + key + "\" is " + shown(node) + Nearest.hint(scalar.getValue(), words)
                        + ", expected " + expected);
            } else {
                error(position(file.toString(), node), "\"" + key + "\" is " + shown(node) + ", expected " + expected);
            }
        } else if (node != null) {
            error(position(file.toString(), keys.get(key)), "\"" + key + "\" has no value, expected " + expected);
        } else if (fallback == null) {
            missing(key, expected);
        }
        return fallback == null || fallback.isEmpty() ? null : parser.apply(fallback);
    }

    private void missing(String key, String expected) {
        if (state == State.PRESENT) {
            error(at(), "key \"" + key + "\" is missing" + (path.isEmpty() ? "" : " in " + path) + ", expected " + expected);
        }
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    private static String shown(Node node) {
        if (node instanceof ScalarNode scalar) {
            String value = scalar.getValue().lines().collect(Collectors.joining(" "));
            return "\"" + (value.length() > 40 ? value.substring(0, 40) + "..." : value) + "\"";
        }
        return node instanceof SequenceNode ? "a list" : "a section";
    }

    private String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private String fileName() {
        return file.getFileName().toString();
    }

    /** A constant's name as it is written in files: {@code PAGE_CACHE} is {@code page-cache}. */
    static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
