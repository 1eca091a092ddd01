package dev.turnpike.simulator.wire;

import java.util.Arrays;

/** The field table of one dialect, as the simulators speak it. Immutable; any thread. */
public final class WireLayout {
    /** Field numbers run from 1 to here. */
    static final int LAST_FIELD = 128;

    /** Terminal link: 5 bytes TPDU, 6 bytes header, packed decimal, 64 fields, F64 as 8 raw bytes. */
    public static final WireLayout POS = pos();
    /** Acquirer link: ISO 8583:1987 in ASCII, bitmap and binary fields as hexadecimal characters. */
    public static final WireLayout ISO87A_HEX = iso87a(false);
    /** Acquirer link: ISO 8583:1987 in ASCII, bitmap and binary fields as raw bytes. */
    public static final WireLayout ISO87A_BINARY = iso87a(true);

    private final FieldForm[] forms = new FieldForm[LAST_FIELD + 1];
    private final int[] sizes = new int[LAST_FIELD + 1];
    private final int headerBytes;
    private final boolean packedNumbers;
    private final boolean hexBitmap;

    private WireLayout(int headerBytes, boolean packedNumbers, boolean hexBitmap) {
        this.headerBytes = headerBytes;
        this.packedNumbers = packedNumbers;
        this.hexBitmap = hexBitmap;
        Arrays.fill(forms, FieldForm.NONE);
    }

    /** Bytes before the message type: TPDU and header, or 0. */
    public int headerBytes() {
        return headerBytes;
    }

    /** True when message type and length indicators are packed decimal rather than ASCII digits. */
    boolean packedNumbers() {
        return packedNumbers;
    }

    boolean hexBitmap() {
        return hexBitmap;
    }

    FieldForm form(int field) {
        return forms[field];
    }

    /** Fixed size in length units, or the number of digits of the length indicator for a variable field. */
    int size(int field) {
        return sizes[field];
    }

    private WireLayout with(FieldForm form, int size, int... fields) {
        for (int field : fields) {
            forms[field] = form;
            sizes[field] = size;
        }
        return this;
    }

    private WireLayout range(FieldForm form, int size, int from, int to) {
        for (int field = from; field <= to; field++) {
            with(form, size, field);
        }
        return this;
    }

    private static WireLayout pos() {
        return new WireLayout(11, true, false)
            .with(FieldForm.BCD_VAR, 2, 2, 32)
            .with(FieldForm.BCD_VAR, 3, 48, 60, 61)
            .with(FieldForm.TRACK_VAR, 2, 35)
            .with(FieldForm.TRACK_VAR, 3, 36)
            .with(FieldForm.BCD_LEFT, 6, 3, 11, 12)
            .with(FieldForm.BCD_LEFT, 12, 4)
            .with(FieldForm.BCD_LEFT, 4, 13, 14, 15)
            .with(FieldForm.BCD_LEFT, 3, 22)
            .with(FieldForm.BCD_RIGHT, 3, 23)
            .with(FieldForm.BCD_LEFT, 2, 25, 26)
            .with(FieldForm.BCD_LEFT, 16, 53)
            .with(FieldForm.TEXT, 12, 37)
            .with(FieldForm.TEXT, 6, 38)
            .with(FieldForm.TEXT, 2, 39)
            .with(FieldForm.TEXT, 8, 41)
            .with(FieldForm.TEXT, 15, 42)
            .with(FieldForm.TEXT, 40, 43)
            .with(FieldForm.TEXT, 3, 49)
            .with(FieldForm.TEXT_VAR, 2, 44)
            .with(FieldForm.TEXT_VAR, 3, 54, 57, 58, 59, 63)
            .with(FieldForm.BINARY_VAR, 3, 55, 62)
            .with(FieldForm.BINARY, 8, 52, 64);
    }

    private static WireLayout iso87a(boolean binary) {
        FieldForm fixedBytes = binary ? FieldForm.BINARY : FieldForm.HEX;
        return new WireLayout(0, false, !binary)
            .range(FieldForm.TEXT_VAR, 3, 46, 63)
            .range(FieldForm.TEXT_VAR, 3, 104, 127)
            .with(FieldForm.TEXT_VAR, 2, 2, 32, 33, 34, 35, 44, 45, 99, 100, 101, 102, 103)
            .with(FieldForm.TEXT_VAR, 3, 36)
            .with(FieldForm.TEXT, 6, 3, 11, 12, 38, 73)
            .range(FieldForm.TEXT, 12, 4, 6)
            .with(FieldForm.TEXT, 10, 7)
            .range(FieldForm.TEXT, 8, 8, 10)
            .range(FieldForm.TEXT, 4, 13, 18)
            .range(FieldForm.TEXT, 3, 19, 24)
            .with(FieldForm.TEXT, 2, 25, 26, 39, 67, 92)
            .with(FieldForm.TEXT, 1, 27, 66, 91)
            .range(FieldForm.TEXT, 9, 28, 31)
            .with(FieldForm.TEXT, 12, 37)
            .with(FieldForm.TEXT, 3, 40)
            .with(FieldForm.TEXT, 8, 41)
            .with(FieldForm.TEXT, 15, 42)
            .with(FieldForm.TEXT, 40, 43)
            .range(FieldForm.TEXT, 3, 49, 51)
            .with(fixedBytes, 8, 52, 64, 96, 128)
            .with(FieldForm.TEXT, 16, 53)
            .with(binary ? FieldForm.BINARY_VAR : FieldForm.HEX_VAR, 3, 55)
            .with(fixedBytes, 1, 65)
            .range(FieldForm.TEXT, 3, 68, 70)
            .range(FieldForm.TEXT, 4, 71, 72)
            .range(FieldForm.TEXT, 10, 74, 81)
            .range(FieldForm.TEXT, 12, 82, 85)
            .range(FieldForm.TEXT, 16, 86, 89)
            .with(FieldForm.TEXT, 42, 90, 95)
            .with(FieldForm.TEXT, 5, 93)
            .with(FieldForm.TEXT, 7, 94)
            .with(FieldForm.TEXT, 17, 97)
            .with(FieldForm.TEXT, 25, 98);
    }
}
