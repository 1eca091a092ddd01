package dev.turnpike.codec.dialect;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.snakeyaml.engine.v2.nodes.Node;

import dev.turnpike.codec.encoding.Ebcdic;

/** Turns the properties of one field into a {@link FieldSpec}; reports what is missing, contradictory or out of range. */
final class FieldReader {
    private static final int VALUE_MAX = 99_999;

    private final Problems problems;
    private final Map<String, Properties> types;
    private final Ebcdic ebcdic;
    private final Charset charset;
    private final StructureReader structures;

    FieldReader(Problems problems, Map<String, Properties> types, Map<String, Properties> structures, Ebcdic ebcdic, Charset charset) {
        this.problems = problems;
        this.types = types;
        this.ebcdic = ebcdic;
        this.charset = charset;
        this.structures = new StructureReader(problems, structures, this);
    }

    /** Reads a field; null when it has mistakes that leave nothing to build. */
    FieldSpec read(int number, String id, Properties own) {
        Properties p = withType(own);
        return p == null ? null : read(builder(number, id, p), p);
    }

    /**
     * Reads a sub-field, which inherits kind, encoding and openness of the field; {@code free} when its length is known from
     * outside.
     * Digits inside a BCD field may begin at either nibble.
     */
    FieldSpec readElement(int number, String id, Properties own, FieldSpecBuilder parent, boolean free) {
        Properties p = withType(own);
        if (p == null) {
            return null;
        }
        FieldSpecBuilder b = builder(number, id, p);
        b.kind = parent.kind;
        b.encoding = parent.encoding;
        b.slice = parent.encoding == ContentEncoding.BCD;
        b.free = free && !p.has("length") && !p.has("prefix");
        b.inherited = true;
        b.sensitivity = parent.sensitivity == Sensitivity.STRUCTURED ? Sensitivity.SECRET : parent.sensitivity;
        return read(b, p);
    }

    private Properties withType(Properties own) {
        String typeName = own.text("type", null);
        if (typeName == null) {
            return own;
        }
        Properties type = types.get(typeName);
        if (type == null) {
            problems.add(own.node("type"), "unknown type \"" + typeName + "\"", "a type of this file: " + types.keySet());
            return null;
        }
        return type.overlaidBy(own);
    }

    private FieldSpecBuilder builder(int number, String id, Properties p) {
        FieldSpecBuilder b = new FieldSpecBuilder();
        b.number = number;
        b.id = id;
        b.key = Math.max(0, ElementKey.of(id));
        b.ebcdic = ebcdic;
        b.charset = charset;
        b.name = p.text("name", "field " + id);
        return b;
    }

    private FieldSpec read(FieldSpecBuilder b, Properties p) {
        p.restrict(Vocabulary.FIELD);
        int before = problems.size();
        content(p, b, b.id);
        length(p, b, b.id);
        padding(p, b, b.id);
        b.sensitivity = p.label("sensitive", Sensitivity.values(), Sensitivity::label, b.sensitivity);
        b.valueForm = p.label("form", ValueForm.values(), ValueForm::label, ValueForm.NONE);
        b.checked = p.flag("check", true);
        if (problems.size() == before && b.valueForm != ValueForm.NONE && (!b.kind.numeric() || b.max != 2 * b.valueForm.partCount())) {
            problems.add(p.at("form"), "form " + b.valueForm.label() + " on a field of kind " + b.kind.label() + ", length "
                + b.max,
                "kind n of length " + 2 * b.valueForm.partCount());
        }
        if (b.sensitivity == Sensitivity.STRUCTURED && !p.has("sub")) {
            problems.add(p.at("sensitive"), "field " + b.id + " is structured but has no \"sub\"", "\"sub\", or another class");
        }
        if (p.has("sub")) {
            if (b.inherited && (b.encoding == ContentEncoding.HEX || b.encoding == ContentEncoding.HEX_EBCDIC)) {
                problems.add(p.at("sub"), "sub-field " + b.id + " in hexadecimal is structured",
                    "hexadecimal at the level of fields");
            }
            b.structure = structures.read(p.node("sub"), b);
            checkSize(p.node("sub"), b);
        }
        return problems.size() == before ? b.build() : null;
    }

