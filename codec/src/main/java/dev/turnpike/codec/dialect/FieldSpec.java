package dev.turnpike.codec.dialect;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import dev.turnpike.codec.encoding.Ebcdic;

/**
 * One field (or sub-field) of a dialect: content, encoding, length, padding, sensitivity. Immutable.
 * <p>A <em>unit</em> is what the length of the field counts ({@link LengthUnit}). The <em>canonical</em> length is that of the
 * dialect-independent value: digits for n and z, characters for text, bytes for b.
 */
public final class FieldSpec {
    /** A BER object that no dialect describes: secret bytes. */
    public static final FieldSpec OBJECT = object();

    /** {@link #transfer}: every value of the other field is one here. */
    public static final int AS_IT_IS = 0;
    /** {@link #transfer}: every value of 7-bit characters is; others must be put into another charset. */
    public static final int IF_ASCII = 1;
    /** {@link #transfer}: a value may be none here and must be looked at. */
    public static final int IF_ALLOWED = 2;

    static final int TWO_PER_BYTE = 1;
    static final int TWO_BYTES_EACH = 2;
    private static final int ONE_TO_ONE = 0;
    private static final int SIGN_THEN_TWO_PER_BYTE = 3;

    private static final int UNITS_ARE_CANONICAL = 0;
    private static final int UNITS_ARE_BCD_BYTES = 1;
    private static final int UNITS_ARE_SIGN_AND_BCD_BYTES = 2;
    private static final int UNITS_ARE_HEX_CHARACTERS = 3;

    private final int number;
    private final String id;
    private final String name;
    private final ContentKind kind;
    private final ContentEncoding encoding;
    private final Ebcdic ebcdic;
    private final Charset charset;
    private final boolean multiByte;
    private final LengthForm lengthForm;
    private final LengthUnit unit;
    private final int prefixDigits;
    private final int prefixBytes;
    private final boolean inclusive;
    private final int minUnits;
    private final int maxUnits;
    private final int fixedBytes;
    private final int wireForm;
    private final int plainMin;
    private final int plainMax;
    private final int shortLength;
    private final int sizing;
    private final int shape;
    private final boolean alignRight;
    private final int padNibble;
    private final byte padByte;
    private final Sensitivity sensitivity;
    private final ValueForm valueForm;
    private final boolean checked;
    private final StructureSpec structure;
    private final long key;

    FieldSpec(FieldSpecBuilder b) {
        number = b.number;
        id = b.id;
        name = b.name;
        kind = b.kind;
        encoding = b.encoding;
        ebcdic = b.ebcdic;
        charset = !b.kind.text() ? null : b.encoding == ContentEncoding.EBCDIC ? StandardCharsets.ISO_8859_1 : b.charset;
        multiByte = b.kind == ContentKind.ANS && b.encoding == ContentEncoding.ASCII && b.structure == null
            && b.charset.name().startsWith("GB");
        lengthForm = b.lengthForm;
        unit = b.unit;
        prefixDigits = b.prefixDigits;
        prefixBytes = prefixBytes(b.lengthForm, b.prefixDigits);
        inclusive = b.inclusive;
        minUnits = b.min;
        maxUnits = b.max;
        sizing = sizing(b);
        shape = shape(b, sizing);
        alignRight = b.alignRight;
        padNibble = b.padNibble;
        padByte = b.padByte;
        sensitivity = b.sensitivity;
        valueForm = b.valueForm;
        checked = b.checked;
        structure = b.structure;
        key = b.key;
        fixedBytes = lengthForm == LengthForm.FIXED ? wireBytes(maxUnits) : -1;
        wireForm = WireForm.of(b, sizing);
        int least = lengthForm == LengthForm.FIXED ? maxUnits : minUnits;
        boolean characters = wireForm == WireForm.HEX_OF_CHARACTERS;
        plainMin = Math.max(1, characters ? least + 1 >> 1 : least);
        boolean direct = wireForm == WireForm.SAME || wireForm == WireForm.PACKED;
        shortLength = direct && lengthForm == LengthForm.FIXED && maxUnits <= WireForm.SHORT_MAX ? maxUnits : -1;
        plainMax = wireForm == WireForm.OTHER ? 0 : characters ? maxUnits >> 1 : maxUnits;
    }

