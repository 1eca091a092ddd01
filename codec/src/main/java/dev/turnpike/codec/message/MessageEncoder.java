package dev.turnpike.codec.message;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.dialect.WireForm;
import dev.turnpike.codec.encoding.Octets;
import dev.turnpike.codec.encoding.PackedDigits;

/**
 * Writes one message into a buffer: headers, MTI, then fields in ascending order with canonical values. When the first field above
 * 64 is put and the second bitmap is not always sent, what is written so far moves by one bitmap (offsets from {@link #reserve} are
 * stale then; {@link #expectFieldsAbove64} avoids the move). The first mistake is kept, later calls do nothing, {@link #finish}
 * reports it. No allocation in steady state. One thread at a time.
 */
public final class MessageEncoder extends EncoderState {
    private final CanonicalScratch scratch = new CanonicalScratch();
    private final FieldConversion conversion = new FieldConversion();
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

    /** An encoder of nothing yet. */
    public MessageEncoder() {
        errorCode = DecodeError.RANGE.code();
    }

    /**
     * Begins a message at {@code offset}, of at most {@code capacity} bytes, all of which belong to the encoder until
     * {@link #finish}: a few after the message may be written too. Headers are zero, or their fixed text, unless given.
     */
    public MessageEncoder wrap(Dialect d, MutableDirectBuffer b, int offset, int capacity) {
        dialect = d;
        buffer = b;
        startOffset = offset;
        errorCode = 0;
        errorField = 0;
        lastField = 1;
        plainFieldMax = 0;
        started = false;
        headersMoved = false;
        headersPending = false;
        secondSilent = false;
        bitmapCount = d.bitmap().always();
        firstBits = 0;
        bits[1] = 0;
        bits[2] = 0;
        Arrays.fill(smallLetters, 0);
        limit = offset;
        position = offset;
        bodyOffset = offset;
        if (offset < 0 || capacity < 0 || capacity > b.capacity() - offset) {
            fail(DecodeError.RANGE, 0);
            return this;
        }
        int headerBytes = d.headerOffset(d.headerCount());
        limit = offset + capacity;
        if (headerBytes > capacity) {
            fail(DecodeError.CAPACITY, 0);
            headersPending = true;
            return this;
        }
        Octets.copy(d.headerBytes(), 0, headerBytes, b, offset);
        position = offset + headerBytes;
        bodyOffset = position;
        return this;
    }

    /** Writes a header block. Blocks that say their own length may have another than the usual one, before {@link #mti}. */
    public MessageEncoder header(int i, DirectBuffer src, int off, int len) {
        if (errorCode != 0) {
            return this;
        }
        if (i < 0 || i >= dialect.headerCount() || off < 0 || len < 0 || len > src.capacity() - off) {
            fail(DecodeError.RANGE, 0);
            return this;
        }
        int at = startOffset + dialect.headerOffset(i);
        int usual = dialect.header(i).bytes();
        if (headersMoved) {
            at = startOffset;
            for (int k = 0; k < i; k++) {
                at += headerLengths[k];
            }
            usual = headerLengths[i];
        }
        if (len != usual && !moveHeaders(i, at + usual, len - usual)) {
            return this;
        }
        if (src == buffer) {
            buffer.putBytes(at, src, off, len);
        } else {
            Octets.copy(src, off, len, buffer, at);
        }
        return this;
    }

    /** Writes the MTI, 0 to 9999 (200 is 0200), and makes room for the bitmaps. */
    public MessageEncoder mti(int mti) {
        if (errorCode != 0) {
            return this;
        }
        int room = dialect.mtiBytes() + bitmapCount * dialect.bitmap().wireBytes();
        if (started || mti < 0 || mti > 9999) {
            fail(DecodeError.MTI, 0);
        } else if (room > limit - position) {
            fail(DecodeError.CAPACITY, 0);
        } else {
            FieldCodec.writeLength(FieldCodec.mtiForm(dialect), mti, buffer, bodyOffset, dialect.mtiBytes());
            position += room;
            started = true;
            plainFieldMax = 64;
        }
        return this;
    }

    /** Reserves the second bitmap at once, so that nothing moves when a field above 64 is put. Call before {@link #mti}. */
    public MessageEncoder expectFieldsAbove64() {
        if (errorCode == 0 && !started && dialect.bitmap().levels() > 1) {
            bitmapCount = Math.max(2, bitmapCount);
        }
        return this;
    }

    /** Puts a field with a canonical value from a buffer. */
    public MessageEncoder put(int field, DirectBuffer src, int off, int len) {
        FieldSpec spec = field > lastField && field <= plainFieldMax ? dialect.field(field) : null;
        if (spec == null) {
            return putOther(field, src, off, len);
        }
        int at = position;
        int end = at + spec.fixedBytes();
        if (len == spec.shortLength() && off >= 0 && off <= src.capacity() - WireForm.SHORT_MAX
            && at <= limit - WireForm.SHORT_MAX) {
            if (spec.wireForm() == WireForm.SAME) {
                Octets.copyShort(src, off, len, buffer, at);
            } else if (!PackedDigits.packShort(src, off, len, buffer, at, spec.padNibble())) {
                return putOther(field, src, off, len);
            }
        } else {
            end = FieldWriter.write(spec, src, off, len, buffer, at, limit);
            if (end < 0) {
                return putOther(field, src, off, len);
            }
        }
        close(field, end);
        return this;
    }

