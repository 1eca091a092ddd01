package dev.turnpike.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one message in place. Reusable; {@link #wrap} neither allocates nor throws on bad input. Values are canonical:
 * digits for numbers, {@code =} as track separator, characters with their pad, raw bytes for binary fields.
 * One thread at a time; the buffer must not change while the reader is in use.
 */
public final class WireReader {
    private static final byte[] NIBBLES = "0123456789ABC=EF".getBytes(StandardCharsets.US_ASCII);

    private final WireLayout layout;
    private final int[] starts = new int[WireLayout.LAST_FIELD + 2];
    private final int[] offsets = new int[WireLayout.LAST_FIELD + 1];
    private final int[] units = new int[WireLayout.LAST_FIELD + 1];
    private byte[] buffer = new byte[0];
    private int offset;
    private int end;
    private int mti;
    private long primary;
    private long secondary;

    /** A reader of messages in {@code layout}. */
    public WireReader(WireLayout layout) {
        this.layout = layout;
    }

    /**
     * Walks one message, length prefix already stripped.
     *
     * @return 0 when every field is inside the message and the message ends with the last one; -1 when not even the bitmap
     *     could be read; otherwise the number of the field at which the walk stopped (fields before it are readable), or 999
     *     for bytes after the last field
     */
    public int wrap(byte[] source, int from, int length) {
        buffer = source;
        offset = from;
        end = from + length;
        int walked = read(from);
        if (walked < 0) {
            primary = 0;
            secondary = 0;
        }
        return walked;
    }

    private int read(int from) {
        primary = 0;
        secondary = 0;
        int at = from + layout.headerBytes();
        int mtiBytes = layout.packedNumbers() ? 2 : 4;
        int mapBytes = layout.hexBitmap() ? 16 : 8;
        if (at + mtiBytes + mapBytes > end) {
            return -1;
        }
        mti = (int) (layout.packedNumbers() ? packed(at, 4) : ascii(at, 4));
        at += mtiBytes;
        primary = bitmap(at);
        at += mapBytes;
        if (mti < 0 || layout.hexBitmap() && !isHex(at - 16)) {
            return -1;
        }
        if (primary < 0) {
            if (at + mapBytes > end || layout.hexBitmap() && !isHex(at)) {
                return -1;
            }
            secondary = bitmap(at);
            at += mapBytes;
        }
        return walk(at);
    }

    private int walk(int first) {
        int at = first;
        for (int field = 2; field <= WireLayout.LAST_FIELD; field++) {
            if (!bit(field)) {
                continue;
            }
            int next = walkField(field, at);
            if (next < 0) {
                clearFrom(field);
                return field;
            }
            at = next;
        }
        return at == end ? 0 : 999;
    }

    private int walkField(int field, int at) {
        FieldForm form = layout.form(field);
        if (form == FieldForm.NONE) {
            return -1;
        }
        starts[field] = at;
        int value = at;
        int count = layout.size(field);
        if (form.variable()) {
            int prefix = layout.packedNumbers() ? count + 1 >> 1 : count;
            if (at + prefix > end) {
                return -1;
            }
            long declared = layout.packedNumbers() ? packed(at, prefix * 2) : ascii(at, count);
            if (declared < 0) {
                return -1;
            }
            count = (int) declared;
            value = at + prefix;
        }
        int next = value + form.wireBytes(count);
        if (next > end) {
            return -1;
        }
        offsets[field] = value;
        units[field] = count;
        return next;
    }

    private void clearFrom(int field) {
        for (int f = field; f <= WireLayout.LAST_FIELD; f++) {
            if (f <= 64) {
                primary &= ~(1L << 64 - f);
            } else {
                secondary &= ~(1L << 128 - f);
            }
        }
    }

    private boolean bit(int field) {
        return field <= 64 ? (primary >>> 64 - field & 1) != 0 : field != 65 && (secondary >>> 128 - field & 1) != 0;
    }

    /** Message type as a number, 0200 gives 200. */
    public int mti() {
        return mti;
    }

    /** True when the field is present and was walked. */
    public boolean has(int field) {
        return bit(field);
    }

    /** Where the message (its header, if any) starts in the buffer. */
    public int offset() {
        return offset;
    }

    /** Where the message type starts. */
    public int bodyOffset() {
        return offset + layout.headerBytes();
    }

    /** Where the field starts, length indicator included. */
    public int start(int field) {
        return starts[field];
    }

    /** Where the value of the field starts on the wire. */
    public int valueOffset(int field) {
        return offsets[field];
    }

    /** Bytes of the value on the wire. */
    public int valueBytes(int field) {
        return layout.form(field).wireBytes(units[field]);
    }

    /** The buffer of the last wrap. */
    public byte[] buffer() {
        return buffer;
    }

    /** Number in the field; -1 when absent, empty, longer than 18 digits or not decimal. Does not allocate. */
    public long number(int field) {
        return has(field) ? number(field, 0, units[field]) : -1;
    }

    /** Number in {@code count} digits of the field from digit {@code from}; -1 when they are not all there. Does not allocate. */
    public long number(int field, int from, int count) {
        if (!has(field) || from + count > units[field] || count < 1 || count > 18) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            int digit = character(field, from + i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Canonical character {@code index} of a field that is not binary. Does not allocate. */
    public int character(int field, int index) {
        int at = offsets[field];
        return switch (layout.form(field)) {
            case BCD_LEFT, BCD_VAR, TRACK_VAR -> nibble(at, index);
            case BCD_RIGHT -> nibble(at, index + (units[field] & 1));
            default -> buffer[at + index] & 0xFF;
        };
    }

    /** Canonical value as characters; hexadecimal for binary fields; {@code null} when absent. For people and checks. */
    public String text(int field) {
        if (!has(field)) {
            return null;
        }
        if (layout.form(field).isBinary()) {
            return Hex.of(bytes(field));
        }
        char[] out = new char[units[field]];
        for (int i = 0; i < out.length; i++) {
            out[i] = (char) character(field, i);
        }
        return new String(out);
    }

    /** Raw bytes of a binary field, or the characters of any other; {@code null} when absent. */
    public byte[] bytes(int field) {
        if (!has(field)) {
            return null;
        }
        int at = offsets[field];
        return switch (layout.form(field)) {
            case HEX, HEX_VAR -> Hex.bytes(buffer, at, valueBytes(field));
            case BINARY, BINARY_VAR -> Arrays.copyOfRange(buffer, at, at + units[field]);
            default -> text(field).getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    /** True when the field is present and its canonical characters are {@code expected}. Does not allocate. */
    public boolean is(int field, CharSequence expected) {
        if (!has(field) || units[field] != expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (character(field, i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int nibble(int at, int index) {
        int octet = buffer[at + (index >> 1)];
        return NIBBLES[((index & 1) == 0 ? octet >> 4 : octet) & 15];
    }

    private long packed(int at, int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = nibble(at, i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private long ascii(int at, int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = buffer[at + i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private long bitmap(int at) {
        long map = 0;
        if (layout.hexBitmap()) {
            for (int i = 0; i < 16; i++) {
                map = map << 4 | Character.digit(buffer[at + i], 16) & 15;
            }
        } else {
            for (int i = 0; i < 8; i++) {
                map = map << 8 | buffer[at + i] & 0xFF;
            }
        }
        return map;
    }

    private boolean isHex(int at) {
        for (int i = 0; i < 16; i++) {
            if (Character.digit(buffer[at + i], 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
