package dev.turnpike.codec.message;

import org.agrona.DirectBuffer;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.ElementKey;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.dialect.StructureKind;
import dev.turnpike.codec.dialect.StructureSpec;
import dev.turnpike.codec.encoding.Digits;
import dev.turnpike.codec.tlv.BerTlv;

/** Walks one level of one structure and adds what it finds to a {@link SubfieldDecoder}. Bounds are checked before every read. */
final class StructureWalker {
    private static final int CASES_MAX = 8;

    private final SubfieldDecoder target;
    private DirectBuffer buffer;
    private int position;
    private int end;
    private boolean digits;
    private int base;
    private int restAt;

    StructureWalker(SubfieldDecoder target) {
        this.target = target;
    }

    /** Where the last walk stopped. */
    int errorOffset() {
        return digits ? base + (position >> 1) : position;
    }

    /** Where the bytes (or nibbles) begin that the last walk without error left alone; the end when it took all. */
    int restAt() {
        return restAt;
    }

    /** Where the last walk had to end, in bytes or nibbles. */
    int end() {
        return end;
    }

    /** Walks a range of bytes, or with a nibble of 0 or more a range of digits that begins there. */
    DecodeError walk(MessageDecoder message, StructureSpec structure, DirectBuffer source, int offset, int length, int nibble,
                     int digitCount) {
        restAt = -1;
        DecodeError error = walkRange(message, structure, source, offset, length, nibble, digitCount);
        restAt = restAt < 0 ? position : restAt;
        return error;
    }

    private DecodeError walkRange(MessageDecoder message, StructureSpec structure, DirectBuffer source, int offset, int length,
                                  int nibble, int digitCount) {
        buffer = source;
        digits = nibble >= 0;
        base = offset;
        position = digits ? nibble : offset;
        end = digits ? nibble + digitCount : offset + length;
        StructureSpec chosen = structure;
        for (int i = 0; chosen != null && chosen.kind() == StructureKind.SELECTED; i++) {
            if (i == CASES_MAX || !lead(chosen)) {
                return DecodeError.STRUCTURE;
            }
            boolean lenient = chosen.ignoreRest();
            chosen = select(message, chosen);
            if (chosen == null) {
                return lenient ? DecodeError.OK : DecodeError.STRUCTURE;
            }
        }
        if (chosen.kind() == StructureKind.OPAQUE) {
            return DecodeError.OK;
        }
        if (!lead(chosen)) {
            return DecodeError.STRUCTURE;
        }
        return walkChosen(chosen);
    }

    private DecodeError walkChosen(StructureSpec chosen) {
        DecodeError error = switch (chosen.kind()) {
            case POSITIONAL -> positional(chosen);
            case REPEATING -> repeating(chosen);
            case TABLE -> table(chosen);
            case TAGGED -> tagged(chosen);
            case BER -> ber(chosen);
            case BITMAP -> bitmap(chosen);
            case CHAIN -> chain(chosen);
            default -> DecodeError.STRUCTURE;
        };
        return error == DecodeError.OK && position != end && !chosen.ignoreRest() ? DecodeError.STRUCTURE : error;
    }

    /** Walks the value of a constructed BER object, with the tags of a structure, or null for none. */
    DecodeError walkBer(StructureSpec structure, DirectBuffer source, int offset, int length) {
        buffer = source;
        digits = false;
        base = offset;
        position = offset;
        end = offset + length;
        return ber(structure);
    }

    private boolean lead(StructureSpec structure) {
        for (int i = 0; i < structure.leadCount(); i++) {
            if (element(structure.lead(i), structure.lead(i).key()) != DecodeError.OK) {
                return false;
            }
        }
        return true;
    }

    private StructureSpec select(MessageDecoder message, StructureSpec structure) {
        if (structure.selectorField() == StructureSpec.SELECT_BY_ID) {
            int size = structure.tag().fixedBytes();
            if (digits || size > end - position) {
                return null;
            }
            long key = key(structure.tag(), position, 0);
            if (!target.add(structure.tag(), structure.tag().key(), false, position, size, structure.tag().maxUnits(), -1)) {
                return null;
            }
            position += size;
            return structure.caseOf(key);
        }
        if (structure.selectorField() == StructureSpec.SELECT_BY_MTI) {
            return structure.caseOf(message.mti());
        }
        return structure.caseOf(message.digits(structure.selectorField(), structure.selectorFrom(), structure.selectorCount()));
    }

