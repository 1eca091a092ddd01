package dev.turnpike.codec.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.ElementKey;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.dialect.StructureKind;
import dev.turnpike.codec.dialect.StructureSpec;
import dev.turnpike.codec.tlv.BerTlv;

/** Builds the bytes (inside BCD: the digit characters) of one structure, the counterpart of {@link StructureWalker}. */
final class StructureBytes {
    private final Dialect dialect;
    private final MessageDecoder selectors;
    private int depth;
    private int elements;

    StructureBytes(Dialect dialect, MessageDecoder selectors) {
        this.dialect = dialect;
        this.selectors = selectors;
    }

    /** The value of a structure; {@code digits} inside BCD. */
    byte[] build(StructureSpec structure, SubfieldTree tree, boolean digits, String path) throws SubfieldException {
        elements += tree.entries().size();
        if (++depth > SubfieldDecoder.DEPTH_MAX || elements > SubfieldDecoder.ELEMENTS_MAX) {
            throw new SubfieldException(path, "too many or too deep sub-fields", "at most " + SubfieldDecoder.ELEMENTS_MAX
                + " in " + SubfieldDecoder.DEPTH_MAX + " levels");
        }
        Level level = new Level(tree, digits, path);
        boolean restOnly = tree.entries().size() == 1 && tree.entries().getFirst().id().equals(SubfieldTree.REST);
        if (!restOnly) {
            StructureSpec chosen = structure;
            while (chosen != null && chosen.kind() == StructureKind.SELECTED) {
                level.lead(chosen);
                chosen = level.select(chosen);
            }
            if (chosen != null && chosen.kind() != StructureKind.OPAQUE) {
                level.lead(chosen);
                level.write(chosen);
            }
        }
        level.rest();
        depth--;
        return level.out.toByteArray();
    }

    /** One level being written. */
    private final class Level {
        private final List<SubfieldTree.Entry> open;
        private final boolean digits;
        private final String path;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Level(SubfieldTree tree, boolean digits, String path) {
            this.open = new ArrayList<>(tree.entries());
            this.digits = digits;
            this.path = path;
        }

        private String path(String id) {
            return path + "." + id;
        }

        private SubfieldTree.Entry take(String id) {
            for (int i = 0; i < open.size(); i++) {
                if (open.get(i).id().equals(id)) {
                    return open.remove(i);
                }
            }
            return null;
        }

        private SubfieldTree.Entry need(String id, String what) throws SubfieldException {
            SubfieldTree.Entry entry = take(id);
            if (entry == null) {
                throw new SubfieldException(path(id), "missing", what);
            }
            return entry;
        }

        private boolean has(String id) {
            return open.stream().anyMatch(entry -> entry.id().equals(id));
        }

        /** Entries in the order given, without the rest. */
        private List<SubfieldTree.Entry> takeAll() {
            List<SubfieldTree.Entry> all = open.stream().filter(entry -> !entry.id().equals(SubfieldTree.REST)).toList();
            open.removeAll(all);
            return all;
        }

        void lead(StructureSpec structure) throws SubfieldException {
            for (int i = 0; i < structure.leadCount(); i++) {
                FieldSpec spec = structure.lead(i);
                element(spec, need(spec.id(), spec.name() + " at the start"));
            }
        }

        StructureSpec select(StructureSpec structure) throws SubfieldException {
            if (structure.selectorField() == StructureSpec.SELECT_BY_ID) {
                SubfieldTree.Entry id = need(structure.tag().id(), "the identifier that selects the layout");
                byte[] written = SubfieldEncoder.leaf(dialect, structure.tag(), id, path(id.id())).bytes();
                out.writeBytes(written);
                StructureSpec chosen = structure.caseOf(id.text() == null ? -1 : ElementKey.of(id.text()));
                return fallback(structure, chosen, "identifier without layout");
            }
            long key = -1;
            if (selectors != null) {
                key = structure.selectorField() == StructureSpec.SELECT_BY_MTI ? selectors.mti()
                    : selectors.digits(structure.selectorField(), structure.selectorFrom(), structure.selectorCount());
            }
            return fallback(structure, structure.caseOf(key), "no layout for this message");
        }

        private StructureSpec fallback(StructureSpec structure, StructureSpec chosen, String what) throws SubfieldException {
            if (chosen == null && !structure.ignoreRest()) {
                throw new SubfieldException(path, what, "one of the cases of the dialect");
            }
            return chosen;
        }

        void write(StructureSpec structure) throws SubfieldException {
            switch (structure.kind()) {
                case POSITIONAL -> positional(structure);
                case REPEATING -> repeating(structure);
                case TABLE -> table(structure);
                case TAGGED -> tagged(structure);
                case BER -> ber(structure);
                case BITMAP -> bitmap(structure);
                case CHAIN -> chain(structure);
                default -> throw new SubfieldException(path, "structure " + structure.kind().label(), "one that has sub-fields");
            }
        }

