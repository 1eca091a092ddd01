package dev.turnpike.codec.message;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.BitmapSpec;
import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.HeaderSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.dialect.StructureKind;
import dev.turnpike.codec.tlv.BerTlv;

/**
 * Reusable index over the bytes of one message. {@link #wrap} walks headers, MTI, bitmaps and field lengths once;
 * {@link #validate} checks contents. Offsets are those of the wrapped buffer. The buffer must not change while it is wrapped.
 * Nothing allocates but {@link #text} and {@link #errorText}; nothing throws on any bytes. One thread at a time.
 */
public final class MessageDecoder {
    /** {@link #errorField()} of bytes after the last field. */
    public static final int FIELD_NONE = -1;
    /** {@link #errorField()} of headers and MTI. */
    public static final int FIELD_MTI = 0;
    /** {@link #errorField()} of bitmaps. */
    public static final int FIELD_BITMAP = 1;

    private static final long BITMAP_BIT = Long.MIN_VALUE;

    private final int[] starts = new int[Dialect.FIELD_MAX + 1];
    private final int[] offsets = new int[Dialect.FIELD_MAX + 1];
    private final int[] lengths = new int[Dialect.FIELD_MAX + 1];
    private final int[] units = new int[Dialect.FIELD_MAX + 1];
    private final int[] headerOffsets = new int[Dialect.HEADER_MAX];
    private final int[] headerLengths = new int[Dialect.HEADER_MAX];
    private final int[] bitmapOffsets = new int[3];
    private final int[] tlvEnds = new int[BerTlv.DEPTH_MAX];
    private final long[] bitmaps = new long[3];
    private final long[] present = new long[3];

    private Dialect dialect;
    private DirectBuffer buffer;
    private int startOffset;
    private int limit;
    private int position;
    private int headerCount;
    private int bodyOffset;
    private int mti;
    private int fieldCount;
    private int errorCode;
    private int errorField;
    private int errorOffset;
    private int errorFound;
    private int errorExpected;

    /** A decoder of nothing yet. */
    public MessageDecoder() {
        mti = -1;
    }

    /**
     * Indexes a message. After an error everything before it stays readable.
     *
     * @param d      dialect of the bytes
     * @param b      buffer of the message
     * @param offset first byte of the first header (or of the MTI when the dialect has none); any frame is stripped
     * @param length bytes of the message
     * @return 0, or the code of a {@link DecodeError}
     */
    public int wrap(Dialect d, DirectBuffer b, int offset, int length) {
        dialect = d;
        buffer = b;
        startOffset = offset;
        position = offset;
        bodyOffset = offset;
        headerCount = 0;
        fieldCount = 0;
        mti = -1;
        errorCode = 0;
        errorField = FIELD_MTI;
        errorOffset = offset;
        Arrays.fill(bitmaps, 0);
        Arrays.fill(present, 0);
        if (offset < 0 || length < 0 || length > b.capacity() - offset) {
            limit = offset;
            return fail(DecodeError.RANGE, FIELD_MTI, offset, length, Math.max(0, b.capacity() - offset));
        }
        limit = offset + length;
        if (walkHeaders() != 0 || readMti() != 0 || readBitmaps() != 0) {
            return errorCode;
        }
        for (int level = 0; level < d.bitmap().levels(); level++) {
            if (walkFields(level) != 0) {
                return errorCode;
            }
        }
        if (position != limit && !d.keepRemainder()) {
            return fail(DecodeError.BYTES_AFTER_END, FIELD_NONE, position, limit - position, 0);
        }
        return 0;
    }

    private int fail(DecodeError error, int field, int offset, int found, int expected) {
        errorCode = error.code();
        errorField = field;
        errorOffset = offset;
        errorFound = found;
        errorExpected = expected;
        return errorCode;
    }

