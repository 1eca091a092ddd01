package dev.turnpike.simulator.wire;

import dev.turnpike.status.Invariants;

/**
 * Writes one message. Fields go in ascending order with canonical values. Reusable; allocates nothing itself.
 * A value that does not fit its field is a mistake of the simulator and throws {@link IllegalStateException}. One thread.
 */
public final class WireWriter {
    private final WireLayout layout;
    private final byte[] buffer;
    private int bodyAt;
    private int mapAt;
    private int at;
    private int last;
    private boolean wide;
    private long primary;
    private long secondary;

    /** A writer with its own buffer of {@code capacity} bytes. */
    public WireWriter(WireLayout layout, int capacity) {
        this.layout = layout;
        this.buffer = new byte[capacity];
    }

    /** The buffer; the message starts at 0 with its header. */
    public byte[] buffer() {
        return buffer;
    }

    /**
     * Starts a message, leaving room for the header of the layout.
     *
     * @param mti message type, 200 for 0200
     * @param secondBitmap true when a field above 64 will follow
     */
    public WireWriter begin(int mti, boolean secondBitmap) {
        bodyAt = layout.headerBytes();
        at = bodyAt;
        if (layout.packedNumbers()) {
            buffer[at++] = (byte) (mti / 1000 << 4 | mti / 100 % 10);
            buffer[at++] = (byte) (mti / 10 % 10 << 4 | mti % 10);
        } else {
            decimal(mti, 4);
        }
        mapAt = at;
        at += (layout.hexBitmap() ? 16 : 8) * (secondBitmap ? 2 : 1);
        wide = secondBitmap;
        primary = secondBitmap ? Long.MIN_VALUE : 0;
        secondary = 0;
        last = 1;
        return this;
    }

    /** Copies {@code length} bytes into the header at {@code index}. */
    public WireWriter header(int index, byte[] source, int from, int length) {
        Invariants.check(index + length <= layout.headerBytes(), "header fits");
        System.arraycopy(source, from, buffer, index, length);
        return this;
    }

    /** Writes characters: digits for numbers, {@code =} in tracks, exactly the fixed length where there is one. */
    public WireWriter put(int field, CharSequence value) {
        FieldForm form = open(field, value.length());
        Invariants.check(!form.isBinary(), "field takes characters");
        int count = value.length();
        switch (form) {
            case BCD_LEFT, BCD_VAR, TRACK_VAR -> pack(value, 0);
            case BCD_RIGHT -> pack(value, count & 1);
            default -> {
                for (int i = 0; i < count; i++) {
                    buffer[at + i] = (byte) value.charAt(i);
                }
            }
        }
        at += form.wireBytes(count);
        return this;
    }

    /** Writes a number with leading zeroes into a fixed field. */
    public WireWriter putNumber(int field, long value) {
        int size = layout.size(field);
        FieldForm form = open(field, size);
        if (form == FieldForm.TEXT) {
            decimal(value, size);
            return this;
        }
        Invariants.check(form == FieldForm.BCD_LEFT || form == FieldForm.BCD_RIGHT, "field takes numbers");
        int octets = size + 1 >> 1;
        long rest = form == FieldForm.BCD_LEFT && (size & 1) == 1 ? value * 10 : value;
        for (int i = octets - 1; i >= 0; i--) {
            buffer[at + i] = (byte) (rest / 10 % 10 << 4 | rest % 10);
            rest /= 100;
        }
        at += octets;
        return this;
    }

    /** Writes raw bytes into a binary field. */
    public WireWriter put(int field, byte[] value) {
        FieldForm form = layout.form(field);
        boolean hex = form == FieldForm.HEX || form == FieldForm.HEX_VAR;
        open(field, form == FieldForm.HEX_VAR ? 2 * value.length : value.length);
        Invariants.check(form.isBinary(), "field takes bytes");
        if (hex) {
            Hex.write(value, 0, value.length, buffer, at);
            at += 2 * value.length;
        } else {
            System.arraycopy(value, 0, buffer, at, value.length);
            at += value.length;
        }
        return this;
    }

    /** Copies a field byte for byte from a message in the same layout, when it is there. */
    public WireWriter copy(int field, WireReader from) {
        if (from.has(field)) {
            mark(field);
            int size = from.valueOffset(field) + from.valueBytes(field) - from.start(field);
            System.arraycopy(from.buffer(), from.start(field), buffer, at, size);
            at += size;
        }
        return this;
    }

    /** Leaves room for {@code count} bytes (8 for a MAC) and returns where their value starts. */
    public int reserve(int field, int count) {
        open(field, count);
        int here = at;
        at += layout.form(field).wireBytes(count);
        return here;
    }

    /** Where the message type starts. */
    public int bodyOffset() {
        return bodyAt;
    }

    /** Writes the bitmap. Returns the length from the start of the header. */
    public int finish() {
        bitmap(primary, mapAt);
        if (wide) {
            bitmap(secondary, mapAt + (layout.hexBitmap() ? 16 : 8));
        }
        return at;
    }

    private FieldForm open(int field, int count) {
        FieldForm form = layout.form(field);
        mark(field);
        Invariants.check(form != FieldForm.NONE, "field belongs to the dialect");
        int size = layout.size(field);
        if (!form.variable()) {
            Invariants.check(count == size, "fixed field has its length");
        } else if (layout.packedNumbers()) {
            Invariants.check(count < (size == 2 ? 100 : 1000), "variable field fits");
            if (size == 3) {
                buffer[at++] = (byte) (count / 100);
            }
            buffer[at++] = (byte) (count / 10 % 10 << 4 | count % 10);
        } else {
            decimal(count, size);
        }
        return form;
    }

    private void mark(int field) {
        Invariants.check(field > last && (field <= 64 || wide), "fields ascend and the bitmap is wide enough");
        last = field;
        if (field <= 64) {
            primary |= 1L << 64 - field;
        } else {
            secondary |= 1L << 128 - field;
        }
    }

    private void pack(CharSequence value, int shift) {
        int octets = value.length() + 1 >> 1;
        for (int i = 0; i < octets; i++) {
            buffer[at + i] = 0;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int nibble = c == '=' ? 13 : c - '0';
            Invariants.check(nibble >= 0 && nibble < 10 || c == '=', "packed value is decimal");
            int index = i + shift;
            buffer[at + (index >> 1)] |= (byte) ((index & 1) == 0 ? nibble << 4 : nibble);
        }
    }

    private void decimal(long value, int digits) {
        long rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            buffer[at + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        Invariants.check(rest == 0, "number fits its digits");
        at += digits;
    }

    private void bitmap(long map, int where) {
        if (layout.hexBitmap()) {
            Hex.write(map, buffer, where);
        } else {
            for (int i = 0; i < 8; i++) {
                buffer[where + i] = (byte) (map >>> 56 - 8 * i);
            }
        }
    }
}