        /** Writes what no sub-field takes; nothing else may be left. */
        void rest() throws SubfieldException {
            SubfieldTree.Entry rest = take(SubfieldTree.REST);
            if (!open.isEmpty()) {
                throw new SubfieldException(path(open.getFirst().id()), "not a sub-field here, or out of place",
                    "the identifiers of dialect " + dialect.name());
            }
            if (rest != null) {
                String text = rest.text() == null ? "" : rest.text();
                try {
                    out.writeBytes(digits ? text.getBytes(StandardCharsets.US_ASCII) : HexFormat.of().parseHex(text));
                } catch (IllegalArgumentException e) {
                    throw new SubfieldException(path(SubfieldTree.REST), "not hexadecimal", "an even number of hexadecimal digits");
                }
            }
        }

        private void positional(StructureSpec structure) throws SubfieldException {
            for (int i = 0; i < structure.elementCount(); i++) {
                FieldSpec spec = structure.element(i);
                if (!has(spec.id())) {
                    for (int k = i + 1; k < structure.elementCount(); k++) {
                        if (has(structure.element(k).id())) {
                            throw new SubfieldException(path(spec.id()), "missing",
                                "it, as " + path(structure.element(k).id()) + " follows");
                        }
                    }
                    return;
                }
                element(spec, take(spec.id()));
            }
        }

        private void repeating(StructureSpec structure) throws SubfieldException {
            List<SubfieldTree.Entry> groups = takeAll();
            FieldSpec count = structure.countSpec();
            if (count != null && digits) {
                out.writeBytes(String.format("%0" + count.prefixDigits() + "d", groups.size()).getBytes(StandardCharsets.US_ASCII));
            } else if (count != null) {
                length(count, groups.size(), path);
            }
            for (int i = 0; i < groups.size(); i++) {
                numbered(groups.get(i), i + 1);
                element(structure.other(), groups.get(i));
            }
        }

        private void numbered(SubfieldTree.Entry entry, int number) throws SubfieldException {
            if (!entry.id().equals(Integer.toString(number))) {
                throw new SubfieldException(path(entry.id()), "out of order", "number " + number);
            }
        }

        private void table(StructureSpec structure) throws SubfieldException {
            for (SubfieldTree.Entry entry : takeAll()) {
                FieldSpec spec = known(structure, ElementKey.of(entry.id()), entry);
                out.writeBytes(tag(structure, entry));
                element(spec, entry);
            }
        }

        private FieldSpec known(StructureSpec structure, long key, SubfieldTree.Entry entry) throws SubfieldException {
            FieldSpec spec = key < 0 ? null : structure.elementOf(key);
            if (spec == null) {
                throw new SubfieldException(path(entry.id()), "unknown", "a sub-field of dialect " + dialect.name());
            }
            return spec;
        }

        private byte[] tag(StructureSpec structure, SubfieldTree.Entry entry) throws SubfieldException {
            String prefix = structure.tagPrefix();
            String id = entry.id().startsWith(prefix) ? entry.id().substring(prefix.length()) : entry.id();
            byte[] value = FieldText.canonical(dialect, structure.tag(), id);
            if (value == null || structure.tag().unitsOf(value.length) != structure.tag().maxUnits()) {
                throw new SubfieldException(path(entry.id()), "tag \"" + id + "\"", structure.tag().maxUnits()
                    + (structure.tag().encoding() == ContentEncoding.BINARY ? " bytes in hexadecimal" : " characters"));
            }
            return SubfieldEncoder.canonical(structure.tag(), value, path(entry.id())).bytes();
        }

        private void tagged(StructureSpec structure) throws SubfieldException {
            for (SubfieldTree.Entry entry : takeAll()) {
                FieldSpec spec = known(structure, ElementKey.of(entry.id()), entry);
                byte[] tag = tag(structure, entry);
                byte[] value = value(spec, null, entry).bytes();
                int size = value.length + (structure.inclusive() ? tag.length : 0);
                literal(structure.mark());
                if (structure.lengthFirst()) {
                    length(structure.length(), size, path(entry.id()));
                    out.writeBytes(tag);
                } else {
                    out.writeBytes(tag);
                    length(structure.length(), size, path(entry.id()));
                }
                literal(structure.gap());
                out.writeBytes(value);
            }
        }

