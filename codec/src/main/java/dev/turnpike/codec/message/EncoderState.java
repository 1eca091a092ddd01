package dev.turnpike.codec.message;

import org.agrona.MutableDirectBuffer;

import dev.turnpike.codec.dialect.BitmapSpec;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.FieldSpec;

/** A message being written: its place in the buffer, headers, bitmaps and first mistake. What {@link MessageEncoder} works on. */
abstract class EncoderState {
    static final long BITMAP_BIT = Long.MIN_VALUE;

    final long[] bits = new long[3];
    long firstBits;
    final int[] headerLengths = new int[Dialect.HEADER_MAX];
    final int[] smallLetters = new int[3];

    Dialect dialect;
    MutableDirectBuffer buffer;
    int startOffset;
    int limit;
    int position;
    int bodyOffset;
    int bitmapCount;
    int above64;
    int thirdBitmap;
    int lastField;
    /** Fields from {@link #lastField} up to this one need no bitmap, no look at errors and not the place of field 65. */
    int plainFieldMax;
    boolean started;
    boolean headersMoved;
    /** True while the usual headers are too long for the buffer: shorter ones may still be copied. */
    boolean headersPending;
    /** True when the second bitmap is sent always and bit 1 is not to announce it as long as it is empty. */
    boolean secondSilent;
    int valueOffset;
    int valueUnits;
    int errorCode;
    int errorField;

    final void fail(DecodeError error, int field) {
        if (errorCode == 0) {
            errorCode = error.code();
            errorField = field;
            plainFieldMax = 0;
        }
    }

    final boolean moveHeaders(int i, int tail, int move) {
        if (started || !dialect.header(i).selfLength() || move > limit - position) {
            fail(DecodeError.HEADER, 0);
            return false;
        }
        if (!headersMoved) {
            for (int k = 0; k < dialect.headerCount(); k++) {
                headerLengths[k] = dialect.header(k).bytes();
            }
            headersMoved = true;
        }
        buffer.putBytes(tail + move, buffer, tail, position - tail);
        headerLengths[i] += move;
        position += move;
        bodyOffset += move;
        return true;
    }

    /** Takes over all header blocks of a message of this dialect, which may be shorter than the usual ones. */
    final void copyHeaders(MessageDecoder from) {
        int count = from.headerCount();
        if (count == 0 || count < dialect.headerCount() || errorCode != 0 && !headersPending) {
            return;
        }
        errorCode = 0;
        headersPending = false;
        int bytes = from.bodyOffset() - from.headerOffset(0);
        if (started || bytes > limit - startOffset) {
            fail(started ? DecodeError.HEADER : DecodeError.CAPACITY, 0);
            return;
        }
        buffer.putBytes(startOffset, from.buffer(), from.headerOffset(0), bytes);
        for (int i = 0; i < count; i++) {
            headerLengths[i] = from.headerLength(i);
        }
        headersMoved = true;
        bodyOffset = startOffset + bytes;
        position = bodyOffset;
    }

    final FieldSpec begin(int field) {
        if (errorCode != 0) {
            return null;
        }
        FieldSpec spec = dialect.field(field);
        if (!started) {
            fail(DecodeError.MTI, field);
        } else if (spec == null) {
            fail(DecodeError.FIELD_UNKNOWN, field);
        } else if (field <= lastField) {
            fail(DecodeError.FIELD_ORDER, field);
        } else {
            return spec;
        }
        return null;
    }

    /** Adds the bitmap of a field; false when the dialect has none, or no room for it and the bytes of the field. */
    final boolean makeRoom(int field, int bytes) {
        int level = field - 1 >> 6;
        while (level >= bitmapCount) {
            if (addBitmap(field) < 0) {
                return false;
            }
        }
        if (level > 0) {
            above64 = lastField <= 64 ? position : above64;
            plainFieldMax = 64 * bitmapCount;
        }
        if (bytes > limit - position) {
            fail(DecodeError.CAPACITY, field);
            return false;
        }
        return true;
    }

    /** Makes room, writes the length indicator; returns the offset of the value, or -1. */
    final int open(FieldSpec spec, int field, int units) {
        int bytes = spec.wireBytes(units);
        int prefix = FieldCodec.prefixBytes(spec, bytes);
        if (!makeRoom(field, bytes + prefix)) {
            return -1;
        }
        FieldCodec.writePrefix(spec, units, buffer, position, prefix);
        valueOffset = position + prefix;
        valueUnits = units;
        return valueOffset;
    }

    final void close(int field, int end) {
        if (field <= 64) {
            firstBits |= BITMAP_BIT >>> field - 1;
        } else {
            bits[field - 1 >> 6] |= BITMAP_BIT >>> (field - 1 & 63);
        }
        lastField = field;
        position = end;
    }

    /** Inserts one more bitmap; for the first field above 64 its place among the fields is here. */
    final int addBitmap(int field) {
        BitmapSpec spec = dialect.bitmap();
        int bytes = spec.wireBytes();
        if (lastField <= 64) {
            above64 = position;
        }
        int at = bitmapCount == 2 && spec.tertiaryInPlace() ? above64 : bodyOffset + dialect.mtiBytes() + bitmapCount * bytes;
        if (bitmapCount >= spec.levels() || bytes > limit - position) {
            fail(bitmapCount >= spec.levels() ? DecodeError.BITMAP_LEVEL : DecodeError.CAPACITY, field);
            return -1;
        }
        buffer.putBytes(at + bytes, buffer, at, position - at);
        position += bytes;
        bitmapCount++;
        if (bitmapCount == 3) {
            thirdBitmap = at;
        }
        return 0;
    }

    /** Ends the message: writes the bitmaps. Returns its length in bytes with headers, or a negative {@link DecodeError} code. */
    public final int finish() {
        if (errorCode == 0 && !started) {
            fail(DecodeError.MTI, 0);
        }
        if (errorCode != 0) {
            return -errorCode;
        }
        bits[0] = bitmapCount > 1 && !(secondSilent && bits[1] == 0) ? firstBits | BITMAP_BIT : firstBits;
        if (bitmapCount > 2) {
            bits[1] |= BITMAP_BIT;
        }
        BitmapSpec spec = dialect.bitmap();
        for (int level = 0; level < bitmapCount; level++) {
            int at = level == 2 ? thirdBitmap : bodyOffset + dialect.mtiBytes() + level * spec.wireBytes();
            BitmapCodec.write(dialect, bits[level], buffer, at);
            BitmapCodec.makeSmall(dialect, smallLetters[level], buffer, at);
        }
        return position - startOffset;
    }

    /** 0, or the code of the first {@link DecodeError}. */
    public final int errorCode() {
        return errorCode;
    }

    /** Field of the first error, 0 for headers and MTI. */
    public final int errorField() {
        return errorField;
    }

    /** Offset of the MTI; final once {@link #mti} was called. */
    public final int bodyOffset() {
        return bodyOffset;
    }

    /** Offset where the next field will begin (end of a MAC's range). */
    public final int position() {
        return position;
    }
}
