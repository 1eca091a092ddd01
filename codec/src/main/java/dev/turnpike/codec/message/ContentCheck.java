package dev.turnpike.codec.message;

import org.agrona.DirectBuffer;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.ValueForm;
import dev.turnpike.codec.dialect.WireForm;
import dev.turnpike.codec.encoding.Digits;
import dev.turnpike.codec.encoding.Octets;
import dev.turnpike.codec.tlv.BerTlv;

/** Whether the bytes of a value are what its field allows. Callers have checked the ranges. No state, no allocation. */
final class ContentCheck {
    private ContentCheck() {
    }

    /** Offset of the first byte that the field does not allow, or -1 when the content is right. */
    static int error(FieldSpec spec, DirectBuffer buffer, int offset, int bytes, int units) {
        if (spec.wireForm() == WireForm.PACKED && Octets.fewDecimal(buffer, offset, units)) {
            return spec.valueForm() == ValueForm.NONE ? -1 : formError(spec, buffer, offset, units);
        }
        int bad = switch (spec.encoding()) {
            case BCD -> bcdError(spec, buffer, offset, bytes, units);
            case ASCII -> textError(spec, buffer, offset, bytes);
            case EBCDIC -> textError(spec, buffer, offset, bytes);
            case HEX, HEX_EBCDIC -> hexError(spec, buffer, offset, bytes);
            default -> -1;
        };
        if (bad < 0 && spec.valueForm() != ValueForm.NONE) {
            return formError(spec, buffer, offset, units);
        }
        return bad;
    }

    /** Offset of the first byte of a BER field that is not well formed, or -1; {@code ends} is work space of the walk. */
    static int tlvError(FieldSpec spec, DirectBuffer buffer, int offset, int length, int[] ends) {
        int lead = 0;
        for (int i = 0; i < spec.structure().leadCount(); i++) {
            lead += Math.max(0, spec.structure().lead(i).fixedBytes());
        }
        return lead > length ? offset : BerTlv.error(buffer, offset + lead, length - lead, ends);
    }

    private static int bcdError(FieldSpec spec, DirectBuffer buffer, int offset, int bytes, int units) {
        int lead = spec.leadingNibbles(units);
        int end = lead + spec.canonicalLength(units, bytes);
        if (spec.kind() == ContentKind.X) {
            byte sign = buffer.getByte(offset);
            if (sign != 'C' && sign != 'D') {
                return offset;
            }
            lead = 2;
            end = 2 * bytes;
        }
        if (spec.kind() != ContentKind.Z && (lead & 1) == 0) {
            int whole = end - lead >> 1;
            int bad = Octets.firstNotDecimal(buffer, offset + (lead >> 1), whole);
            if (bad >= 0) {
                return bad;
            }
            lead += 2 * whole;
        }
        boolean separator = spec.kind() == ContentKind.Z;
        for (int i = lead; i < end; i++) {
            int nibble = Digits.nibble(buffer, offset, i);
            if (nibble > 9 && !(separator && nibble == 0x0D)) {
                return offset + (i >> 1);
            }
        }
        return -1;
    }

    private static int textError(FieldSpec spec, DirectBuffer buffer, int offset, int bytes) {
        ContentKind kind = spec.kind();
        if (spec.encoding() == ContentEncoding.ASCII && kind == ContentKind.N) {
            return Octets.firstNotDigit(buffer, offset, bytes);
        }
        if (spec.encoding() == ContentEncoding.ASCII && kind == ContentKind.ANS) {
            int bad = Octets.firstControl(buffer, offset, bytes);
            return bad >= 0 || !spec.multiByte() || Octets.allAscii(buffer, offset, bytes) ? bad : Octets.firstNotGb(buffer, offset, bytes);
        }
        boolean ebcdic = spec.encoding() == ContentEncoding.EBCDIC;
        for (int i = 0; i < bytes; i++) {
            byte octet = buffer.getByte(offset + i);
            int c = (ebcdic ? spec.ebcdic().toCanonical(octet) : octet) & 0xFF;
            if (!(kind == ContentKind.X && i > 0 ? CharacterClass.allows(ContentKind.N, c) : CharacterClass.allows(kind, c))) {
                return offset + i;
            }
        }
        return -1;
    }

    private static int hexError(FieldSpec spec, DirectBuffer buffer, int offset, int bytes) {
        if (spec.encoding() == ContentEncoding.HEX) {
            int bad = Octets.firstNotHex(buffer, offset, bytes);
            if (bad >= 0) {
                return bad;
            }
        }
        for (int i = 0; i < bytes && spec.encoding() != ContentEncoding.HEX; i++) {
            if (FieldCodec.hexAt(spec, buffer, offset + i) < 0) {
                return offset + i;
            }
        }
        return (bytes & 1) == 1 ? offset + bytes - 1 : -1;
    }

    private static int formError(FieldSpec spec, DirectBuffer buffer, int offset, int units) {
        ValueForm form = spec.valueForm();
        int bad = -1;
        boolean zero = true;
        boolean bytePairs = spec.encoding() == ContentEncoding.BCD && spec.leadingNibbles(units) == 0
            && spec.kind() == ContentKind.N;
        for (int part = 0; part < form.partCount() && 2 * part + 1 < units; part++) {
            // its nibbles are known to be decimal
            int octet = bytePairs ? buffer.getByte(offset + part) & 0xFF : 0;
            long value = bytePairs ? 10 * (octet >> 4) + (octet & 0x0F)
                : FieldCodec.digits(spec, buffer, offset, units, 2 * part, 2);
            zero &= value == 0;
            if (bad < 0 && (value < form.partMin(part) || value > form.partMax(part))) {
                bad = spec.encoding() == ContentEncoding.BCD ? offset + part : offset + 2 * part;
            }
        }
        return zero ? -1 : bad;
    }
}
