package dev.turnpike.codec.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.dialect.LengthUnit;
import dev.turnpike.codec.dialect.StructureSpec;

/**
 * Writes the value of a structured field from its sub-fields: lengths, tags, bitmaps, counts and nesting come from the dialect.
 * Allocates; for people, tests and messages that are built once, not for the hot path. No state; any thread.
 */
public final class SubfieldEncoder {
    private SubfieldEncoder() {
    }

    /**
     * Puts a field built from its sub-fields into a message being written.
     *
     * @param selectors a message whose MTI and fields select the layout where the dialect says so; null when nothing is selected by them
     * @throws SubfieldException when the sub-fields do not fit their structure; the message written is unchanged then
     */
    public static void put(MessageEncoder encoder, Dialect dialect, int field, SubfieldTree parts, MessageDecoder selectors)
        throws SubfieldException {
        FieldSpec spec = dialect.field(field);
        String path = Integer.toString(field);
        if (spec == null || spec.structure() == null) {
            throw new SubfieldException(path, "no sub-fields in dialect " + dialect.name(), "a value");
        }
        byte[] value = new StructureBytes(dialect, selectors).build(spec.structure(), parts, spec.encoding() == ContentEncoding.BCD, path);
        value = filled(spec, value);
        UnsafeBuffer bytes = new UnsafeBuffer(value);
        int units = spec.unitsOfBytes(value.length);
        boolean canonical = spec.encoding() == ContentEncoding.BCD || spec.encoding() == ContentEncoding.HEX
            || spec.encoding() == ContentEncoding.HEX_EBCDIC;
        boolean padded = spec.lengthForm() == LengthForm.FIXED && units < spec.maxUnits();
        if (canonical || padded && spec.encoding() != ContentEncoding.EBCDIC) {
            encoder.put(field, bytes, 0, value.length);
        } else {
            encoder.putRaw(field, units, bytes, 0, value.length);
        }
    }

    /** Missing sub-fields at the end of a fixed field are zeros or blanks, so that those that are there stay where they are. */
    private static byte[] filled(FieldSpec spec, byte[] value) {
        boolean fixed = spec.lengthForm() == LengthForm.FIXED && (spec.kind().text() || spec.kind() == ContentKind.N);
        boolean characters = spec.encoding() == ContentEncoding.ASCII || spec.encoding() == ContentEncoding.EBCDIC
            || spec.encoding() == ContentEncoding.BCD && spec.unit() == LengthUnit.DIGITS;
        if (!fixed || !characters || value.length >= spec.maxUnits()) {
            return value;
        }
        byte fill = (byte) (spec.kind() == ContentKind.N ? '0' : ' ');
        byte[] whole = Arrays.copyOf(value, spec.maxUnits());
        Arrays.fill(whole, value.length, whole.length, spec.encoding() == ContentEncoding.EBCDIC ? spec.ebcdic().fromCanonical(fill) : fill);
        return whole;
    }

    /** The bytes of a header block built from its sub-fields. */
    static byte[] header(Dialect dialect, int header, SubfieldTree parts) throws SubfieldException {
        StructureSpec structure = dialect.header(header).spec().structure();
        String name = dialect.header(header).name();
        if (structure == null) {
            throw new SubfieldException(name, "no sub-fields in dialect " + dialect.name(), "hexadecimal");
        }
        return new StructureBytes(dialect, null).build(structure, parts, false, name);
    }

    /** The value of a sub-field on the wire, without length. */
    record Wire(byte[] bytes, int units) {
    }

    /** The wire bytes of a leaf. */
    static Wire leaf(Dialect dialect, FieldSpec spec, SubfieldTree.Entry entry, String path) throws SubfieldException {
        if (entry.wire() != null) {
            if (entry.units() < 0 || spec.wireBytes(entry.units()) != entry.wire().length) {
                throw new SubfieldException(path, entry.wire().length + " bytes of " + entry.units() + " units",
                    "as many bytes as that length has on the wire");
            }
            checkUnits(spec, entry.units(), path);
            return new Wire(entry.wire(), entry.units());
        }
        if (entry.value() == null && !FieldText.holds(dialect, spec, entry.text())) {
            throw new SubfieldException(path, DecodeError.CHARSET.text(), "characters of " + FieldText.charset(dialect, spec).name());
        }
        byte[] value = entry.value() != null ? entry.value() : FieldText.canonical(dialect, spec, entry.text());
        if (value == null) {
            throw new SubfieldException(path, "not hexadecimal", "an even number of hexadecimal digits");
        }
        return canonical(spec, value, path);
    }

    /** The wire bytes of a canonical value; a short fixed text is filled up. */
    static Wire canonical(FieldSpec spec, byte[] value, String path) throws SubfieldException {
        int units = spec.unitsOf(value.length);
        // filled up, a group would have sub-fields that nobody gave, or give them other places
        boolean whole = spec.structure() != null || spec.kind() == ContentKind.B || spec.kind() == ContentKind.X || spec.kind() == ContentKind.Z;
        if (spec.lengthForm() == LengthForm.FIXED && units < spec.maxUnits() && !whole) {
            units = spec.maxUnits();
        }
        checkUnits(spec, units, path);
        byte[] wire = new byte[spec.wireBytes(units)];
        if (FieldCodec.fromCanonical(spec, new UnsafeBuffer(value), 0, value.length, units, new UnsafeBuffer(wire), 0) < 0) {
            throw new SubfieldException(path, "content that " + spec.kind().label() + " does not have", "digits");
        }
        return new Wire(wire, units);
    }

    /** The digits of a sub-field inside BCD, filled with zeros on the left. */
    static byte[] digits(FieldSpec spec, String text, String path) throws SubfieldException {
        if (!text.matches("[0-9A-F=]*") || text.length() > spec.maxUnits()) {
            throw new SubfieldException(path, "not digits or " + text.length() + " of them", "at most " + spec.maxUnits() + " digits");
        }
        return ("0".repeat(spec.maxUnits() - text.length()) + text).getBytes(StandardCharsets.US_ASCII);
    }

    private static void checkUnits(FieldSpec spec, int units, String path) throws SubfieldException {
        if (units > spec.maxUnits() || units < spec.minUnits()) {
            String limits = spec.minUnits() == spec.maxUnits() ? Integer.toString(spec.maxUnits())
                : spec.minUnits() + " to " + spec.maxUnits();
            throw new SubfieldException(path, "length " + units, limits + " " + spec.unit().label());
        }
    }
}