    /** Adds the element that begins at the position, which moves behind it. */
    private DecodeError element(FieldSpec spec, long key) {
        if (digits) {
            int size = spec.maxUnits();
            if (size > end - position) {
                return DecodeError.STRUCTURE;
            }
            if (!target.add(spec, key, false, base, spec.wireBytes(size), size, position)) {
                return DecodeError.STRUCTURE_LIMIT;
            }
            position += size;
            return DecodeError.OK;
        }
        int size = spec.fixedBytes();
        int units = spec.maxUnits();
        int at = position;
        if (size < 0) {
            long read = FieldCodec.readUnits(spec, buffer, position, end);
            if (read < 0) {
                return DecodeError.of((int) (-read & 0xFF));
            }
            at += (int) (read >>> 32);
            units = (int) read;
            size = spec.lengthForm() == LengthForm.REST ? end - at : spec.wireBytes(units);
        }
        if (size > end - at) {
            return DecodeError.STRUCTURE;
        }
        if (!target.add(spec, key, false, at, size, units, -1)) {
            return DecodeError.STRUCTURE_LIMIT;
        }
        position = at + size;
        return DecodeError.OK;
    }

    /** Adds an element of known size. */
    private DecodeError sized(FieldSpec spec, long key, boolean berObject, int size) {
        if (size < 0 || size > end - position || spec == null) {
            return DecodeError.STRUCTURE;
        }
        int units = spec.unitsOfBytes(size);
        if (units > spec.maxUnits() || units < spec.minUnits()) {
            return DecodeError.STRUCTURE;
        }
        if (!target.add(spec, key, berObject, position, size, units, -1)) {
            return DecodeError.STRUCTURE_LIMIT;
        }
        position += size;
        return DecodeError.OK;
    }

    private DecodeError positional(StructureSpec structure) {
        for (int i = 0; i < structure.elementCount() && position < end; i++) {
            DecodeError error = element(structure.element(i), structure.element(i).key());
            if (error != DecodeError.OK) {
                return error;
            }
        }
        return DecodeError.OK;
    }

    private DecodeError repeating(StructureSpec structure) {
        int most = Integer.MAX_VALUE;
        FieldSpec count = structure.countSpec();
        if (count != null) {
            if (digits) {
                long read = count.prefixDigits() > end - position ? -1
                    : Digits.nibblesAsLong(buffer, base, position, count.prefixDigits());
                if (read < 0) {
                    return DecodeError.STRUCTURE;
                }
                most = (int) read;
                position += count.prefixDigits();
            } else {
                int read = count.prefixBytes() > end - position ? -1
                    : FieldCodec.readLength(count.lengthForm(), buffer, position, count.prefixBytes());
                if (read < 0) {
                    return DecodeError.STRUCTURE;
                }
                most = read;
                position += count.prefixBytes();
            }
        }
        for (int i = 1; i <= most && (position < end || count != null); i++) {
            DecodeError error = element(structure.other(), ElementKey.ofNumber(i));
            if (error != DecodeError.OK) {
                return error;
            }
        }
        return DecodeError.OK;
    }

    private DecodeError table(StructureSpec structure) {
        while (position < end) {
            FieldSpec tag = structure.tag();
            if (tag.fixedBytes() > end - position) {
                return DecodeError.STRUCTURE;
            }
            long key = key(tag, position, prefixKey(structure));
            FieldSpec spec = structure.elementOf(key);
            if (spec == null) {
                return structure.ignoreRest() ? DecodeError.OK : DecodeError.STRUCTURE;
            }
            position += tag.fixedBytes();
            DecodeError error = element(spec, key);
            if (error != DecodeError.OK) {
                return error;
            }
        }
        return DecodeError.OK;
    }

    private DecodeError tagged(StructureSpec structure) {
        FieldSpec tag = structure.tag();
        FieldSpec length = structure.length();
        int tagBytes = tag.fixedBytes();
        while (position < end) {
            if (!literal(structure.mark())) {
                return DecodeError.STRUCTURE;
            }
            int tagAt = position;
            long read;
            if (structure.lengthFirst()) {
                read = FieldCodec.readUnits(length, buffer, position, end);
                tagAt = position + (int) (read >>> 32);
                position = tagAt + tagBytes;
            } else {
                read = tagBytes > end - position ? -1 : FieldCodec.readUnits(length, buffer, position + tagBytes, end);
                position += tagBytes + (int) (read >>> 32);
            }
            if (read < 0 || tagBytes > end - tagAt) {
                position = Math.min(tagAt, end);
                return DecodeError.STRUCTURE;
            }
            long key = key(tag, tagAt, prefixKey(structure));
            if (!literal(structure.gap())) {
                return DecodeError.STRUCTURE;
            }
            int size = (int) read - (structure.inclusive() ? tagBytes : 0);
            DecodeError error = sized(structure.elementOf(key), key, false, size);
            if (error != DecodeError.OK) {
                return error;
            }
        }
        return DecodeError.OK;
    }

