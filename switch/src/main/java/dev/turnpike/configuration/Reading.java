package dev.turnpike.configuration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * State of one load: the problems, where each value stood, and which keys the code asked for. One thread.
 *
 * <p>Positions are kept by file name and path ({@code turnpike.yaml}, {@code upstreams[1].timeout}), so that a relation between two
 * values can be reported at the value a person will change.
 */
final class Reading {
    private final Problems problems = new Problems();
    private final Map<String, Position> positions = new HashMap<>();
    private final Map<String, KeyReference> references = new LinkedHashMap<>();
    private int timeScale = 1;

    Problems problems() {
        return problems;
    }

    /** Divisor of protocol timers, {@code test.time-scale}. Must be set before the first scaled duration is read. */
    int timeScale() {
        return timeScale;
    }

    void timeScale(int divisor) {
        timeScale = divisor;
    }

    void located(String fileName, String path, Position at) {
        positions.put(fileName + "#" + path, at);
    }

    /** Where the value at {@code path} stands; where its nearest present parent stands when it was left to its default. */
    Position at(String fileName, String path) {
        String p = path;
        while (true) {
            Position found = positions.get(fileName + "#" + p);
            if (found != null) {
                return found;
            }
            if (p.isEmpty()) {
                return Position.startOf(fileName);
            }
            int cut = Math.max(p.lastIndexOf('.'), p.endsWith("]") ? p.lastIndexOf('[') : -1);
            p = cut < 0 ? "" : p.substring(0, cut);
        }
    }

    void reference(String fileName, String path, String type, String defaultValue) {
        String general = path.replaceAll("\\[\\d+]", "[]");
        references.putIfAbsent(fileName + "#" + general, new KeyReference(fileName, general, type, defaultValue));
    }

    List<KeyReference> references() {
        return new ArrayList<>(references.values());
    }
}
