package dev.turnpike.codec.foreign;

import java.util.LinkedHashMap;
import java.util.Map;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a JSON specification of moov-io/iso8583: type, length, enc, prefix and padding are separate properties there too. */
final class MoovImport {
    private final DialectDraft draft;

    MoovImport(String name) {
        draft = new DialectDraft(name, "Imported from a moov-io/iso8583 specification");
    }

    ImportedDialect read(String json) throws ImportException {
        Map<?, ?> root;
        try {
            // JSON is YAML, but for tabs between its tokens
            Object loaded = new Load(LoadSettings.builder().setLabel("JSON").build()).loadFromString(json.replace('\t', ' '));
            root = loaded instanceof Map<?, ?> map ? map : Map.of();
        } catch (YamlEngineException e) {
            throw new ImportException("the JSON is not well formed: " + e.getMessage().lines().findFirst().orElse(""));
        }
        if (!(root.get("fields") instanceof Map<?, ?> fields)) {
            throw new ImportException("the JSON has no object \"fields\", expected a moov-io/iso8583 specification");
        }
        if (root.get("name") instanceof String title) {
            draft.top.put("title", DialectDraft.quote(title));
        }
        fields.forEach((key, value) -> {
            if (value instanceof Map<?, ?> field && String.valueOf(key).matches("[0-9]{1,3}")) {
                field(Integer.parseInt(String.valueOf(key)), field);
            } else {
                draft.note(String.valueOf(key), "not a numbered object, left out");
            }
        });
        if (draft.fields.isEmpty()) {
            throw new ImportException("the specification has no field that can be used");
        }
        return new ImportedDialect(draft.yaml("a moov-io/iso8583 specification"), draft.notes);
    }

    private static String text(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? "" : String.valueOf(value);
    }

    private static int length(Map<?, ?> field) {
        return field.get("length") instanceof Integer length ? Math.clamp(length, 0, 99_999) : 0;
    }

    private void field(int number, Map<?, ?> field) {
        String enc = text(field, "enc");
        if (number == 0) {
            draft.top.put("mti", enc.equals("BCD") ? "bcd" : enc.startsWith("EBCDIC") ? "ebcdic" : "ascii");
            return;
        }
        if (number == 1) {
            boolean hex = enc.equals("HexToASCII") || enc.equals("ASCII");
            draft.bitmapEncoding = hex ? "hex" : enc.startsWith("EBCDIC") ? "hex-ebcdic" : "binary";
            return;
        }
        Map<String, String> p = new LinkedHashMap<>();
        p.put("name", DialectDraft.quote(text(field, "description").isEmpty() ? "field " + number : text(field, "description")));
        if (!properties(Integer.toString(number), field, p)) {
            return;
        }
        boolean structured = text(field, "type").equals("Composite") && composite(number, field, p);
        draft.field(number, p, structured);
    }

    /** Kind, encoding, length and padding of a field; false when it cannot be expressed. */
    private boolean properties(String id, Map<?, ?> field, Map<String, String> p) {
        String enc = text(field, "enc");
        String kind = switch (text(field, "type")) {
            case "Numeric" -> "n";
            case "String", "Track1" -> "ans";
            case "Track2", "Track3" -> "z";
            case "Binary", "Hex", "Composite" -> "b";
            default -> "";
        };
        String encoding = switch (enc) {
            case "ASCII" -> kind.equals("b") ? "binary" : "ascii";
            case "EBCDIC", "EBCDIC1047" -> "ebcdic";
            case "BCD", "LBCD" -> "bcd";
            case "HexToASCII" -> "hex";
            case "Binary", "ASCIIToHex", "" -> "binary";
            default -> "";
        };
        if (encoding.equals("bcd") && kind.equals("ans")) {
            draft.note(id, "a String in BCD is read as digits");
            kind = "n";
        }
        if (encoding.equals("binary") && !kind.equals("b")) {
            draft.note(id, text(field, "type") + " in " + (enc.isEmpty() ? "no encoding" : enc) + " is read as bytes");
            kind = "b";
        }
        if (encoding.equals("hex") && kind.equals("n") || encoding.equals("ebcdic") && kind.equals("b")) {
            kind = "ans";
        }
        if (kind.isEmpty() || encoding.isEmpty()) {
            draft.note(id, "type " + text(field, "type") + " with enc " + enc + " has no equal here, left out");
            return false;
        }
        if (enc.equals("EBCDIC1047")) {
            draft.top.put("ebcdic", "cp1047");
        }
        p.put("kind", kind);
        p.put("enc", encoding);
        if (!prefix(id, field, p)) {
            return false;
        }
        padding(id, field, p, enc);
        return true;
    }

