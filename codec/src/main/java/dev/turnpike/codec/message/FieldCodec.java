package dev.turnpike.codec.message;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.encoding.Digits;
import dev.turnpike.codec.encoding.Ebcdic;
import dev.turnpike.codec.encoding.Octets;
import dev.turnpike.codec.encoding.PackedDigits;
import dev.turnpike.codec.encoding.Words;
import dev.turnpike.codec.tlv.BerTlv;

/**
 * Values and lengths of single fields between wire and canonical form. Callers have checked the ranges. No state, no
 * allocation.
 */
final class FieldCodec {
    private FieldCodec() {
    }

    /** How the four digits of the MTI travel, which is as a length does. */
    static LengthForm mtiForm(Dialect dialect) {
        return switch (dialect.mtiEncoding()) {
            case BCD -> LengthForm.BCD;
            case EBCDIC -> LengthForm.EBCDIC;
            default -> LengthForm.ASCII;
        };
    }

    /** The number in a length indicator that lies inside the buffer, or -1 when it is not well formed. Not for BER. */
    static int readLength(LengthForm form, DirectBuffer buffer, int offset, int bytes) {
        return switch (form) {
            case BCD -> readBcdLength(buffer, offset, bytes);
            case ASCII -> readDigitLength(buffer, offset, bytes, '0');
            case EBCDIC -> readDigitLength(buffer, offset, bytes, 0xF0);
            case HEX -> readHexLength(buffer, offset, bytes);
            default -> {
                int value = 0;
                for (int i = offset; i < offset + bytes; i++) {
                    value = value << 8 | buffer.getByte(i) & 0xFF;
                }
                yield value;
            }
        };
    }

    private static int readBcdLength(DirectBuffer buffer, int offset, int bytes) {
        int value = 0;
        for (int i = offset; i < offset + bytes; i++) {
            int octet = buffer.getByte(i) & 0xFF;
            int high = octet >> 4;
            int low = octet & 0x0F;
            if (high > 9 || low > 9) {
                return -1;
            }
            value = value * 100 + high * 10 + low;
        }
        return value;
    }

