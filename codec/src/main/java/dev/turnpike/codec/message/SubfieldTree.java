package dev.turnpike.codec.message;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Sub-fields of one field as people give them, for {@link SubfieldEncoder}: identifiers, each with a text, bytes, or sub-fields of its
 * own. Order matters where the structure has none of its own (tags, BER objects); an identifier may occur again. Not for the hot path;
 * one thread at a time.
 */
public final class SubfieldTree {
    /** Identifier of bytes (or digits, inside BCD) behind the last sub-field that no sub-field takes. */
    public static final String REST = "?";

    /**
     * One sub-field: exactly one of text, canonical bytes, wire bytes and sub-fields is there.
     *
     * @param id       identifier as in paths
     * @param text     value for people: digits, text, or hexadecimal for bytes
     * @param value    canonical bytes
     * @param wire     bytes as they travel, without length
     * @param units    length of the wire bytes in the unit of the sub-field
     * @param children sub-fields
     */
    record Entry(String id, String text, byte[] value, byte[] wire, int units, SubfieldTree children) {
    }

    private final List<Entry> entries = new ArrayList<>();

    /** No sub-fields yet. */
    public SubfieldTree() {
        // entries are put one by one
    }

    /** Adds a sub-field with its text: digits, characters, or for bytes hexadecimal. */
    public SubfieldTree put(String id, String text) {
        entries.add(new Entry(id, text, null, null, 0, null));
        return this;
    }

    /** Adds a sub-field with its canonical bytes. */
    public SubfieldTree putBytes(String id, byte[] value) {
        entries.add(new Entry(id, null, value.clone(), null, 0, null));
        return this;
    }

    /** Adds a sub-field with its bytes as they travel, pads included and without length; {@code units} is its length. */
    public SubfieldTree putRaw(String id, byte[] wire, int units) {
        entries.add(new Entry(id, null, null, wire.clone(), units, null));
        return this;
    }

    /** Adds a sub-field that has sub-fields. */
    public SubfieldTree putTree(String id, SubfieldTree children) {
        entries.add(new Entry(id, null, null, null, 0, children));
        return this;
    }

    /**
     * The sub-fields below a parent ({@link SubfieldDecoder#ROOT} for the field) of a field that was indexed without error, such that they
     * encode to the same bytes. Lengths that BER-TLV could write shorter and filler between its objects are not kept.
     */
    public static SubfieldTree of(SubfieldDecoder parts, int parent) {
        SubfieldTree tree = new SubfieldTree();
        if (parts.broken(parent)) {
            return tree.put(REST, parts.wholeText(parent));
        }
        int first = parts.firstChild(parent);
        for (int i = first; i < first + parts.childCount(parent); i++) {
            String id = parts.id(i);
            if (parts.childCount(i) > 0 || parts.broken(i) || !parts.restText(i).isEmpty()) {
                tree.putTree(id, of(parts, i));
            } else if (parts.textIsExact(i)) {
                tree.put(id, parts.text(i));
            } else {
                tree.putRaw(id, parts.wire(i), parts.units(i));
            }
        }
        String rest = parts.restText(parent);
        return rest.isEmpty() ? tree : tree.put(REST, rest);
    }

    /** The sub-fields in order. */
    List<Entry> entries() {
        return entries;
    }

    /** The first sub-field of an identifier. */
    Optional<Entry> entry(String id) {
        return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    /** Writes the sub-fields as JSON: an object, or where an identifier occurs again an array of objects with one member each. */
    public void json(StringBuilder out, JsonText quote) {
        boolean list = entries.stream().map(Entry::id).distinct().count() < entries.size()
            || entries.stream().anyMatch(entry -> JsonMessageEncoder.VALUE_FORMS.contains(entry.id()));
        out.append(list ? '[' : '{');
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            out.append(i > 0 ? "," : "").append(list ? "{" : "");
            quote.append(out, entry.id());
            out.append(':');
            value(entry, out, quote);
            out.append(list ? "}" : "");
        }
        out.append(list ? ']' : '}');
    }

    private static void value(Entry entry, StringBuilder out, JsonText quote) {
        if (entry.children() != null) {
            entry.children().json(out, quote);
        } else if (entry.text() != null) {
            quote.append(out, entry.text());
        } else if (entry.value() != null) {
            out.append("{\"hex\":\"").append(HexFormat.of().withUpperCase().formatHex(entry.value())).append("\"}");
        } else {
            out.append("{\"raw\":\"").append(HexFormat.of().withUpperCase().formatHex(entry.wire())).append("\",\"units\":")
                .append(entry.units()).append('}');
        }
    }

    /** Writes a JSON string with quotes and escapes. */
    @FunctionalInterface
    public interface JsonText {
        /** Appends the text as a JSON string. */
        void append(StringBuilder out, String text);
    }
}