    private boolean prefix(String id, Map<?, ?> field, Map<String, String> p) {
        String prefix = text(field, "prefix");
        int length = length(field);
        int dot = prefix.indexOf('.');
        String form = dot < 0 ? prefix : prefix.substring(0, dot);
        String digits = dot < 0 ? "" : prefix.substring(dot + 1);
        if (length < 1) {
            draft.note(id, "length " + text(field, "length") + ", expected a number above 0, left out");
            return false;
        }
        if (digits.equals("Fixed")) {
            p.put("length", Integer.toString(length));
            return true;
        }
        int count = digits.length();
        String ours = switch (form) {
            case "ASCII" -> "ascii" + count;
            case "BCD" -> "bcd" + count;
            case "EBCDIC", "EBCDIC1047" -> "ebcdic" + count;
            case "Binary" -> "bin" + count;
            case "Hex" -> "hex" + 2 * count;
            case "BerTLV" -> "ber";
            case "None" -> "rest";
            default -> "";
        };
        if (ours.isEmpty() || !digits.matches("L*") || !ours.matches("((ascii|ebcdic|bcd|hex)[1-6]|bin[1-3]|ber|rest)")) {
            draft.note(id, "prefix " + prefix + " has no equal here, left out");
            return false;
        }
        long most = switch (form) {
            case "Binary", "Hex" -> (1L << 8 * count) - 1;
            case "BerTLV", "None" -> 99_999;
            default -> (long) Math.pow(10, count) - 1;
        };
        p.put("prefix", ours);
        p.put("unit", p.get("enc").equals("bcd") ? "digits" : p.get("kind").equals("b") ? "bytes" : "characters");
        p.put("max", Long.toString(Math.min(most, length)));
        return true;
    }

    private void padding(String id, Map<?, ?> field, Map<String, String> p, String enc) {
        if (p.get("enc").equals("bcd")) {
            p.put("align", enc.equals("LBCD") ? "left" : "right");
        }
        if (field.get("padding") instanceof Map<?, ?> padding) {
            String side = text(padding, "type");
            String pad = text(padding, "pad");
            boolean natural = side.equals("None") || side.equals("Left") && pad.equals("0") && p.get("kind").equals("n")
                || side.equals("Right") && pad.equals(" ") && p.get("kind").equals("ans");
            if (!natural && p.get("kind").equals("ans") && pad.length() == 1) {
                p.put("align", side.equals("Left") ? "right" : "left");
                p.put("pad", DialectDraft.quote(pad));
            } else if (!natural) {
                draft.note(id, "padding " + side + " with \"" + pad + "\" is not imported");
            }
        }
    }

    private boolean composite(int number, Map<?, ?> field, Map<String, String> p) {
        String id = Integer.toString(number);
        Map<?, ?> tag = field.get("tag") instanceof Map<?, ?> map ? map : Map.of();
        Map<?, ?> subfields = field.get("subfields") instanceof Map<?, ?> map ? map : Map.of();
        if (text(tag, "enc").equals("BerTLVTag")) {
            p.put("sub", "{kind: ber}");
            return true;
        }
        StringBuilder elements = new StringBuilder();
        boolean usable = !field.containsKey("bitmap") && !subfields.isEmpty() && !(tag.get("length") instanceof Integer size
            && size > 0);
        for (Map.Entry<?, ?> entry : subfields.entrySet()) {
            Map<String, String> sub = new LinkedHashMap<>();
            String key = String.valueOf(entry.getKey());
            usable = usable && entry.getValue() instanceof Map<?, ?> map && key.matches("[0-9A-Za-z]{1,8}")
                && properties(id + "." + key, map, sub) && !sub.get("enc").startsWith("hex");
            if (usable) {
                elements.append(elements.isEmpty() ? ""
                    : ", ").append(DialectDraft.quote(key)).append(": ").append(DialectDraft.flow(sub));
            }
        }
        if (!usable) {
            draft.note(id, "composite with tags or bitmap is not imported; describe it with \"sub\"");
            return false;
        }
        p.put("sub", "{kind: positional, elements: {" + elements + "}}");
        return true;
    }
}