    /** Reports mistakes of a type, whether or not a field has it; those that a field showed already are not reported again. */
    void checkType(Properties p) {
        p.restrict(Vocabulary.TYPE);
        p.label("kind", ContentKind.values(), ContentKind::label, null);
        p.label("enc", ContentEncoding.values(), ContentEncoding::label, null);
        p.label("unit", LengthUnit.values(), LengthUnit::label, null);
        p.label("sensitive", Sensitivity.values(), Sensitivity::label, null);
        p.label("form", ValueForm.values(), ValueForm::label, null);
        p.label("align", new String[] {"left", "right"}, s -> s, null);
        for (String key : new String[] {"length", "max", "min"}) {
            p.integer(key, 0, key.equals("min") ? 0 : 1, VALUE_MAX);
        }
        p.flag("inclusive", false);
        p.flag("check", true);
        if (p.has("prefix")) {
            readPrefix(p.node("prefix"), p.text("prefix", "rest"), new FieldSpecBuilder());
        }
    }

    /**
     * Reports mistakes of a structure that no field uses. What its sub-fields inherit is not known then, so the structure is read in
     * fields of several kinds and the reading with the fewest mistakes counts.
     */
    void checkStructure(String structure, Properties p) {
        if (structures.used(structure)) {
            return;
        }
        int before = problems.size();
        List<Problems.Problem> fewest = null;
        for (ContentEncoding encoding : new ContentEncoding[] {ContentEncoding.BINARY, ContentEncoding.ASCII, ContentEncoding.BCD}) {
            FieldSpecBuilder parent = plain("unused", new FieldSpecBuilder());
            set(parent, encoding == ContentEncoding.BINARY ? ContentKind.B : ContentKind.N, encoding);
            structures.read(structure, p, parent);
            List<Problems.Problem> mistakes = problems.takeBack(before);
            fewest = fewest == null || mistakes.size() < fewest.size() ? mistakes : fewest;
        }
        problems.addAll(fewest);
    }

    /** Reports layouts of fields that are selected by a field which the dialect does not have; before structures without field are read. */
    void checkSelectors(Set<Integer> fieldNumbers) {
        structures.checkSelectors(fieldNumbers);
    }

    /** The first sub-field must fit, and fixed sub-fields must not begin behind the end of the longest value. */
    private void checkSize(Node node, FieldSpecBuilder b) {
        if (b.structure.kind() != StructureKind.POSITIONAL || b.lengthForm == LengthForm.REST) {
            return;
        }
        boolean digits = b.encoding == ContentEncoding.BCD;
        int most = digits ? b.max : b.build().wireBytes(b.max);
        int from = 0;
        for (int i = 0; i < b.structure.elementCount(); i++) {
            FieldSpec element = b.structure.element(i);
            if (element.lengthForm() != LengthForm.FIXED) {
                return;
            }
            from += digits ? element.maxUnits() : element.fixedBytes();
            if (from > most) {
                problems.add(node, "sub-field " + b.id + "." + element.id() + " ends at " + from, "at most " + most
                    + ", the greatest length of field " + b.id);
                return;
            }
        }
    }

    /** A header block as a field of raw bytes. */
    FieldSpec header(Properties p) {
        FieldSpecBuilder b = new FieldSpecBuilder();
        b.id = "header";
        b.name = p.text("name", "header");
        b.ebcdic = ebcdic;
        b.charset = charset;
        b.lengthForm = LengthForm.REST;
        b.max = VALUE_MAX;
        b.sensitivity = Sensitivity.CLEAR;
        if (p.has("sub")) {
            b.structure = structures.read(p.node("sub"), b);
        }
        return b.build();
    }

    /** A tag of a structure as a fixed value, from a form such as {@code ascii2}. */
    FieldSpec tag(Node node, String form, FieldSpecBuilder parent) {
        FieldSpecBuilder b = plain("identifier", parent);
        b.id = "id";
        b.key = ElementKey.of("id");
        readPrefix(node, form, b);
        b.max = b.prefixDigits;
        b.min = b.max;
        b.unit = b.lengthForm == LengthForm.BCD ? LengthUnit.DIGITS : LengthUnit.ENCODED;
        b.alignRight = true;
        switch (b.lengthForm) {
            case ASCII, HEX -> set(b, ContentKind.ANS, ContentEncoding.ASCII);
            case EBCDIC -> set(b, ContentKind.ANS, ContentEncoding.EBCDIC);
            case BCD -> set(b, ContentKind.N, ContentEncoding.BCD);
            default -> set(b, ContentKind.B, ContentEncoding.BINARY);
        }
        b.lengthForm = LengthForm.FIXED;
        b.prefixDigits = 0;
        return b.build();
    }

