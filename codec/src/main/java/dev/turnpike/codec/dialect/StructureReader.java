package dev.turnpike.codec.dialect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Turns {@code sub} of a field, a name or a mapping, into a {@link StructureSpec}. Sub-fields inherit kind and encoding of
 * the field.
 */
final class StructureReader {
    private static final int DEPTH_MAX = 8;
    private static final int IDENTIFIER_MAX = 6;

    private final Problems problems;
    private final Map<String, Properties> structures;
    private final FieldReader fields;
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> used = new HashSet<>();
    private final Map<Node, Integer> selectors = new LinkedHashMap<>();
    private int depth;

    StructureReader(Problems problems, Map<String, Properties> structures, FieldReader fields) {
        this.problems = problems;
        this.structures = structures;
        this.fields = fields;
    }

    /** Reads the structure of a field; reports mistakes and then gives an opaque one. */
    StructureSpec read(Node node, FieldSpecBuilder parent) {
        StructureSpec opaque = new StructureBuilder().build();
        if (!(node instanceof ScalarNode scalar)) {
            if (depth >= DEPTH_MAX) {
                problems.add(node, "structures nest deeper than " + DEPTH_MAX, "fewer levels");
                return opaque;
            }
            return readMapping(Properties.of(node, problems), parent);
        }
        String name = scalar.getValue();
        Properties named = structures.get(name);
        if (named == null) {
            problems.add(node, "unknown structure \"" + name + "\"", "one of " + structures.keySet() + " or a mapping");
            return opaque;
        }
        if (open.contains(name) || depth >= DEPTH_MAX) {
            problems.add(node, "structure \"" + name + "\" contains itself or nests deeper than " + DEPTH_MAX, "fewer levels");
            return opaque;
        }
        return read(name, named, parent);
    }

    /** Reads a named structure. */
    StructureSpec read(String name, Properties named, FieldSpecBuilder parent) {
        used.add(name);
        open.push(name);
        StructureSpec result = readMapping(named, parent);
        open.pop();
        return result;
    }

    /** True when a field has the structure, directly or inside another. */
    boolean used(String name) {
        return used.contains(name);
    }

    /** Reports layouts, of those that were read so far, that are selected by a field which the dialect does not have. */
    void checkSelectors(Set<Integer> fieldNumbers) {
        selectors.forEach((node, number) -> {
            if (!fieldNumbers.contains(number)) {
                problems.add(node, "sub-fields are selected by field " + number + ", which the dialect does not have",
                    "a field of the dialect, or another \"sub\" where this one is used");
            }
        });
    }

    private StructureSpec readMapping(Properties p, FieldSpecBuilder parent) {
        p.restrict(Vocabulary.STRUCTURE);
        if (!p.has("kind")) {
            problems.add(p.origin(), "structure has no \"kind\"",
                "positional, repeating, selected, table, tagged, ber, bitmap, chain or opaque");
        }
        StructureBuilder b = new StructureBuilder();
        b.kind = p.label("kind", StructureKind.values(), StructureKind::label, StructureKind.OPAQUE);
        if (parent.encoding == ContentEncoding.BCD && b.kind != StructureKind.POSITIONAL && b.kind != StructureKind.REPEATING
            && b.kind != StructureKind.SELECTED) {
            problems.add(p.at("kind"), "structure " + b.kind.label() + " in a BCD field", "positional, repeating or selected");
        }
        depth++;
        b.ignoreRest = "keep".equals(p.label("rest", new String[] {"error", "keep"}, s -> s, "error"));
        b.inclusive = p.flag("inclusive", false);
        b.lengthFirst = p.flag("lengthFirst", false);
        b.mark = p.text("mark", "");
        b.gap = p.text("gap", "");
        b.tagPrefix = p.text("tagPrefix", "");
        b.bitmapBytes = p.integer("bitmap", 8, 1, 8);
        readTagAndLength(p, parent, b);
        readElements(p, parent, b);
        if (b.kind == StructureKind.SELECTED) {
            readCases(p, parent, b);
        }
        depth--;
        return b.build();
    }

    private void readTagAndLength(Properties p, FieldSpecBuilder parent, StructureBuilder b) {
        boolean needsTag = b.kind == StructureKind.TAGGED || b.kind == StructureKind.TABLE;
        boolean needsLength = b.kind == StructureKind.TAGGED || b.kind == StructureKind.CHAIN;
        if (needsTag != p.has("tag")) {
            problems.add(p.at("tag"), needsTag ? "structure has no \"tag\"" : "\"tag\" in a structure of kind " + b.kind.label(),
                "a tag form such as ascii2, ebcdic2, bcd2 or bin1 for tagged and table structures");
        }
        if (needsLength != p.has("length")) {
            problems.add(p.at("length"), needsLength ? "structure has no \"length\"" : "\"length\" in a structure of kind "
                + b.kind.label(),
                "a length form such as ascii3 or bin2 for tagged and chain structures");
        }
        if (p.has("tag")) {
            b.tag = fields.tag(p.node("tag"), p.text("tag", ""), parent);
        }
        if (p.has("length")) {
            b.length = fields.prefixOnly(p.node("length"), p.text("length", ""), parent);
        }
        if (p.has("count")) {
            b.countSpec = fields.prefixOnly(p.node("count"), p.text("count", ""), parent);
        }
    }

