package dev.turnpike.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a shop's turnpike.yaml: reads and changes ports and time-outs and leaves everything else, comments included. Also
 * finds
 * what init left beside it for the simulators. One thread.
 */
public final class ShopFile {
    private final List<String> lines;

    /** Takes the text of a file. */
    public ShopFile(String text) {
        lines = new ArrayList<>(text.lines().toList());
    }

    /** The text as it is now. */
    public String text() {
        return String.join("\n", lines) + "\n";
    }

    /** Sets the port of the first listener, on loopback. */
    public ShopFile listener(int port) {
        set("listeners", null, "port", Integer.toString(port));
        set("listeners", null, "address", "127.0.0.1");
        return this;
    }

    /** Sets the admin port. */
    public ShopFile admin(int port) {
        set("admin", null, "port", Integer.toString(port));
        return this;
    }

    /** Sets port and time-out in milliseconds of an upstream. */
    public ShopFile upstream(String name, int port, int timeoutMs) {
        set("upstreams", name, "port", Integer.toString(port));
        set("upstreams", name, "timeout", timeoutMs + "ms");
        return this;
    }

    /**
     * Sets a key of a top-level section, of its list item with that name when one is given (else, in a list, its first).
     * A key that is not there is added behind
     * the first line of the item or section; a key without its section is a mistake that {@code run} would report.
     */
    public ShopFile set(String section, String item, String key, String value) {
        int from = sectionStart(section) + 1;
        int end = from;
        while (end < lines.size() && !lines.get(end).matches("\\w.*")) {
            end++;
        }
        int first = from;
        if (item != null) {
            first = find(from, end, "\\s*- name: " + item + "\\b.*");
            end = Math.min(end, find(first + 1, end, "\\s*- name: .*"));
        }
        int at = find(first, end, "\\s*(- )?" + key + ":.*");
        if (at < end) {
            String line = lines.get(at);
            int colon = line.indexOf(key + ":") + key.length() + 1;
            lines.set(at, line.substring(0, colon) + " " + value);
        } else {
            boolean list = lines.get(first).stripLeading().startsWith("- ");
            String indent = list ? " ".repeat(lines.get(first).indexOf('-') + 2) : "  ";
            lines.add(list ? first + 1 : from, indent + key + ": " + value);
        }
        return this;
    }

    private int sectionStart(String section) {
        int at = find(0, lines.size(), section + ":.*");
        if (at == lines.size()) {
            lines.add(section + ":");
        }
        return at;
    }

    private int find(int from, int end, String pattern) {
        for (int i = from; i < end; i++) {
            if (lines.get(i).matches(pattern)) {
                return i;
            }
        }
        return end;
    }

    /** First value of a key in a section of a shop's turnpike.yaml; {@code usual} when it cannot be found. */
    public static String value(Path root, String section, String key, String usual) {
        for (Path file : List.of(root.resolve("config/turnpike.yaml"), root.resolve("turnpike.yaml"))) {
            if (Files.isReadable(file)) {
                String text = read(file);
                int at = text.indexOf("\n" + section + ":");
                Matcher value = Pattern.compile("\\b" + key + ":[ \\t]*([^\\s#]+)").matcher(text);
                return at >= 0 && value.find(at) ? value.group(1) : usual;
            }
        }
        return usual;
    }

    /** Port of the first listener in a shop's folder; {@code usual} when it cannot be found. */
    public static int listenerPort(Path root, int usual) {
        return Integer.parseInt(value(root, "listeners", "port", Integer.toString(usual)));
    }

    /**
     * What init wrote for the simulated acquirer of that name (columns name, host, port, bitmap, zpk); empty when there is
     * none.
     */
    public static Map<String, String> acquirer(Path root, String name) {
        Path file = root.resolve("sim/acquirers.csv");
        if (!Files.isReadable(file)) {
            return Map.of();
        }
        List<String> rows = read(file).lines().filter(l -> !l.startsWith("#") && !l.isBlank()).toList();
        String[] columns = rows.getFirst().split(",");
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",", -1);
            Map<String, String> found = new HashMap<>();
            for (int i = 0; i < columns.length && i < cells.length; i++) {
                found.put(columns[i].trim(), cells[i].trim());
            }
            if (name.equals(found.get("name"))) {
                return found;
            }
        }
        return Map.of();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