    /** A specification that only says how a length (or a count) travels. */
    FieldSpec prefixOnly(Node node, String form, FieldSpecBuilder parent) {
        FieldSpecBuilder b = plain("length", parent);
        readPrefix(node, form, b);
        return b.build();
    }

    /** A group of sub-fields of {@code size} digits (in BCD) or bytes. */
    FieldSpec group(int size, FieldSpecBuilder parent, StructureSpec inner) {
        FieldSpecBuilder b = plain("group", parent);
        b.max = size;
        b.min = size;
        b.structure = inner;
        b.sensitivity = Sensitivity.STRUCTURED;
        if (parent.encoding == ContentEncoding.BCD) {
            set(b, ContentKind.N, ContentEncoding.BCD);
            b.unit = LengthUnit.DIGITS;
            b.slice = true;
        } else if (parent.encoding == ContentEncoding.ASCII || parent.encoding == ContentEncoding.EBCDIC) {
            set(b, parent.kind, parent.encoding);
        }
        return b.build();
    }

    /** A builder of raw bytes with the openness of {@code parent}: what BER objects inherit. */
    FieldSpecBuilder bytesLike(FieldSpecBuilder parent) {
        FieldSpecBuilder b = plain(parent.id, parent);
        b.sensitivity = parent.sensitivity;
        return b;
    }

    private FieldSpecBuilder plain(String name, FieldSpecBuilder parent) {
        FieldSpecBuilder b = new FieldSpecBuilder();
        b.id = name;
        b.name = name;
        b.ebcdic = ebcdic;
        b.charset = charset;
        b.sensitivity = parent.sensitivity == Sensitivity.STRUCTURED ? Sensitivity.CLEAR : parent.sensitivity;
        b.max = VALUE_MAX;
        return b;
    }

    private static void set(FieldSpecBuilder b, ContentKind kind, ContentEncoding encoding) {
        b.kind = kind;
        b.encoding = encoding;
    }

    private void content(Properties p, FieldSpecBuilder b, String id) {
        if (!p.has("kind") && !b.inherited) {
            problems.add(p.origin(), "field " + id + " has no \"kind\"", "one of n, a, an, ans, b, z, x");
        }
        if (!p.has("enc") && !b.inherited) {
            problems.add(p.origin(), "field " + id + " has no \"enc\"", "one of ascii, ebcdic, bcd, binary, hex, hex-ebcdic");
        }
        b.kind = p.label("kind", ContentKind.values(), ContentKind::label, b.kind);
        b.encoding = p.label("enc", ContentEncoding.values(), ContentEncoding::label, b.encoding);
        boolean bcdKind = b.kind.numeric() || b.kind == ContentKind.X;
        boolean fits = switch (b.encoding) {
            case ASCII, EBCDIC -> b.kind != ContentKind.B;
            case BCD -> bcdKind;
            case BINARY -> b.kind == ContentKind.B;
            case HEX, HEX_EBCDIC -> !b.kind.numeric() && b.kind != ContentKind.X;
        };
        if (b.slice && (p.has("enc") || p.has("kind")) && (b.encoding != ContentEncoding.BCD || b.kind != ContentKind.N)) {
            problems.add(p.at("enc"), "sub-field " + id + " of a BCD field is not digits", "kind n, enc bcd or neither");
        } else if (!fits && (b.inherited || p.has("kind") && p.has("enc"))) {
            problems.add(p.at("enc"), "field " + id + " of kind " + b.kind.label() + " is encoded as " + b.encoding.label(),
                b.kind == ContentKind.B ? "binary, hex or hex-ebcdic" : bcdKind ? "ascii, ebcdic or bcd"
                    : "ascii, ebcdic or hex");
        }
    }