    private void readElements(Properties p, FieldSpecBuilder parent, StructureBuilder b) {
        boolean free = b.kind == StructureKind.TAGGED || b.kind == StructureKind.BER || b.kind == StructureKind.CHAIN;
        boolean ber = b.kind == StructureKind.BER;
        FieldSpecBuilder heir = ber ? fields.bytesLike(parent) : parent;
        if (p.has("lead")) {
            Properties.of(p.node("lead"), problems).entries().forEach((id, node) ->
                b.lead.add(fields.readElement(b.lead.size() + 1, id, Properties.of(node, problems), parent, false)));
        }
        if (p.has("elements")) {
            Properties.of(p.node("elements"), problems).entries().forEach((id, node) -> {
                long key = ber ? berTag(id) : ElementKey.of(b.tagPrefix + id);
                if (key < 0) {
                    problems.add(node, "sub-field id \"" + id + "\"", ber ? "a whole BER tag in hexadecimal, such as 5A or 9F26"
                        : "1 to 8 ASCII characters");
                }
                FieldSpec spec = fields.readElement(b.elements.size() + 1, id, Properties.of(node, problems), heir, free);
                if (spec != null && key >= 0) {
                    b.elements.put(key, spec);
                }
            });
        }
        if (p.has("other")) {
            b.other = fields.readElement(0, "other", Properties.of(p.node("other"), problems), heir, free);
        } else if (ber) {
            b.other = fields.readElement(0, "object", new Properties(p.origin(), problems), heir, true);
        }
        if (b.kind == StructureKind.REPEATING) {
            group(p, parent, b);
        }
    }

    /** The key of a BER tag: one byte, or one that ends in 1F and more, of which all but the last are above 7F; else -1. */
    private static long berTag(String id) {
        long key = ElementKey.ofBerTag(id);
        int bytes = id.length() / 2;
        if (key < 0) {
            return -1;
        }
        boolean more = (key >> 8 * (bytes - 1) & 0x1F) == 0x1F;
        boolean right = more == bytes > 1;
        for (int i = bytes - 2; i >= 0; i--) {
            right &= (key >> 8 * i & 0x80) != 0 == i > 0;
        }
        return right ? key : -1;
    }

    /** The sub-fields of a repeating structure become one group of fixed size. */
    private void group(Properties p, FieldSpecBuilder parent, StructureBuilder b) {
        StructureBuilder inner = new StructureBuilder();
        inner.kind = StructureKind.POSITIONAL;
        inner.elements.putAll(b.elements);
        b.elements.clear();
        int size = 0;
        for (FieldSpec spec : inner.elements.values()) {
            if (spec.lengthForm() != LengthForm.FIXED) {
                problems.add(p.origin(), "sub-field " + spec.id() + " of a repeating group is variable", "fixed lengths");
                return;
            }
            size += parent.encoding == ContentEncoding.BCD ? spec.maxUnits() : spec.fixedBytes();
        }
        if (size == 0) {
            problems.add(p.origin(), "repeating structure has no \"elements\"", "the sub-fields of a group");
            return;
        }
        b.other = fields.group(size, parent, inner.build());
    }

    private void readCases(Properties p, FieldSpecBuilder parent, StructureBuilder b) {
        if (p.has("id") == p.has("on")) {
            problems.add(p.origin(), "selected structure has " + (p.has("id") ? "both \"id\" and \"on\"" : "neither \"id\" nor \"on\""),
                "the characters of an identifier, or what selects");
        }
        if (p.has("id")) {
            b.idCharacters = p.integer("id", 1, 1, IDENTIFIER_MAX);
            b.tag = fields.tag(p.node("id"), (parent.encoding == ContentEncoding.EBCDIC ? "ebcdic" : "ascii") + b.idCharacters,
                parent);
        } else if (p.has("on")) {
            readSelector(p, b);
        }
        if (!p.has("cases")) {
            problems.add(p.origin(), "selected structure has no \"cases\"", "identifier: structure pairs");
            return;
        }
        Properties.of(p.node("cases"), problems).entries().forEach((id, node) -> {
            long key = p.has("id") || !id.matches("[0-9]{1,9}") ? ElementKey.of(id) : Long.parseLong(id);
            if (b.cases.containsKey(key)) {
                problems.add(node, "case \"" + id + "\" is given twice: leading zeros do not count", "each number once");
            }
            b.cases.put(key, read(node, parent));
        });
        if (p.has("default")) {
            b.defaultCase = read(p.node("default"), parent);
        }
    }

    private void readSelector(Properties p, StructureBuilder b) {
        if ("mti".equals(p.node("on") instanceof ScalarNode scalar ? scalar.getValue() : "")) {
            b.selectorField = StructureSpec.SELECT_BY_MTI;
            return;
        }
        Properties on = Properties.of(p.node("on"), problems);
        on.restrict(Vocabulary.SELECTOR);
        b.selectorField = on.integer("field", 2, 2, Dialect.FIELD_MAX);
        selectors.put(on.at("field"), b.selectorField);
        b.selectorFrom = on.integer("from", 0, 0, 999);
        b.selectorCount = on.integer("count", 1, 1, 18);
    }
}