    private static int readDigitLength(DirectBuffer buffer, int offset, int bytes, int zero) {
        int value = 0;
        for (int i = offset; i < offset + bytes; i++) {
            int digit = (buffer.getByte(i) & 0xFF) - zero;
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int readHexLength(DirectBuffer buffer, int offset, int bytes) {
        int value = 0;
        for (int i = offset; i < offset + bytes; i++) {
            int digit = Digits.hexOf(buffer.getByte(i) & 0xFF);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /**
     * Reads and checks the length indicator of a variable field.
     *
     * @return bytes of the indicator in the high half and units in the low half; or negative: the {@link DecodeError} code in
     *     the lowest
     *     8 bits of the absolute value, what was found above it
     */
    static long readUnits(FieldSpec spec, DirectBuffer buffer, int position, int limit) {
        LengthForm form = spec.lengthForm();
        int prefix = spec.prefixBytes();
        if (form == LengthForm.REST) {
            return checkUnits(spec, 0, spec.unitsOfBytes(limit - position));
        }
        if (prefix > limit - position) {
            return failure(DecodeError.FIELD_CUT_OFF, limit - position);
        }
        if (form == LengthForm.BER) {
            prefix = BerTlv.lengthBytes(buffer, position, limit);
            return prefix == 0 ? failure(DecodeError.LENGTH_NOT_DIGITS, buffer.getByte(position) & 0xFF)
                : checkUnits(spec, prefix, BerTlv.length(buffer, position, prefix));
        }
        int value = readLength(form, buffer, position, prefix);
        if (value < 0) {
            return failure(DecodeError.LENGTH_NOT_DIGITS, buffer.getByte(position) & 0xFF);
        }
        return checkUnits(spec, prefix, spec.inclusive() ? value - prefix : value);
    }

    private static long checkUnits(FieldSpec spec, int prefix, int units) {
        if (units > spec.maxUnits()) {
            return failure(DecodeError.LENGTH_TOO_LONG, units);
        }
        if (units < spec.minUnits()) {
            return failure(DecodeError.LENGTH_TOO_SHORT, Math.max(0, units));
        }
        return (long) prefix << 32 | units;
    }

    private static long failure(DecodeError error, int found) {
        return -((long) found << 8 | error.code());
    }

    /** Bytes that the length indicator of a value of {@code bytes} takes. */
    static int prefixBytes(FieldSpec spec, int bytes) {
        if (spec.lengthForm() == LengthForm.BER) {
            return bytes < 0x80 ? 1 : bytes < 0x100 ? 2 : bytes < 0x10000 ? 3 : 4;
        }
        return spec.prefixBytes();
    }

    /** Writes the length indicator of a field, of {@code prefix} bytes; of a fixed field nothing. */
    static void writePrefix(FieldSpec spec, int units, MutableDirectBuffer buffer, int offset, int prefix) {
        if (spec.lengthForm() == LengthForm.BER) {
            if (prefix > 1) {
                buffer.putByte(offset, (byte) (0x80 | prefix - 1));
            }
            writeLength(LengthForm.BINARY, units, buffer, prefix == 1 ? offset : offset + 1, Math.max(1, prefix - 1));
        } else if (prefix > 0) {
            writeLength(spec.lengthForm(), spec.inclusive() ? units + prefix : units, buffer, offset, prefix);
        }
    }

    /** Writes a length indicator of {@code bytes}. Not for BER. */
    static void writeLength(LengthForm form, int length, MutableDirectBuffer buffer, int offset, int bytes) {
        if (form == LengthForm.BCD && bytes == 1 && length < 100) {
            buffer.putByte(offset, (byte) PackedDigits.twoDigits(length));
        } else if (form == LengthForm.BCD && bytes == 2 && length < 10_000) {
            Words.writeBig2(buffer, offset, PackedDigits.ofNumber(length));
        } else if (form == LengthForm.ASCII && bytes <= 4 && length < 10_000) {
            writeDigits(PackedDigits.charactersOfNumber(length), buffer, offset, bytes);
        } else {
            writeOtherLength(form, length, buffer, offset, bytes);
        }
    }

    private static void writeDigits(int characters, MutableDirectBuffer buffer, int offset, int bytes) {
        if (bytes == 4) {
            Words.writeBig4(buffer, offset, characters);
            return;
        }
        if (bytes == 3) {
            buffer.putByte(offset, (byte) (characters >> 16));
        }
        if (bytes > 1) {
            Words.writeBig2(buffer, offset + bytes - 2, characters);
        } else {
            buffer.putByte(offset, (byte) characters);
        }
    }

    private static void writeOtherLength(LengthForm form, int length, MutableDirectBuffer buffer, int offset, int bytes) {
        int value = length;
        int last = offset + bytes - 1;
        switch (form) {
            case BCD -> {
                for (int i = last; i >= offset; i--) {
                    buffer.putByte(i, (byte) (value / 10 % 10 << 4 | value % 10));
                    value /= 100;
                }
            }
            case ASCII, EBCDIC -> {
                int zero = form == LengthForm.ASCII ? '0' : 0xF0;
                for (int i = last; i >= offset; i--) {
                    buffer.putByte(i, (byte) (zero + value % 10));
                    value /= 10;
                }
            }
            case HEX -> {
                for (int i = last; i >= offset; i--) {
                    buffer.putByte(i, Digits.hexCharacter(value));
                    value >>= 4;
                }
            }
            default -> {
                for (int i = last; i >= offset; i--) {
                    buffer.putByte(i, (byte) value);
                    value >>= 8;
                }
            }
        }
    }

    /** Writes the canonical value of a field; returns its length. */
    static int toCanonical(FieldSpec spec, DirectBuffer source, int offset, int bytes, int units, MutableDirectBuffer target,
                           int targetOffset) {
        int length = spec.canonicalLength(units, bytes);
        switch (spec.encoding()) {
            case BCD -> {
                if (spec.kind() == ContentKind.X) {
                    target.putByte(targetOffset, source.getByte(offset));
                    Digits.nibblesToCanonical(source, offset, 2, length - 1, target, targetOffset + 1);
                } else {
                    Digits.nibblesToCanonical(source, offset, spec.leadingNibbles(units), length, target, targetOffset);
                }
            }
            case EBCDIC -> {
                Ebcdic page = spec.ebcdic();
                for (int i = 0; i < length; i++) {
                    target.putByte(targetOffset + i, page.toCanonical(source.getByte(offset + i)));
                }
            }
            case HEX, HEX_EBCDIC -> {
                for (int i = 0; i < length; i++) {
                    int high = Math.max(0, hexAt(spec, source, offset + 2 * i));
                    int low = Math.max(0, hexAt(spec, source, offset + 2 * i + 1));
                    target.putByte(targetOffset + i, (byte) (high << 4 | low));
                }
            }
            default -> Octets.copy(source, offset, length, target, targetOffset);
        }
        if (spec.kind() == ContentKind.Z && spec.encoding() != ContentEncoding.BCD) {
            separatorToCanonical(target, targetOffset, length);
        }
        return length;
    }

    private static void separatorToCanonical(MutableDirectBuffer target, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (target.getByte(i) == 'D') {
                target.putByte(i, (byte) '=');
            }
        }
    }

    static int hexAt(FieldSpec spec, DirectBuffer source, int offset) {
        byte octet = source.getByte(offset);
        return Digits.hexOf(spec.encoding() == ContentEncoding.HEX ? octet : spec.ebcdic().toCanonical(octet));
    }

    /**
     * Writes a canonical value as the wire bytes of {@code units}, filled up where it is shorter; returns the bytes written,
     * or the
     * negative code of an error. The caller has checked that the value is not longer than {@code units} and that it fits the
     * target.
     */
    static int fromCanonical(FieldSpec spec, DirectBuffer source, int offset, int length, int units, MutableDirectBuffer target,
                             int targetOffset) {
        return switch (spec.encoding()) {
            case BCD -> writeBcd(spec, source, offset, length, units, target, targetOffset);
            case HEX, HEX_EBCDIC -> writeHex(spec, source, offset, length, units, target, targetOffset);
            case EBCDIC -> writeText(spec, source, offset, length, units, target, targetOffset);
            default -> {
                if (length != units) {
                    yield writeText(spec, source, offset, length, units, target, targetOffset);
                }
                Octets.copy(source, offset, length, target, targetOffset);
                yield length;
            }
        };
    }

    private static int writeHex(FieldSpec spec, DirectBuffer source, int offset, int length, int units,
                                MutableDirectBuffer target, int targetOffset) {
        int bytes = spec.wireBytes(units);
        if (spec.encoding() == ContentEncoding.HEX && 2 * length == bytes) {
            Octets.toHex(source, offset, length, target, targetOffset);
            return bytes;
        }
        for (int i = 0; i < bytes >> 1; i++) {
            int octet = i < length ? source.getByte(offset + i) : spec.padByte();
            putHex(spec, target, targetOffset + 2 * i, octet >> 4);
            putHex(spec, target, targetOffset + 2 * i + 1, octet);
        }
        return bytes;
    }

    private static int writeText(FieldSpec spec, DirectBuffer source, int offset, int length, int units,
                                MutableDirectBuffer target, int targetOffset) {
        int bytes = spec.wireBytes(units);
        boolean toRight = spec.alignRight() || spec.kind() == ContentKind.N;
        int lead = toRight ? bytes - length : 0;
        byte pad = wireByte(spec, spec.kind() == ContentKind.N ? (byte) '0' : spec.padByte());
        for (int i = 0; i < lead; i++) {
            target.putByte(targetOffset + i, pad);
        }
        if (spec.encoding() == ContentEncoding.EBCDIC) {
            for (int i = 0; i < length; i++) {
                target.putByte(targetOffset + lead + i, wireByte(spec, source.getByte(offset + i)));
            }
        } else {
            Octets.copy(source, offset, length, target, targetOffset + lead);
        }
        for (int i = lead + length; i < bytes; i++) {
            target.putByte(targetOffset + i, pad);
        }
        return bytes;
    }

    private static byte wireByte(FieldSpec spec, byte canonical) {
        return spec.encoding() == ContentEncoding.EBCDIC ? spec.ebcdic().fromCanonical(canonical) : canonical;
    }

    private static void putHex(FieldSpec spec, MutableDirectBuffer target, int offset, int value) {
        byte character = Digits.hexCharacter(value);
        target.putByte(offset, spec.encoding() == ContentEncoding.HEX ? character : spec.ebcdic().fromCanonical(character));
    }

    private static int writeBcd(FieldSpec spec, DirectBuffer source, int offset, int length, int units,
        MutableDirectBuffer target, int targetOffset) {
        int bytes = spec.wireBytes(units);
        boolean padAtEnd = !spec.alignRight() && length + 1 >> 1 == bytes
            && (length == units || spec.lengthForm() != LengthForm.FIXED);
        if ((length == 2 * bytes || padAtEnd) && spec.kind() != ContentKind.X) {
            int written = Digits.pack(source, offset, length, target, targetOffset, spec.padNibble());
            return written < 0 ? -DecodeError.CONTENT.code() : bytes;
        }
        return writePaddedBcd(spec, source, offset, length, units, target, targetOffset);
    }

    private static int writePaddedBcd(FieldSpec spec, DirectBuffer source, int offset, int length, int units,
        MutableDirectBuffer target, int targetOffset) {
        int bytes = spec.wireBytes(units);
        int from = offset;
        int count = length;
        int at = targetOffset;
        if (spec.kind() == ContentKind.X) {
            if (length == 0) {
                return -DecodeError.CONTENT.code();
            }
            target.putByte(at++, source.getByte(from++));
            count--;
        }
        int nibbles = 2 * (bytes - (at - targetOffset));
        int end = spec.alignRight() || spec.kind() == ContentKind.X ? nibbles : spec.lengthForm() == LengthForm.FIXED ? units
            : count;
        int start = Math.max(0, end - count);
        int fill = spec.lengthForm() == LengthForm.FIXED ? 0 : spec.padNibble();
        int first = spec.leadingNibbles(units);
        int i = 0;
        for (; i + 1 < start; i += 2) {
            target.putByte(at++, (byte) ((i < first ? spec.padNibble() : fill) << 4 | (i + 1 < first ? spec.padNibble() : fill)));
        }
        if (i < start) {
            int digit = count > 0 ? Digits.nibbleOf(source.getByte(from++)) : spec.padNibble();
            if (digit < 0) {
                return -DecodeError.CONTENT.code();
            }
            target.putByte(at++, (byte) ((i < first ? spec.padNibble() : fill) << 4 | digit));
            count = Math.max(0, count - 1);
        }
        int packed = Digits.pack(source, from, count, target, at, spec.padNibble());
        if (packed < 0) {
            return -DecodeError.CONTENT.code();
        }
        for (at += packed; at < targetOffset + bytes; at++) {
            target.putByte(at, (byte) (spec.padNibble() << 4 | spec.padNibble()));
        }
        return bytes;
    }

    /** The number in a slice of the digits of a value, or -1 when one is not a digit. The slice lies inside the value. */
    static long digits(FieldSpec spec, DirectBuffer buffer, int offset, int units, int from, int count) {
        return switch (spec.encoding()) {
            case BCD -> {
                if (spec.kind() == ContentKind.X && from == 0) {
                    yield -1;
                }
                int lead = spec.kind() == ContentKind.X ? 1 : spec.leadingNibbles(units);
                yield Digits.nibblesAsLong(buffer, offset, lead + from, count);
            }
            case ASCII -> Digits.asciiAsLong(buffer, offset + from, count);
            case EBCDIC -> ebcdicDigits(buffer, offset + from, count);
            default -> -1;
        };
    }

    private static long ebcdicDigits(DirectBuffer buffer, int offset, int count) {
        if (count > Digits.LONG_DIGITS_MAX || count <= 0) {
            return -1;
        }
        long value = 0;
        for (int i = offset; i < offset + count; i++) {
            int octet = buffer.getByte(i) & 0xFF;
            if (octet < 0xF0 || octet > 0xF9) {
                return -1;
            }
            value = value * 10 + (octet & 0x0F);
        }
        return value;
    }
}