    private void length(Properties p, FieldSpecBuilder b, String id) {
        String prefix = p.text("prefix", null);
        b.inclusive = p.flag("inclusive", false);
        b.unit = p.label("unit", LengthUnit.values(), LengthUnit::label, naturalUnit(b));
        if (b.free) {
            b.lengthForm = LengthForm.REST;
            b.max = p.integer("max", VALUE_MAX, 1, VALUE_MAX);
            b.min = p.integer("min", 0, 0, b.max);
            return;
        }
        if (b.slice && prefix != null) {
            problems.add(p.at("prefix"), "sub-field " + id + " of a BCD field is variable", "a fixed \"length\"");
        }
        if (prefix == null) {
            if (!p.has("length")) {
                problems.add(p.origin(), "field " + id + " has no length",
                    "\"length\" (fixed), or \"prefix\" and \"max\" (variable)");
            }
            b.max = p.integer("length", 1, 1, VALUE_MAX);
            b.min = b.max;
            return;
        }
        if (p.has("length")) {
            problems.add(p.at("length"), "field " + id + " has both \"length\" and \"prefix\"", "one of them");
        }
        readPrefix(p.at("prefix"), prefix, b);
        if (!p.has("max")) {
            problems.add(p.origin(), "variable field " + id + " has no \"max\"", "the greatest length in units");
        }
        b.max = p.integer("max", 1, 1, VALUE_MAX);
        b.min = p.integer("min", 0, 0, b.max);
        boolean oneByteEach = b.encoding != ContentEncoding.BCD && b.encoding != ContentEncoding.HEX
            && b.encoding != ContentEncoding.HEX_EBCDIC;
        if (!p.has("unit") && !oneByteEach) {
            problems.add(p.origin(), "variable field " + id + " has no \"unit\"",
                "what its length counts: digits, characters, bytes or encoded");
        }
        long most = b.max + (b.inclusive ? FieldSpec.prefixBytes(b.lengthForm, b.prefixDigits) : 0);
        if (most > prefixMax(b)) {
            problems.add(p.at("max"), "field " + id + " may be " + b.max + " long", "at most " + prefixMax(b)
                + ", as the prefix " + prefix
                + " can say");
        }
    }

    private static LengthUnit naturalUnit(FieldSpecBuilder b) {
        if (b.kind.numeric()) {
            return LengthUnit.DIGITS;
        }
        return b.kind == ContentKind.B ? LengthUnit.BYTES : LengthUnit.CHARACTERS;
    }

    private void readPrefix(Node node, String prefix, FieldSpecBuilder b) {
        for (LengthForm form : LengthForm.values()) {
            if (form == LengthForm.FIXED || !prefix.startsWith(form.label())) {
                continue;
            }
            String digits = prefix.substring(form.label().length());
            boolean bare = form == LengthForm.BER || form == LengthForm.REST;
            int most = form == LengthForm.BINARY ? 3 : 6;
            if (bare ? digits.isEmpty() : digits.matches("[1-9]") && Integer.parseInt(digits) <= most) {
                b.lengthForm = form;
                b.prefixDigits = bare ? 0 : Integer.parseInt(digits);
                return;
            }
        }
        problems.add(node, "prefix \"" + prefix + "\"", "ascii1-6, ebcdic1-6, bcd1-6, hex1-6, bin1-3, ber or rest");
    }

    private static long prefixMax(FieldSpecBuilder b) {
        return switch (b.lengthForm) {
            case BINARY -> (1L << (8 * b.prefixDigits)) - 1;
            case HEX -> (1L << (4 * b.prefixDigits)) - 1;
            case ASCII, EBCDIC, BCD -> (long) Math.pow(10, b.prefixDigits) - 1;
            default -> VALUE_MAX;
        };
    }

    private void padding(Properties p, FieldSpecBuilder b, String id) {
        String align = p.text("align", null);
        boolean oddBcd = !b.slice && !b.free && b.encoding == ContentEncoding.BCD && b.unit == LengthUnit.DIGITS
            && (b.lengthForm != LengthForm.FIXED || b.max % 2 == 1);
        if (align == null && oddBcd) {
            problems.add(p.origin(), "field " + id + " can have an odd number of BCD digits but no \"align\"", "left or right");
        }
        if (align != null && !"left".equals(align) && !"right".equals(align)) {
            problems.add(p.at("align"), "\"align\" is " + align, "left or right");
        }
        b.alignRight = align == null ? b.kind.numeric() : "right".equals(align);
        String pad = p.text("pad", b.kind.numeric() || b.kind == ContentKind.X ? "0" : b.kind == ContentKind.B ? "0" : " ");
        if (pad.length() != 1 || pad.charAt(0) > 0x7E) {
            problems.add(p.at("pad"), "\"pad\" is \"" + pad + "\"", "one character");
            return;
        }
        b.padByte = (byte) (b.kind == ContentKind.B ? 0 : pad.charAt(0));
        b.padNibble = Character.digit(pad.charAt(0), 16);
        if (b.encoding == ContentEncoding.BCD && b.padNibble < 0) {
            problems.add(p.at("pad"), "\"pad\" of a BCD field is \"" + pad + "\"", "a hexadecimal digit");
        }
    }
}