    /** Puts a field that has a pad, another encoding, or a mistake. */
    private MessageEncoder putOther(int field, DirectBuffer src, int off, int len) {
        FieldSpec spec = begin(field);
        if (spec == null) {
            return this;
        }
        if (off < 0 || len < 0 || len > src.capacity() - off) {
            fail(DecodeError.RANGE, field);
            return this;
        }
        int units = spec.unitsOf(len);
        if (units > spec.maxUnits()) {
            fail(DecodeError.LENGTH_TOO_LONG, field);
            return this;
        }
        if (spec.lengthForm() == LengthForm.FIXED) {
            if (units < spec.maxUnits() && (spec.kind() == ContentKind.B || spec.kind() == ContentKind.X
                || spec.kind() == ContentKind.Z)) {
                fail(DecodeError.LENGTH_TOO_SHORT, field);
                return this;
            }
            units = spec.maxUnits();
        } else if (units < spec.minUnits()) {
            fail(DecodeError.LENGTH_TOO_SHORT, field);
            return this;
        }
        int at = open(spec, field, units);
        if (at >= 0) {
            int written = FieldCodec.fromCanonical(spec, src, off, len, units, buffer, at);
            if (written < 0) {
                fail(DecodeError.of(written), field);
            } else {
                close(field, at + written);
            }
        }
        return this;
    }

    /** Puts a field with a canonical value. */
    public MessageEncoder put(int field, byte[] v) {
        view.wrap(v);
        return put(field, view, 0, v.length);
    }

    /** Puts a field with canonical text; characters beyond 7 bits are encoded in the dialect's charset (which allocates). */
    public MessageEncoder put(int field, CharSequence v) {
        if (!scratch.take(v)) {
            FieldSpec spec = begin(field);
            String text = v.toString();
            if (spec != null && !FieldText.holds(dialect, spec, text)) {
                fail(DecodeError.CHARSET, field);
            }
            return spec == null || errorCode != 0 ? this : put(field, text.getBytes(FieldText.charset(dialect, spec)));
        }
        return put(field, scratch.room(0), 0, v.length());
    }

    /** Puts a number that is not negative, filled with zeros on the left to the length of a fixed field. */
    public MessageEncoder putLong(int field, long v) {
        if (v < 0) {
            fail(DecodeError.CONTENT, field);
            return this;
        }
        int at = scratch.take(dialect.field(field), v);
        return put(field, scratch.room(0), at, scratch.numberEnd() - at);
    }

    /**
     * Puts a field of another message, of this or another dialect. In the same form the bytes are taken as they are, pads
     * included.
     */
    public MessageEncoder copy(int field, MessageDecoder from) {
        if (!from.has(field)) {
            fail(DecodeError.FIELD_ABSENT, field);
            return this;
        }
        if (field > lastField && field <= plainFieldMax) {
            FieldSpec spec = dialect.field(field);
            FieldSpec source = from.dialect().field(field);
            int end = spec == null || !fits(spec, source, field, from) ? FieldWriter.DECLINED : FieldWriter.copy(spec, source, from.buffer(),
                from.walkedOffset(field), from.walkedLength(field), from.walkedUnits(field), buffer, position, limit);
            if (end >= 0) {
                close(field, end);
                return this;
            }
        }
        return copyOther(field, from);
    }

    /** True when the canonical value of a field of another message is one of this dialect without a closer look. */
    private static boolean fits(FieldSpec spec, FieldSpec source, int field, MessageDecoder from) {
        int transfer = spec.transfer(source);
        return transfer == FieldSpec.AS_IT_IS || transfer == FieldSpec.IF_ASCII && source.encoding() == ContentEncoding.ASCII
            && Octets.allAscii(from.buffer(), from.walkedOffset(field), from.walkedLength(field));
    }

    private MessageEncoder copyOther(int field, MessageDecoder from) {
        FieldSpec spec = begin(field);
        if (spec == null) {
            return this;
        }
        FieldSpec source = from.dialect().field(field);
        if (fits(spec, source, field, from)) {
            return spec.sameWireForm(source)
                ? asItIs(spec, field, from.units(field), from.buffer(), from.offset(field), from.length(field))
                : copyFitting(spec, source, field, from);
        }
        int length = conversion.convert(spec, from, field);
        if (length < 0) {
            fail(DecodeError.of(length), field);
            return this;
        }
        putOther(field, conversion.value(), 0, length);
        if (errorCode == 0 && spec.checked()
            && ContentCheck.error(spec, buffer, valueOffset, position - valueOffset, valueUnits) >= 0) {
            fail(DecodeError.CONTENT, field);
        }
        return this;
    }

