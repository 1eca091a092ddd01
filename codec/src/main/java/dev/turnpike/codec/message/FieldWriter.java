package dev.turnpike.codec.message;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.WireForm;
import dev.turnpike.codec.encoding.Octets;
import dev.turnpike.codec.encoding.PackedDigits;

/**
 * Writes the usual fields, length and value, in the few steps that their {@link WireForm} needs. Whatever is unusual (a pad, a
 * sign, a letter among digits, little room, a wrong length) is declined, and {@link FieldCodec} does it or names the mistake; what
 * was written at {@code position} and beyond is of no use then. No state, no allocation; nothing is written at or after
 * {@code limit}.
 */
final class FieldWriter {
    /** The field is not a usual one. */
    static final int DECLINED = -1;
    /** Room for the longest length indicator and for what words may read or write beyond a value. */
    private static final int SPARE_BYTES = 16;

    private FieldWriter() {
    }

    /**
     * Writes a canonical value.
     *
     * @return the offset after the field, or {@link #DECLINED}
     */
    static int write(FieldSpec spec, DirectBuffer source, int offset, int length, MutableDirectBuffer target, int position,
                     int limit) {
        // in this order nothing overflows: the greatest lengths are small
        int lastOffset = source.capacity() - length;
        if (length < spec.plainMin() || length > spec.plainMax() || offset < 0 || offset > lastOffset
            || limit - position < 2 * length + SPARE_BYTES) {
            return DECLINED;
        }
        int at = position;
        int form = spec.wireForm();
        int prefix = spec.prefixBytes();
        if (prefix > 0) {
            int units = form == WireForm.HEX_OF_CHARACTERS ? 2 * length : length;
            FieldCodec.writeLength(spec.lengthForm(), units, target, at, prefix);
            at += prefix;
        }
        boolean written = true;
        if (form == WireForm.PACKED && offset <= lastOffset - SPARE_BYTES) {
            written = PackedDigits.packLong(source, offset, length, target, at, spec.padNibble());
        } else if (form == WireForm.SAME) {
            Octets.copy(source, offset, length, target, at);
        } else if (form == WireForm.PACKED_RIGHT && (length & 1) == 1) {
            written = PackedDigits.packRight(source, offset, length, target, at, limit, spec.padNibble());
        } else if (form == WireForm.PACKED || form == WireForm.PACKED_RIGHT) {
            written = PackedDigits.pack(source, offset, length, target, at, limit, spec.padNibble());
        } else {
            Octets.toHex(source, offset, length, target, at);
        }
        return written ? at + WireForm.bytes(form, length) : DECLINED;
    }

    /**
     * Writes a field of another message, whose value lies in {@code source} as {@code from} describes it.
     *
     * @return the offset after the field, or {@link #DECLINED}
     */
    static int copy(FieldSpec spec, FieldSpec from, DirectBuffer source, int offset, int bytes, int units,
                    MutableDirectBuffer target, int position, int limit) {
        int form = from.wireForm();
        if (form == WireForm.SAME && from.kind() != ContentKind.Z) {
            return write(spec, source, offset, bytes, target, position, limit);
        }
        int prefix = spec.prefixBytes();
        boolean unpacked = (form == WireForm.PACKED || form == WireForm.PACKED_RIGHT) && spec.wireForm() == WireForm.SAME;
        if (!unpacked || units < spec.plainMin() || units > spec.plainMax() || units > limit - position - prefix) {
            return DECLINED;
        }
        if (prefix > 0) {
            FieldCodec.writeLength(spec.lengthForm(), units, target, position, prefix);
        }
        int at = position + prefix;
        int first = form == WireForm.PACKED_RIGHT ? units & 1 : 0;
        boolean written = PackedDigits.unpack(source, offset, first, units, target, at, limit);
        return written ? at + units : DECLINED;
    }
}