    private int walkHeaders() {
        int count = dialect.headerCount();
        for (int i = 0; i < count; i++) {
            HeaderSpec header = dialect.header(i);
            int bytes = header.bytes();
            if (header.selfLength() && position < limit) {
                bytes = buffer.getByte(position) & 0xFF;
                if (bytes == 0) {
                    return fail(DecodeError.HEADER, FIELD_MTI, position, 0, header.bytes());
                }
            }
            if (bytes > limit - position) {
                return fail(DecodeError.HEADER, FIELD_MTI, position, limit - position, bytes);
            }
            String text = header.text();
            for (int k = 0; k < text.length(); k++) {
                if (buffer.getByte(position + k) != (byte) text.charAt(k)) {
                    return fail(DecodeError.HEADER, FIELD_MTI, position + k, buffer.getByte(position + k) & 0xFF, text.charAt(k));
                }
            }
            headerOffsets[i] = position;
            headerLengths[i] = bytes;
            headerCount = i + 1;
            position += bytes;
        }
        bodyOffset = position;
        return 0;
    }

    private int readMti() {
        int bytes = dialect.mtiBytes();
        if (bytes > limit - position) {
            return fail(DecodeError.MTI, FIELD_MTI, position, limit - position, bytes);
        }
        mti = FieldCodec.readLength(FieldCodec.mtiForm(dialect), buffer, position, bytes);
        if (mti < 0) {
            return fail(DecodeError.MTI, FIELD_MTI, position, buffer.getByte(position) & 0xFF, bytes);
        }
        position += bytes;
        return 0;
    }

    private int readBitmaps() {
        BitmapSpec spec = dialect.bitmap();
        if (readBitmap(0) != 0) {
            return errorCode;
        }
        boolean second = (bitmaps[0] & BITMAP_BIT) != 0;
        if (second && spec.levels() < 2) {
            return fail(DecodeError.BITMAP_LEVEL, FIELD_BITMAP, position - spec.wireBytes(), 2, spec.levels());
        }
        if ((second || spec.always() > 1) && readBitmap(1) != 0) {
            return errorCode;
        }
        if (!second && bitmaps[1] != 0) {
            return fail(DecodeError.BITMAP_NOT_ANNOUNCED, FIELD_BITMAP, bitmapOffsets[1], 0, 0);
        }
        if (spec.levels() > 2 && !spec.tertiaryInPlace() && (bitmaps[1] & BITMAP_BIT) != 0) {
            return readBitmap(2);
        }
        return 0;
    }

    private int readBitmap(int level) {
        int bytes = dialect.bitmap().wireBytes();
        if (bytes > limit - position) {
            return fail(DecodeError.BITMAP, FIELD_BITMAP, position, limit - position, bytes);
        }
        int bad = BitmapCodec.error(dialect, buffer, position);
        if (bad >= 0) {
            return fail(DecodeError.BITMAP, FIELD_BITMAP, bad, buffer.getByte(bad) & 0xFF, bytes);
        }
        bitmaps[level] = BitmapCodec.read(dialect, buffer, position);
        bitmapOffsets[level] = position;
        position += bytes;
        return 0;
    }

    private int walkFields(int level) {
        int base = 64 * level + 1;
        boolean indicator = level == 0 || level == 1 && dialect.bitmap().levels() > 2;
        long bits = indicator ? bitmaps[level] & ~BITMAP_BIT : bitmaps[level];
        if (level == 1 && indicator && dialect.bitmap().tertiaryInPlace() && (bitmaps[1] & BITMAP_BIT) != 0
            && readBitmap(2) != 0) {
            return errorCode;
        }
        long rest = bits;
        int at = position;
        while (rest != 0) {
            int number = base + Long.numberOfLeadingZeros(rest);
            FieldSpec spec = dialect.field(number);
            int bytes = spec == null ? -1 : spec.fixedBytes();
            if (bytes >= 0 && bytes <= limit - at) {
                starts[number] = at;
                offsets[number] = at;
                lengths[number] = bytes;
                units[number] = spec.maxUnits();
                at += bytes;
            } else {
                position = at;
                if (walkField(number) != 0) {
                    break;
                }
                at = position;
            }
            rest ^= BITMAP_BIT >>> number - base;
        }
        present[level] = bits ^ rest;
        fieldCount += Long.bitCount(bits ^ rest);
        position = rest == 0 ? at : position;
        return errorCode;
    }

    private int walkField(int number) {
        FieldSpec spec = dialect.field(number);
        if (spec == null) {
            return fail(DecodeError.FIELD_UNKNOWN, number, position, 0, 0);
        }
        int start = position;
        int bytes = spec.fixedBytes();
        int count = spec.maxUnits();
        if (bytes < 0) {
            count = readUnits(spec, number);
            if (count < 0) {
                return errorCode;
            }
            bytes = spec.wireBytes(count);
        }
        if (bytes > limit - position) {
            int at = position;
            position = start;
            return fail(DecodeError.FIELD_CUT_OFF, number, at, limit - at, bytes);
        }
        starts[number] = start;
        offsets[number] = position;
        lengths[number] = bytes;
        units[number] = count;
        position += bytes;
        return 0;
    }

