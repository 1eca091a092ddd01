package dev.turnpike.codec.foreign;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@code sub} of an imported field in the making, or the reason why our vocabulary cannot say it. */
final class SubfieldDraft {
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> elements = new LinkedHashMap<>();
    private String reason;

    SubfieldDraft(String kind) {
        keys.put("kind", kind);
    }

    /** A structure that cannot be said. */
    static SubfieldDraft impossible(String reason) {
        SubfieldDraft draft = new SubfieldDraft("opaque");
        draft.reason = reason;
        return draft;
    }

    /** Sets a key of the structure. */
    SubfieldDraft set(String key, String value) {
        keys.put(key, value);
        return this;
    }

    /** Adds a sub-field. */
    void element(String id, Map<String, String> properties) {
        elements.put(id, properties);
    }

    /** Puts sub-fields with numbers in the order of their numbers. */
    void sortByNumber() {
        Map<Integer, String> order = new TreeMap<>();
        for (String id : elements.keySet()) {
            if (!id.matches("[0-9]{1,9}") || order.put(Integer.parseInt(id), id) != null) {
                return;
            }
        }
        Map<String, Map<String, String>> sorted = new LinkedHashMap<>();
        order.values().forEach(id -> sorted.put(id, elements.get(id)));
        elements.clear();
        elements.putAll(sorted);
    }

    /** All sub-fields. */
    Collection<Map<String, String>> elements() {
        return elements.values();
    }

    /** The same with one length form for all, which then is not that of each sub-field; {@code lenient} takes unknown tags. */
    SubfieldDraft asTagged(String length, boolean lenient) {
        keys.put("kind", "tagged");
        keys.put("length", length);
        elements.values().forEach(element -> element.keySet().removeAll(List.of("prefix", "unit", "align", "pad")));
        return lenient ? set("other", "{name: \"unknown sub-field\"}") : this;
    }

    /** Why the structure cannot be said, or null. */
    String reason() {
        return reason;
    }

    /** True when no sub-field is known. */
    boolean isEmpty() {
        return elements.isEmpty();
    }

    /** The structure as a YAML flow mapping. */
    String flow() {
        StringBuilder out = new StringBuilder("{");
        keys.forEach((key, value) -> out.append(out.length() > 1 ? ", " : "").append(key).append(": ").append(value));
        if (!elements.isEmpty()) {
            out.append(", elements: {");
            String comma = "";
            for (Map.Entry<String, Map<String, String>> element : elements.entrySet()) {
                out.append(comma).append(DialectDraft.quote(element.getKey())).append(": ").append(DialectDraft.flow(element.getValue()));
                comma = ", ";
            }
            out.append('}');
        }
        return out.append('}').toString();
    }
}