    private static FieldSpec object() {
        FieldSpecBuilder b = new FieldSpecBuilder();
        b.id = "object";
        b.name = "object";
        b.lengthForm = LengthForm.REST;
        b.max = 99_999;
        return b.build();
    }

    private static int sizing(FieldSpecBuilder b) {
        return switch (b.encoding) {
            case BCD -> {
                if (b.unit == LengthUnit.BYTES || b.unit == LengthUnit.ENCODED) {
                    yield ONE_TO_ONE;
                }
                yield b.kind == ContentKind.X ? SIGN_THEN_TWO_PER_BYTE : TWO_PER_BYTE;
            }
            case HEX, HEX_EBCDIC -> b.unit == LengthUnit.BYTES ? TWO_BYTES_EACH : ONE_TO_ONE;
            default -> ONE_TO_ONE;
        };
    }

    private static int shape(FieldSpecBuilder b, int sizing) {
        if (sizing != ONE_TO_ONE) {
            return UNITS_ARE_CANONICAL;
        }
        return switch (b.encoding) {
            case BCD -> b.kind == ContentKind.X ? UNITS_ARE_SIGN_AND_BCD_BYTES : UNITS_ARE_BCD_BYTES;
            case HEX, HEX_EBCDIC -> UNITS_ARE_HEX_CHARACTERS;
            default -> UNITS_ARE_CANONICAL;
        };
    }

    /** Bytes that a length of this form and number of digits takes. */
    static int prefixBytes(LengthForm form, int digits) {
        return switch (form) {
            case FIXED, REST -> 0;
            case BCD -> (digits + 1) / 2;
            case BER -> 1;
            default -> digits;
        };
    }

    /** Bytes on the wire for a length in units. */
    public int wireBytes(int units) {
        return switch (sizing) {
            case ONE_TO_ONE -> units;
            case TWO_PER_BYTE -> (units + 1) >> 1;
            case TWO_BYTES_EACH -> units << 1;
            default -> 1 + (units >> 1);
        };
    }

    /** Length in units of a canonical value of {@code canonicalLength}. */
    public int unitsOf(int canonicalLength) {
        return switch (shape) {
            case UNITS_ARE_CANONICAL -> canonicalLength;
            case UNITS_ARE_BCD_BYTES -> canonicalLength + 1 >> 1;
            case UNITS_ARE_SIGN_AND_BCD_BYTES -> 1 + (canonicalLength >> 1);
            default -> canonicalLength << 1;
        };
    }

    /** Canonical length of a value of {@code units} that takes {@code bytes} on the wire. */
    public int canonicalLength(int units, int bytes) {
        return switch (shape) {
            case UNITS_ARE_CANONICAL -> units;
            case UNITS_ARE_BCD_BYTES -> bytes << 1;
            case UNITS_ARE_SIGN_AND_BCD_BYTES -> 1 + (bytes - 1 << 1);
            default -> bytes >> 1;
        };
    }

    /** Length in units of a value that takes {@code bytes} on the wire, pads counted in. */
    public int unitsOfBytes(int bytes) {
        return switch (sizing) {
            case ONE_TO_ONE -> bytes;
            case TWO_PER_BYTE -> bytes << 1;
            case TWO_BYTES_EACH -> bytes >> 1;
            default -> 1 + (bytes - 1 << 1);
        };
    }

    /** Number of nibbles before the first digit of a BCD value of {@code units}: 1 when an odd count is right aligned. */
    public int leadingNibbles(int units) {
        return alignRight && sizing == TWO_PER_BYTE ? units & 1 : 0;
    }

    /** True when the bytes of a value in {@code other} are also right here, pad nibble and length included. */
    public boolean sameWireForm(FieldSpec other) {
        return this == other || kind == other.kind && encoding == other.encoding && ebcdic == other.ebcdic
            && sizing == other.sizing
            && alignRight == other.alignRight && (lengthForm == LengthForm.FIXED) == (other.lengthForm == LengthForm.FIXED)
            && (lengthForm != LengthForm.FIXED || maxUnits == other.maxUnits);
    }