    private int readUnits(FieldSpec spec, int number) {
        long read = FieldCodec.readUnits(spec, buffer, position, limit);
        if (read >= 0) {
            position += (int) (read >>> 32);
            return (int) read;
        }
        DecodeError error = DecodeError.of((int) (-read & 0xFF));
        int expected = error == DecodeError.LENGTH_TOO_LONG ? spec.maxUnits()
            : error == DecodeError.LENGTH_TOO_SHORT ? spec.minUnits() : spec.prefixBytes();
        fail(error, number, position, (int) (-read >> 8), expected);
        return -1;
    }

    /**
     * Checks the contents of all present fields: digits, nibbles, character sets, dates. Does nothing after an error.
     *
     * @return 0, or the code of the first {@link DecodeError}
     */
    public int validate() {
        if (errorCode != 0) {
            return errorCode;
        }
        for (int level = 0; level < 3; level++) {
            long bits = present[level];
            while (bits != 0) {
                int bit = Long.numberOfLeadingZeros(bits);
                bits ^= BITMAP_BIT >>> bit;
                int number = 64 * level + 1 + bit;
                FieldSpec spec = dialect.field(number);
                if (!spec.checked()) {
                    continue;
                }
                int bad = ContentCheck.error(spec, buffer, offsets[number], lengths[number], units[number]);
                if (bad < 0 && spec.structure() != null && spec.structure().kind() == StructureKind.BER
                    && spec.encoding() == ContentEncoding.BINARY) {
                    bad = Math.min(ContentCheck.tlvError(spec, buffer, offsets[number], lengths[number], tlvEnds), limit - 1);
                }
                if (bad >= 0) {
                    return fail(DecodeError.CONTENT, number, bad, buffer.getByte(bad) & 0xFF, 0);
                }
            }
        }
        return 0;
    }

    /** The dialect of the last {@link #wrap}. */
    public Dialect dialect() {
        return dialect;
    }

    /** The buffer of the last {@link #wrap}. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** 0, or the code of the {@link DecodeError} of the last {@link #wrap} or {@link #validate}. */
    public int errorCode() {
        return errorCode;
    }

    /** Field of the error: its number, {@link #FIELD_MTI}, {@link #FIELD_BITMAP} or {@link #FIELD_NONE}. */
    public int errorField() {
        return errorField;
    }

    /** Offset in the buffer where the error was noticed. */
    public int errorOffset() {
        return errorOffset;
    }

    /** One sentence about the error with field, position, found and expected; empty without an error. Shows no field content. */
    public String errorText() {
        return ErrorText.of(this, errorFound, errorExpected);
    }

    /** First byte of the message in the buffer. */
    public int startOffset() {
        return startOffset;
    }

    /** End of the message in the buffer (exclusive). */
    public int limit() {
        return limit;
    }

    /** End of the last walked field. Bytes from here to {@link #limit()} are not understood. */
    public int walkedOffset() {
        return position;
    }

    /** Number of fields that were walked; after a failed {@link #wrap} those before the error, which stay readable. */
    public int walkedFields() {
        return fieldCount;
    }

    /** The MTI as a number (0200 is 200), or -1 when it was not readable. */
    public int mti() {
        return mti;
    }

    /** True when the field was sent and walked. */
    public boolean has(int field) {
        return field > 1 && field <= Dialect.FIELD_MAX && (present[field - 1 >> 6] & BITMAP_BIT >>> (field - 1 & 63)) != 0;
    }

    /** The walked field after {@code field}, or -1: {@code for (int f = d.nextField(0); f > 0; f = d.nextField(f))}. */
    public int nextField(int field) {
        for (int level = Math.max(0, field) >> 6; level < 3; level++) {
            int from = Math.max(0, field - 64 * level);
            long bits = from > 63 ? 0 : present[level] & -1L >>> from;
            if (bits != 0) {
                return 64 * level + 1 + Long.numberOfLeadingZeros(bits);
            }
        }
        return -1;
    }

