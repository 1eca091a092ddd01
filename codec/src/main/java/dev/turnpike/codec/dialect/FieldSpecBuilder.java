package dev.turnpike.codec.dialect;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import dev.turnpike.codec.encoding.Ebcdic;

/** Collects the properties of one field while a dialect file is read. */
final class FieldSpecBuilder {
    int number;
    String id = "";
    String name = "";
    ContentKind kind = ContentKind.B;
    ContentEncoding encoding = ContentEncoding.BINARY;
    Ebcdic ebcdic = Ebcdic.CP037;
    Charset charset = StandardCharsets.ISO_8859_1;
    LengthForm lengthForm = LengthForm.FIXED;
    LengthUnit unit = LengthUnit.BYTES;
    int prefixDigits;
    boolean inclusive;
    int min;
    int max;
    boolean alignRight;
    int padNibble;
    byte padByte;
    Sensitivity sensitivity = Sensitivity.SECRET;
    ValueForm valueForm = ValueForm.NONE;
    boolean checked = true;
    StructureSpec structure;
    long key;
    /** True for digits inside a BCD field, which may begin at either nibble. */
    boolean slice;
    /** True when kind and encoding come from the field that holds this one. */
    boolean inherited;
    /** True when the length is known from outside: the value runs to the end of its range. */
    boolean free;

    FieldSpec build() {
        return new FieldSpec(this);
    }
}