        private void literal(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        private void ber(StructureSpec structure) throws SubfieldException {
            for (SubfieldTree.Entry entry : takeAll()) {
                long key = ElementKey.ofBerTag(entry.id());
                byte[] tag = key < 0 ? new byte[0] : HexFormat.of().parseHex(entry.id());
                UnsafeBuffer bytes = new UnsafeBuffer(tag);
                if (key <= 0 || BerTlv.tag(bytes, 0, tag.length) != (int) key || tag[0] == (byte) 0xFF) {
                    throw new SubfieldException(path(entry.id()), "not a BER tag", "one in hexadecimal, such as 9F26");
                }
                FieldSpec spec = known(structure, key, entry);
                byte[] value = value(spec, BerTlv.constructed((int) key) ? structure : null, entry).bytes();
                out.writeBytes(tag);
                out.writeBytes(berLength(value.length));
                out.writeBytes(value);
            }
        }

        private void bitmap(StructureSpec structure) throws SubfieldException {
            List<SubfieldTree.Entry> all = new ArrayList<>(takeAll());
            long bits = 0;
            for (SubfieldTree.Entry entry : all) {
                int bit = entry.id().matches("[1-9][0-9]?") ? Integer.parseInt(entry.id()) : 0;
                long mask = bit == 0 ? 0 : Long.MIN_VALUE >>> bit - 1;
                if (bit == 0 || bit > 8 * structure.bitmapBytes() || (bits & mask) != 0) {
                    throw new SubfieldException(path(entry.id()), "not a bit, or one given twice", "1 to " + 8 * structure.bitmapBytes()
                        + ", each once");
                }
                bits |= mask;
            }
            for (int i = 0; i < structure.bitmapBytes(); i++) {
                out.write((int) (bits >>> 56 - 8 * i));
            }
            all.sort(Comparator.comparingInt(entry -> Integer.parseInt(entry.id())));
            for (SubfieldTree.Entry entry : all) {
                element(known(structure, ElementKey.of(entry.id()), entry), entry);
            }
        }

        private void chain(StructureSpec structure) throws SubfieldException {
            int number = 1;
            for (SubfieldTree.Entry entry : takeAll()) {
                numbered(entry, number++);
                byte[] value = value(known(structure, ElementKey.of(entry.id()), entry), null, entry).bytes();
                length(structure.length(), value.length, path(entry.id()));
                out.writeBytes(value);
            }
        }

        /** Writes a sub-field with the length its own specification asks for. */
        private void element(FieldSpec spec, SubfieldTree.Entry entry) throws SubfieldException {
            String at = path(entry.id());
            if (digits) {
                byte[] written = entry.children() != null && spec.structure() != null
                    ? build(spec.structure(), entry.children(), true, at)
                    : SubfieldEncoder.digits(spec, entry.text() == null ? "?" : entry.text(), at);
                if (written.length != spec.maxUnits()) {
                    throw new SubfieldException(at, written.length + " digits", Integer.toString(spec.maxUnits()));
                }
                out.writeBytes(written);
                return;
            }
            SubfieldEncoder.Wire wire = value(spec, null, entry);
            switch (spec.lengthForm()) {
                case FIXED, REST -> {
                }
                default -> length(spec, wire.units() + (spec.inclusive() ? spec.prefixBytes() : 0), at);
            }
            out.writeBytes(wire.bytes());
        }

        private SubfieldEncoder.Wire value(FieldSpec spec, StructureSpec constructed, SubfieldTree.Entry entry) throws SubfieldException {
            String at = path(entry.id());
            if (entry.children() == null) {
                return SubfieldEncoder.leaf(dialect, spec, entry, at);
            }
            StructureSpec inner = spec.structure() == null ? constructed : spec.structure();
            if (inner == null) {
                throw new SubfieldException(at, "sub-fields where there are none", "a value");
            }
            boolean packed = spec.encoding() == ContentEncoding.BCD;
            byte[] built = build(inner, entry.children(), packed, at);
            return packed ? SubfieldEncoder.canonical(spec, built, at)
                : SubfieldEncoder.leaf(dialect, spec, new SubfieldTree.Entry(entry.id(), null, null, built,
                    spec.unitsOfBytes(built.length), null), at);
        }

        /** Writes a length; it must fit its form. */
        private void length(FieldSpec spec, int value, String at) throws SubfieldException {
            if (spec.lengthForm() == LengthForm.REST) {
                return;
            }
            if (spec.lengthForm() == LengthForm.BER) {
                out.writeBytes(berLength(value));
                return;
            }
            int count = spec.prefixDigits();
            long most = switch (spec.lengthForm()) {
                case BINARY -> (1L << 8 * count) - 1;
                case HEX -> (1L << 4 * count) - 1;
                default -> (long) Math.pow(10, count) - 1;
            };
            if (value > most) {
                throw new SubfieldException(at, "length or count " + value, "at most " + most + ", as its form can say");
            }
            byte[] written = new byte[spec.prefixBytes()];
            FieldCodec.writeLength(spec.lengthForm(), value, new UnsafeBuffer(written), 0, written.length);
            out.writeBytes(written);
        }
    }

    private static byte[] berLength(int length) {
        int more = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
        byte[] written = new byte[1 + more];
        written[0] = (byte) (more == 0 ? length : 0x80 | more);
        for (int i = 1; i <= more; i++) {
            written[i] = (byte) (length >>> 8 * (more - i));
        }
        return written;
    }
}