    private MessageEncoder copyFitting(FieldSpec spec, FieldSpec source, int field, MessageDecoder from) {
        int units = from.units(field);
        int bytes = from.length(field);
        boolean direct = source.kind() != ContentKind.Z
            && (source.encoding() == ContentEncoding.ASCII || source.encoding() == ContentEncoding.BINARY);
        if (direct) {
            return put(field, from.buffer(), from.offset(field), bytes);
        }
        int length = source.canonicalLength(units, bytes);
        boolean plain = spec.encoding() == ContentEncoding.ASCII || spec.encoding() == ContentEncoding.BINARY;
        int least = spec.lengthForm() == LengthForm.FIXED ? spec.maxUnits() : spec.minUnits();
        if (plain && length <= spec.maxUnits() && length >= least) {
            int at = open(spec, field, length);
            if (at >= 0) {
                FieldCodec.toCanonical(source, from.buffer(), from.offset(field), bytes, units, buffer, at);
                close(field, at + length);
            }
            return this;
        }
        UnsafeBuffer value = scratch.room(length);
        FieldCodec.toCanonical(source, from.buffer(), from.offset(field), bytes, units, value, 0);
        return put(field, value, 0, length);
    }

    /**
     * Puts a field with the bytes of its value as they travel in this dialect, pads and separators as they are; {@code units} is
     * its length in the unit of the field. For messages that must come out byte for byte.
     */
    public MessageEncoder putRaw(int field, int units, DirectBuffer src, int off, int len) {
        FieldSpec spec = begin(field);
        if (spec == null) {
            return this;
        }
        boolean wrongSize = units < 0 || units <= spec.maxUnits() && len != spec.wireBytes(units);
        if (wrongSize || off < 0 || len < 0 || len > src.capacity() - off) {
            fail(DecodeError.RANGE, field);
            return this;
        }
        return asItIs(spec, field, units, src, off, len);
    }

    private MessageEncoder asItIs(FieldSpec spec, int field, int units, DirectBuffer src, int off, int bytes) {
        if (units > spec.maxUnits() || units < spec.minUnits()) {
            fail(units > spec.maxUnits() ? DecodeError.LENGTH_TOO_LONG : DecodeError.LENGTH_TOO_SHORT, field);
            return this;
        }
        int at = open(spec, field, units);
        if (at >= 0) {
            Octets.copy(src, off, bytes, buffer, at);
            close(field, at + bytes);
        }
        return this;
    }

    /**
     * Writes a whole message: in the same dialect byte for byte (headers, bitmaps and their letters, lengths, pads), in another one MTI
     * and fields, which must all exist there.
     */
    public MessageEncoder copyAll(MessageDecoder from) {
        boolean same = from.dialect() == dialect;
        if (same) {
            copyHeaders(from);
            if ((from.bitmap(0) & BITMAP_BIT) != 0) {
                expectFieldsAbove64();
            }
        }
        mti(from.mti());
        for (int field = from.nextField(0); field > 0; field = from.nextField(field)) {
            if (same) {
                copySame(field, from);
            } else {
                copy(field, from);
            }
        }
        if (same && errorCode == 0) {
            if (dialect.bitmap().levels() > 2 && bitmapCount == 2 && (from.bitmap(1) & BITMAP_BIT) != 0) {
                addBitmap(Dialect.FIELD_MAX);
            }
            secondSilent = (from.bitmap(0) & BITMAP_BIT) == 0;
            for (int level = 0; level < bitmapCount; level++) {
                smallLetters[level] = from.smallLetters(level);
            }
        }
        return this;
    }

    /** Copies a field of this dialect with its length as it stands. */
    private void copySame(int field, MessageDecoder from) {
        int start = from.start(field);
        int bytes = from.offset(field) + from.length(field) - start;
        if (begin(field) != null && makeRoom(field, bytes)) {
            Octets.copy(from.buffer(), start, bytes, buffer, position);
            close(field, position + bytes);
        }
    }

    /** Puts a field with zero bytes of value, {@code valueLength} canonical bytes; returns the offset of its value, or -1. */
    public int reserve(int field, int valueLength) {
        FieldSpec spec = begin(field);
        if (spec == null) {
            return -1;
        }
        int units = valueLength < 0 ? -1 : spec.unitsOf(valueLength);
        if (units > spec.maxUnits() || units < spec.minUnits()) {
            fail(units > spec.maxUnits() ? DecodeError.LENGTH_TOO_LONG : DecodeError.LENGTH_TOO_SHORT, field);
            return -1;
        }
        int at = open(spec, field, units);
        if (at >= 0) {
            int bytes = spec.wireBytes(units);
            buffer.setMemory(at, bytes, (byte) 0);
            close(field, at + bytes);
        }
        return at;
    }
}
