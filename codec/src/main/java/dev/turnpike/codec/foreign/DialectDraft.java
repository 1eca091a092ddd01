package dev.turnpike.codec.foreign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.Sensitivity;

/** A dialect file in the making: keys and values in the order they are to be written. */
final class DialectDraft {
    private static final String BASE = "iso87a-hex";

    final Map<String, String> top = new LinkedHashMap<>();
    final Map<Integer, Map<String, String>> fields = new TreeMap<>();
    final List<String> notes = new ArrayList<>();
    String bitmapEncoding = "hex";
    int bitmapLevels = 1;

    DialectDraft(String name, String title) {
        top.put("dialect", quote(name));
        top.put("title", quote(title));
        top.put("mti", "ascii");
        top.put("bitmap", "");
    }

    /** Adds a note about a field. */
    void note(String field, String text) {
        notes.add("field " + field + ": " + text);
    }

    /** Adds a field; its class of sensitivity is that of the same number in ISO 8583:1987, secret where that knows none. */
    void field(int number, Map<String, String> properties, boolean structured) {
        if (number < 2 || number > Dialect.FIELD_MAX) {
            note(Integer.toString(number), "not a field number from 2 to " + Dialect.FIELD_MAX + ", left out");
            return;
        }
        FieldSpec known = Dialects.shipped(BASE).field(number);
        Sensitivity sensitivity = known == null ? Sensitivity.SECRET : known.sensitivity();
        if (structured) {
            sensitivity = Sensitivity.STRUCTURED;
        } else if (sensitivity == Sensitivity.STRUCTURED || sensitivity == Sensitivity.PAN
            && !"n".equals(properties.get("kind"))) {
            sensitivity = Sensitivity.SECRET;
        }
        properties.put("sensitive", sensitivity.label());
        fields.put(number, properties);
    }

    /** Text of the file. */
    String yaml(String origin) {
        StringBuilder out = new StringBuilder("# Imported from ").append(origin)
            .append(". Check the sensitivity classes: they follow the field numbers of ISO 8583:1987.\n");
        int needed = fields.keySet().stream().mapToInt(number -> (number + 63) / 64).max().orElse(1);
        int levels = Math.max(bitmapLevels, needed);
        top.put("bitmap", "{encoding: " + bitmapEncoding + ", levels: " + levels + "}");
        top.forEach((key, value) -> out.append(key).append(": ").append(value).append('\n'));
        if (levels == 3) {
            fields.remove(65);
        }
        out.append("\nfields:").append(fields.isEmpty() ? " {}" : "").append('\n');
        fields.forEach((number, properties) ->
            out.append("  ").append(number).append(": ").append(flow(properties)).append('\n'));
        for (String note : notes) {
            out.append("# ").append(note.replaceAll("[\\r\\n]", " ")).append('\n');
        }
        return out.toString();
    }

    /** Properties as a YAML flow mapping. */
    static String flow(Map<String, String> properties) {
        StringBuilder out = new StringBuilder("{");
        properties.forEach((key, value) -> out.append(out.length() > 1 ? ", " : "").append(key).append(": ").append(value));
        return out.append('}').toString();
    }

    /** A text as a YAML scalar in double quotes. */
    static String quote(String text) {
        return '"' + text.replaceAll("[\\p{Cntrl}]", " ").replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