    private DecodeError ber(StructureSpec structure) {
        restAt = position;
        position = BerTlv.skipFiller(buffer, position, end);
        while (position < end) {
            int tag = BerTlv.tag(buffer, position, end);
            int lengthAt = position + BerTlv.tagBytes(tag);
            int lengthBytes = tag == 0 ? 0 : BerTlv.lengthBytes(buffer, lengthAt, end);
            if (lengthBytes == 0) {
                return DecodeError.STRUCTURE;
            }
            int size = BerTlv.length(buffer, lengthAt, lengthBytes);
            long key = tag & 0xFFFFFFFFL;
            FieldSpec spec = structure == null ? FieldSpec.OBJECT : structure.elementOf(key);
            position = lengthAt + lengthBytes;
            DecodeError error = sized(spec, key, true, size);
            if (error != DecodeError.OK) {
                return error;
            }
            target.lastObjectOf(structure);
            restAt = position;
            position = BerTlv.skipFiller(buffer, position, end);
        }
        return DecodeError.OK;
    }

    private DecodeError bitmap(StructureSpec structure) {
        int bytes = structure.bitmapBytes();
        if (bytes > end - position) {
            return DecodeError.STRUCTURE;
        }
        long bits = 0;
        for (int i = 0; i < bytes; i++) {
            bits |= (buffer.getByte(position + i) & 0xFFL) << 56 - 8 * i;
        }
        position += bytes;
        while (bits != 0) {
            int bit = Long.numberOfLeadingZeros(bits);
            bits ^= Long.MIN_VALUE >>> bit;
            long key = ElementKey.ofNumber(bit + 1);
            FieldSpec spec = structure.elementOf(key);
            DecodeError error = spec == null ? DecodeError.STRUCTURE : element(spec, key);
            if (error != DecodeError.OK) {
                return error;
            }
        }
        return DecodeError.OK;
    }

    private DecodeError chain(StructureSpec structure) {
        for (int i = 1; position < end; i++) {
            long read = FieldCodec.readUnits(structure.length(), buffer, position, end);
            if (read < 0) {
                return DecodeError.STRUCTURE;
            }
            position += (int) (read >>> 32);
            long key = ElementKey.ofNumber(i);
            DecodeError error = sized(structure.elementOf(key), key, false, (int) read);
            if (error != DecodeError.OK) {
                return error;
            }
        }
        return DecodeError.OK;
    }

    private boolean literal(String text) {
        if (text.length() > end - position) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (buffer.getByte(position + i) != (byte) text.charAt(i)) {
                return false;
            }
        }
        position += text.length();
        return true;
    }

    private static long prefixKey(StructureSpec structure) {
        long key = 0;
        for (int i = 0; i < structure.tagPrefix().length(); i++) {
            key = ElementKey.append(key, structure.tagPrefix().charAt(i));
        }
        return key;
    }

    /** Key of a tag: its characters or digits, or the hexadecimal characters of a binary tag, behind {@code before}. */
    private long key(FieldSpec tag, int offset, long before) {
        long key = before;
        if (tag.encoding() == ContentEncoding.ASCII || tag.encoding() == ContentEncoding.EBCDIC) {
            for (int i = 0; i < tag.fixedBytes(); i++) {
                byte octet = buffer.getByte(offset + i);
                key = ElementKey.append(key, tag.encoding() == ContentEncoding.EBCDIC ? tag.ebcdic().toCanonical(octet) : octet);
            }
            return key;
        }
        int count = tag.encoding() == ContentEncoding.BCD ? tag.maxUnits() : 2 * tag.fixedBytes();
        int first = tag.leadingNibbles(tag.maxUnits());
        for (int i = 0; i < count; i++) {
            key = ElementKey.append(key, Digits.hexCharacter(Digits.nibble(buffer, offset, first + i)));
        }
        return key;
    }
}
