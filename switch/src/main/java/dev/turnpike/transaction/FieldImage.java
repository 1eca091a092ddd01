package dev.turnpike.transaction;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A list of fields with canonical values, {@code number u8 | length u16 little-endian | value}, ascending by number: the form in which
 * journal, in-flight store and stages hand fields on, whatever dialect they came in. One thread; allocates nothing after construction.
 */
public final class FieldImage {
    /** Bytes in front of each value. */
    public static final int ENTRY_HEADER = 3;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;
    private int capacity;
    private int length;

    /** Starts an empty image in {@code capacity} bytes at {@code offset}. */
    public FieldImage startAt(MutableDirectBuffer target, int targetOffset, int targetCapacity) {
        buffer.wrap(target, targetOffset, targetCapacity);
        offset = 0;
        capacity = targetCapacity;
        length = 0;
        return this;
    }

    /** Views an existing image. */
    public FieldImage wrap(DirectBuffer source, int sourceOffset, int sourceLength) {
        if (sourceLength == 0) {
            buffer.wrap(0, 0);
        } else {
            buffer.wrap(source, sourceOffset, sourceLength);
        }
        offset = 0;
        capacity = sourceLength;
        length = sourceLength;
        return this;
    }

    /** Where a value of {@code field} may be written directly; follow with {@link #added(int, int)}. */
    public int valueOffset() {
        return length + ENTRY_HEADER;
    }

    /** The underlying bytes; offsets of this class are relative to it. */
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /** Room for the next value in bytes. */
    public int room() {
        return capacity - length - ENTRY_HEADER;
    }

    /** Finishes an entry whose value was written at {@link #valueOffset()}. */
    public FieldImage added(int field, int valueLength) {
        buffer.putByte(length, (byte) field);
        buffer.putShort(length + 1, (short) valueLength, java.nio.ByteOrder.LITTLE_ENDIAN);
        length += ENTRY_HEADER + valueLength;
        return this;
    }

    /** Appends a value; fields that do not fit are refused with false and leave the image unchanged. */
    public boolean put(int field, DirectBuffer source, int sourceOffset, int valueLength) {
        if (valueLength > room()) {
            return false;
        }
        buffer.putBytes(length + ENTRY_HEADER, source, sourceOffset, valueLength);
        added(field, valueLength);
        return true;
    }

    /** Appends a value of ASCII bytes. */
    public boolean put(int field, byte[] value) {
        if (value.length > room()) {
            return false;
        }
        buffer.putBytes(length + ENTRY_HEADER, value);
        added(field, value.length);
        return true;
    }

    /** Appends {@code value} as {@code digits} ASCII digits with leading zeros. */
    public boolean putDigits(int field, long value, int digits) {
        if (digits > room()) {
            return false;
        }
        Digits.put(buffer, length + ENTRY_HEADER, value, digits);
        added(field, digits);
        return true;
    }

    /** Offset of the value of {@code field} within {@link #buffer()}, or -1 when absent. */
    public int find(int field) {
        int at = offset;
        while (at + ENTRY_HEADER <= length) {
            int number = buffer.getByte(at) & 0xFF;
            if (number == field) {
                return at + ENTRY_HEADER;
            }
            at += ENTRY_HEADER + lengthAt(at + ENTRY_HEADER);
        }
        return -1;
    }

    /** Length of the value that starts at {@code valueOffset}, as returned by {@link #find(int)} or {@link #next(int)}. */
    public int lengthAt(int valueOffset) {
        return buffer.getShort(valueOffset - 2, java.nio.ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Field number of the value that starts at {@code valueOffset}. */
    public int fieldAt(int valueOffset) {
        return buffer.getByte(valueOffset - ENTRY_HEADER) & 0xFF;
    }

    /** Value offset of the first entry, or -1 when empty. */
    public int first() {
        return length >= ENTRY_HEADER ? ENTRY_HEADER : -1;
    }

    /** Value offset of the entry after the one at {@code valueOffset}, or -1 at the end. */
    public int next(int valueOffset) {
        int at = valueOffset + lengthAt(valueOffset);
        return at + ENTRY_HEADER <= length ? at + ENTRY_HEADER : -1;
    }

    /** Value of a field of ASCII digits, or -1 when absent or not digits. */
    public long digits(int field) {
        int at = find(field);
        return at < 0 ? -1 : Digits.parse(buffer, at, lengthAt(at));
    }

    /** Bytes of the whole image. */
    public int length() {
        return length;
    }
}
