package dev.turnpike.codec.foreign;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import dev.turnpike.codec.json.JsonException;
import dev.turnpike.codec.json.JsonReader;

/** Reads a JSON specification of moov-io/iso8583: type, length, enc, prefix and padding are separate properties there too. */
final class MoovImport {
    private static final int NESTING_MAX = 7;

    private final DialectDraft draft;

    MoovImport(String name) {
        draft = new DialectDraft(name, "Imported from a moov-io/iso8583 specification");
    }

    ImportedDialect read(String json) throws ImportException {
        Map<?, ?> root;
        try {
            root = plain(JsonReader.read(json)) instanceof Map<?, ?> map ? map : Map.of();
        } catch (JsonException e) {
            throw new ImportException(e.getMessage());
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
        return draft.finish("a moov-io/iso8583 specification");
    }

    /** A node as map, list, integer, boolean or text. */
    private static Object plain(Node node) {
        if (node instanceof MappingNode mapping) {
            Map<Object, Object> map = new LinkedHashMap<>();
            mapping.getValue().forEach(tuple -> map.put(((ScalarNode) tuple.getKeyNode()).getValue(), plain(tuple.getValueNode())));
            return map;
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(MoovImport::plain).toList();
        }
        ScalarNode scalar = (ScalarNode) node;
        String word = scalar.getValue();
        if (scalar.getTag().equals(Tag.INT) && word.matches("-?[0-9]{1,9}")) {
            return Integer.valueOf(word);
        }
        return scalar.getTag().equals(Tag.BOOL) ? Boolean.valueOf(word) : scalar.getTag().equals(Tag.NULL) ? "" : word;
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
            boolean hex = enc.equals("HexToASCII") || enc.equals("Hex") || enc.equals("ASCII");
            draft.bitmapEncoding = hex ? "hex" : enc.startsWith("EBCDIC") ? "hex-ebcdic" : "binary";
            return;
        }
        Map<String, String> p = new LinkedHashMap<>();
        p.put("name", DialectDraft.quote(text(field, "description").isEmpty() ? "field " + number : text(field, "description")));
        if (!properties(Integer.toString(number), field, p)) {
            return;
        }
        boolean structured = text(field, "type").equals("Composite") && composite(Integer.toString(number), field, p, 1);
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
            case "HexToASCII", "Hex" -> "hex";
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
        if (encoding.equals("hex")) {
            // its length counts bytes
            kind = "b";
        }
        if (encoding.equals("ebcdic") && kind.equals("b")) {
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

    private boolean composite(String id, Map<?, ?> field, Map<String, String> p, int depth) {
        SubfieldDraft sub = depth > NESTING_MAX ? SubfieldDraft.impossible("it nests deeper than " + NESTING_MAX)
            : structure(id, field, depth);
        if (sub.reason() != null) {
            draft.note(id, "composite is not imported: " + sub.reason() + "; describe it with \"sub\"");
            return false;
        }
        p.put("sub", sub.flow());
        return true;
    }

    private SubfieldDraft structure(String id, Map<?, ?> field, int depth) {
        Map<?, ?> tag = field.get("tag") instanceof Map<?, ?> map ? map : Map.of();
        Map<?, ?> subfields = field.get("subfields") instanceof Map<?, ?> map ? map : Map.of();
        String tagEnc = text(tag, "enc");
        if (tagEnc.equals("BerTLVTag")) {
            return ber(subfields);
        }
        if (field.get("bitmap") instanceof Map<?, ?> bitmap) {
            return bitmap(id, bitmap, subfields, depth);
        }
        if (length(tag) > 0 && !tagEnc.isEmpty()) {
            return tagged(id, tag, subfields, depth);
        }
        SubfieldDraft sub = new SubfieldDraft("positional");
        String reason = elements(id, subfields, depth, sub, key -> key);
        sub.sortByNumber();
        return reason == null ? sub : SubfieldDraft.impossible(reason);
    }

    /** Adds all sub-fields with their own lengths; the reason when one cannot be said. */
    private String elements(String id, Map<?, ?> subfields, int depth, SubfieldDraft sub, UnaryOperator<String> name) {
        for (Map.Entry<?, ?> entry : subfields.entrySet()) {
            String key = String.valueOf(entry.getKey());
            Map<String, String> p = new LinkedHashMap<>();
            if (!(entry.getValue() instanceof Map<?, ?> map) || !key.matches("[0-9A-Za-z]{1,8}")) {
                return "sub-field " + key + " is not an object with an identifier of up to 8 characters";
            }
            p.put("name", DialectDraft.quote(text(map, "description").isEmpty() ? "sub-field " + key : text(map, "description")));
            if (!properties(id + "." + key, map, p)) {
                return "sub-field " + key + " has no equal here";
            }
            if (text(map, "type").equals("Composite") && !composite(id + "." + key, map, p, depth + 1)) {
                return "sub-field " + key + " has no equal here";
            }
            sub.element(name.apply(key), p);
        }
        return sub.isEmpty() ? "it has no sub-fields" : null;
    }

    private SubfieldDraft ber(Map<?, ?> subfields) {
        SubfieldDraft sub = new SubfieldDraft("ber");
        subfields.forEach((key, value) -> {
            String tag = String.valueOf(key);
            if (value instanceof Map<?, ?> map && tag.matches("([0-9A-Fa-f]{2}){1,4}") && !text(map, "type").equals("Composite")) {
                Map<String, String> p = new LinkedHashMap<>();
                p.put("name", DialectDraft.quote(text(map, "description").isEmpty() ? "object " + tag : text(map, "description")));
                switch (text(map, "enc")) {
                    case "ASCII" -> {
                        p.put("kind", "ans");
                        p.put("enc", "ascii");
                    }
                    case "BCD" -> {
                        p.put("kind", "n");
                        p.put("enc", "bcd");
                    }
                    default -> {
                        // bytes, which objects are anyway
                    }
                }
                sub.element(tag, p);
            }
        });
        return sub;
    }

    private SubfieldDraft bitmap(String id, Map<?, ?> bitmap, Map<?, ?> subfields, int depth) {
        int bytes = length(bitmap) == 0 ? 8 : length(bitmap);
        if (!text(bitmap, "enc").equals("Binary") || bytes > 8) {
            return SubfieldDraft.impossible("a bitmap of " + bytes + " bytes in " + text(bitmap, "enc") + " has no equal here");
        }
        SubfieldDraft sub = new SubfieldDraft("bitmap").set("bitmap", Integer.toString(bytes));
        String reason = elements(id, subfields, depth, sub, key -> key);
        if (!"true".equals(text(bitmap, "disableAutoExpand"))) {
            draft.note(id, "its bitmap may grow there, it has " + bytes + " bytes here");
        }
        return reason == null ? sub : SubfieldDraft.impossible(reason);
    }

    /** A table of tags with a length each of its own, or where all have the same length form one that also takes unknown tags. */
    private SubfieldDraft tagged(String id, Map<?, ?> tag, Map<?, ?> subfields, int depth) {
        int size = length(tag);
        String form = switch (text(tag, "enc")) {
            case "ASCII" -> "ascii";
            case "EBCDIC", "EBCDIC1047" -> "ebcdic";
            case "BCD" -> "bcd";
            case "Binary", "ASCIIToHex", "ASCIIHexToBytes" -> "bin";
            default -> "";
        };
        if (form.isEmpty() || size > (form.equals("bin") ? 3 : 6)) {
            return SubfieldDraft.impossible("tags of length " + size + " in " + text(tag, "enc") + " have no equal here");
        }
        int characters = form.equals("bin") ? 2 * size : size;
        UnaryOperator<String> padded = key -> "0".repeat(Math.max(0, characters - key.length())) + key;
        SubfieldDraft sub = new SubfieldDraft("table").set("tag", form + size);
        String reason = elements(id, subfields, depth, sub, padded);
        if (reason != null) {
            return SubfieldDraft.impossible(reason);
        }
        boolean lenient = "true".equals(text(tag, "skipUnknownTLVTags")) || "true".equals(text(tag, "storeUnknownTLVTags"));
        String length = commonLength(sub);
        if (length != null) {
            return sub.asTagged(length, lenient);
        }
        if (lenient) {
            sub.set("rest", "keep");
            draft.note(id, "what follows an unknown tag is left alone, as lengths differ in form");
        }
        return sub;
    }

    /** The length form that all sub-fields share when it counts bytes on the wire, else null. */
    private static String commonLength(SubfieldDraft sub) {
        String common = null;
        for (Map<String, String> element : sub.elements()) {
            String prefix = element.get("prefix");
            boolean bytes = !element.get("enc").equals("bcd") && !element.get("enc").startsWith("hex");
            if (prefix == null || !bytes || prefix.equals("rest") || common != null && !common.equals(prefix)) {
                return null;
            }
            common = prefix;
        }
        return common;
    }
}
