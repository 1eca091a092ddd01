package dev.turnpike.codec.foreign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.DialectException;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.Sensitivity;

/** A dialect file in the making: keys and values in the order they are to be written. */
final class DialectDraft {
    private static final String BASE = "iso87a-hex";
    private static final Pattern PLACE = Pattern.compile(":(\\d+):\\d+: (.*)");
    private static final Pattern FIELD_LINE = Pattern.compile("^  (\\d+): ");

    private final String name;

    final Map<String, String> top = new LinkedHashMap<>();
    final Map<Integer, Map<String, String>> fields = new TreeMap<>();
    final List<String> notes = new ArrayList<>();
    String bitmapEncoding = "hex";
    int bitmapLevels = 1;

    DialectDraft(String name, String title) {
        this.name = name;
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

    /**
     * The finished dialect, which loads. What contradicts itself in the original is left out and noted: first the sub-fields of a field,
     * then the field.
     */
    ImportedDialect finish(String origin) throws ImportException {
        for (int attempt = 0;; attempt++) {
            String yaml = yaml(origin);
            try {
                DialectLoader.load(name, yaml);
                return new ImportedDialect(yaml, notes);
            } catch (DialectException e) {
                if (attempt == 2 || !leaveOut(yaml.lines().toList(), e.problems(), attempt == 0)) {
                    throw new ImportException("the result does not load: " + e.problems().getFirst());
                }
            }
        }
    }

    /** Leaves out what the problems name by their lines; false when that is no field. */
    private boolean leaveOut(List<String> lines, List<String> problems, boolean onlySubfields) {
        boolean any = false;
        for (String problem : problems) {
            Matcher place = PLACE.matcher(problem);
            int line = place.find() ? Integer.parseInt(place.group(1)) - 1 : -1;
            Matcher field = FIELD_LINE.matcher(line >= 0 && line < lines.size() ? lines.get(line) : "");
            if (!field.find()) {
                continue;
            }
            int number = Integer.parseInt(field.group(1));
            Map<String, String> properties = fields.get(number);
            boolean structured = properties != null && properties.containsKey("sub");
            if (properties != null && (structured || !onlySubfields)) {
                note(field.group(1), (onlySubfields ? "its sub-fields are" : "it is") + " left out: " + place.group(2));
                any = true;
                properties.remove("sub");
                properties.put("sensitive", Sensitivity.SECRET.label());
                if (!onlySubfields) {
                    fields.remove(number);
                }
            }
        }
        return any || onlySubfields;
    }

    /** Text of the file. */
    private String yaml(String origin) {
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