    /** The bits of a bitmap as received, level 0 to 2; bit 63 is field 1, 65 or 129. */
    public long bitmap(int level) {
        return bitmaps[level];
    }

    /** The bits of the walked fields, level 0 to 2, in the form of a bitmap. */
    public long present(int level) {
        return present[level];
    }

    /** Number of header blocks that were read. */
    public int headerCount() {
        return headerCount;
    }

    /** Offset of a header block, in the order of the dialect. */
    public int headerOffset(int i) {
        return headerOffsets[i];
    }

    /** Bytes of a header block. */
    public int headerLength(int i) {
        return headerLengths[i];
    }

    /** Offset of the MTI. */
    public int bodyOffset() {
        return bodyOffset;
    }

    /** Offset of the value bytes of a field, without its length; -1 when absent. */
    public int offset(int field) {
        return has(field) ? offsets[field] : -1;
    }

    /** Bytes of the value of a field as they travel, without its length; -1 when absent. */
    public int length(int field) {
        return has(field) ? lengths[field] : -1;
    }

    /** Where the field begins, its length indicator included (end of a MAC's range); -1 when absent. */
    public int start(int field) {
        return has(field) ? starts[field] : -1;
    }

    /** Length of a field in its own unit (digits for n); -1 when absent. */
    public int units(int field) {
        return has(field) ? units[field] : -1;
    }

    /** Small letters in a bitmap that was read, as {@link BitmapCodec#smallLetters}. */
    int smallLetters(int level) {
        return BitmapCodec.smallLetters(dialect, buffer, bitmapOffsets[level]);
    }

    int walkedOffset(int field) {
        return offsets[field];
    }

    int walkedLength(int field) {
        return lengths[field];
    }

    int walkedUnits(int field) {
        return units[field];
    }

    /** Number in the digits of a field (for x the amount without sign); -1 when absent, not digits, or above 18 digits. */
    public long asLong(int field) {
        if (!has(field)) {
            return -1;
        }
        int count = canonicalLength(field);
        return dialect.field(field).kind() == ContentKind.X ? digits(field, 1, count - 1) : digits(field, 0, count);
    }

    /** Number in a slice of the digits of a field, counted from 0; -1 when absent, too short, not digits, or above 18 digits. */
    public long digits(int field, int from, int count) {
        if (!has(field) || from < 0 || count <= 0 || from > canonicalLength(field) - count) {
            return -1;
        }
        return FieldCodec.digits(dialect.field(field), buffer, offsets[field], units[field], from, count);
    }

    /** Length in bytes of the canonical value; -1 when absent. */
    public int canonicalLength(int field) {
        return has(field) ? dialect.field(field).canonicalLength(units[field], lengths[field]) : -1;
    }

    /** Writes the canonical value; returns its length, or -1 when the field is absent or the target too small. */
    public int canonical(int field, MutableDirectBuffer dst, int dstOffset) {
        int length = canonicalLength(field);
        if (length < 0 || dstOffset < 0 || length > dst.capacity() - dstOffset) {
            return -1;
        }
        return FieldCodec.toCanonical(dialect.field(field), buffer, offsets[field], lengths[field], units[field], dst, dstOffset);
    }

    /** True when the field is present with content that its specification allows, whether or not {@link #validate} checks it. */
    public boolean contentRight(int field) {
        return has(field)
            && ContentCheck.error(dialect.field(field), buffer, offsets[field], lengths[field], units[field]) < 0;
    }

    /** The canonical value in a new array, or null when absent. Allocates. */
    public byte[] canonicalBytes(int field) {
        int length = canonicalLength(field);
        if (length < 0) {
            return null;
        }
        byte[] value = new byte[length];
        canonical(field, new UnsafeBuffer(value), 0);
        return value;
    }

    /** True when the bytes of the canonical value can be had again from {@link #text}. Allocates. */
    public boolean textIsExact(int field) {
        byte[] value = canonicalBytes(field);
        return value != null && FieldText.exact(dialect, dialect.field(field), value);
    }

    /** Value for people, unmasked: digits and text as they are, binary as upper-case hexadecimal; null when absent. Allocates. */
    public String text(int field) {
        byte[] value = canonicalBytes(field);
        return value == null ? null : FieldText.of(dialect, dialect.field(field), value);
    }
}