    /** What a canonical value of {@code other} needs before it is one of this field: one of the constants above. */
    public int transfer(FieldSpec other) {
        if (this == other) {
            return AS_IT_IS;
        }
        if (!kind.covers(other.kind) || valueForm != other.valueForm && valueForm != ValueForm.NONE) {
            return IF_ALLOWED;
        }
        return charset == other.charset || charset == null || other.charset == null || charset.equals(other.charset) ? AS_IT_IS : IF_ASCII;
    }

    /** Charset of the canonical text; null for digits, signs and bytes. */
    public Charset charset() {
        return charset;
    }

    /** True for text, without sub-fields, of a charset of the GB family, whose letters may take several bytes. */
    public boolean multiByte() {
        return multiByte;
    }

    /** Field number 1 to 192, or the index of a sub-field. */
    public int number() {
        return number;
    }

    /** Identifier: the field number, or the name of a sub-field in paths such as {@code 60.2} and {@code 55.9F26}. */
    public String id() {
        return id;
    }

    /** Name for people. */
    public String name() {
        return name;
    }

    /** What the value may consist of. */
    public ContentKind kind() {
        return kind;
    }

    /** How the value travels. */
    public ContentEncoding encoding() {
        return encoding;
    }

    /** EBCDIC code page of the dialect. */
    public Ebcdic ebcdic() {
        return ebcdic;
    }

    /** How the length travels. */
    public LengthForm lengthForm() {
        return lengthForm;
    }

    /** What the length counts. */
    public LengthUnit unit() {
        return unit;
    }

    /** Digits (or bytes, for binary lengths) of the length indicator; 0 for fixed fields. */
    public int prefixDigits() {
        return prefixDigits;
    }

    /** Bytes of the length indicator; for {@link LengthForm#BER} the least number. */
    public int prefixBytes() {
        return prefixBytes;
    }

    /** True when the length on the wire counts its own bytes too. */
    public boolean inclusive() {
        return inclusive;
    }

    /** Least length in units. */
    public int minUnits() {
        return minUnits;
    }

    /** Greatest length in units; the length of a fixed field. */
    public int maxUnits() {
        return maxUnits;
    }

    /** Bytes of a fixed field, -1 for a variable one. */
    public int fixedBytes() {
        return fixedBytes;
    }

    /** One of the constants of {@link WireForm}. */
    public int wireForm() {
        return wireForm;
    }

    /** Least canonical length, at least 1, of a value in its {@link #wireForm}, which for a fixed field is the only one. */
    public int plainMin() {
        return plainMin;
    }

    /** Greatest canonical length of a value in its {@link #wireForm}; 0 for {@link WireForm#OTHER}. */
    public int plainMax() {
        return plainMax;
    }

    /**
     * Canonical length of a fixed field of at most {@link WireForm#SHORT_MAX} that travels as it is or
     * {@link WireForm#PACKED packed}; -1 for all others.
     */
    public int shortLength() {
        return shortLength;
    }

    /** True when odd digits, or values that are too short, are moved to the right end. */
    public boolean alignRight() {
        return alignRight;
    }

    /** Nibble that fills an odd digit count, 0 to 15; any nibble is accepted when reading. */
    public int padNibble() {
        return padNibble;
    }

    /** Canonical byte that fills short fixed values. */
    public byte padByte() {
        return padByte;
    }

    /** What people may see. */
    public Sensitivity sensitivity() {
        return sensitivity;
    }

    /** Further limits of the digits. */
    public ValueForm valueForm() {
        return valueForm;
    }

    /** True when a validating decode checks the content. */
    public boolean checked() {
        return checked;
    }

    /** How the value divides into sub-fields, or null. */
    public StructureSpec structure() {
        return structure;
    }

    /** The identifier as an {@link ElementKey}. */
    public long key() {
        return key;
    }
}
