package dev.turnpike.codec.message;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.StructureKind;

/** Words for the error of a decoder. Never shows field content. */
final class ErrorText {
    private ErrorText() {
    }

    static String of(MessageDecoder decoder, int found, int expected) {
        DecodeError error = DecodeError.of(decoder.errorCode());
        if (error == DecodeError.OK) {
            return "";
        }
        StringBuilder text = new StringBuilder(96);
        int field = decoder.errorField();
        if (field == MessageDecoder.FIELD_MTI) {
            text.append(error == DecodeError.HEADER ? "header" : "MTI");
        } else if (field == MessageDecoder.FIELD_BITMAP) {
            text.append("bitmap");
        } else if (field == MessageDecoder.FIELD_NONE) {
            text.append("end");
        } else {
            FieldSpec spec = decoder.dialect().field(field);
            text.append("field ").append(field);
            if (spec != null) {
                text.append(" (").append(spec.name()).append(')');
            }
        }
        text.append(" at byte ").append(decoder.errorOffset() - decoder.startOffset()).append(": ").append(error.text());
        switch (error) {
            case FIELD_CUT_OFF, HEADER, MTI, BITMAP ->
                text.append(", found ").append(found).append(", expected ").append(expected)
                .append(error == DecodeError.FIELD_CUT_OFF ? " bytes" : "");
            case LENGTH_TOO_LONG -> text.append(", found ").append(found).append(", expected at most ").append(expected);
            case LENGTH_TOO_SHORT -> text.append(", found ").append(found).append(", expected at least ").append(expected);
            case LENGTH_NOT_DIGITS ->
                text.append(", found byte ").append(hex(found)).append(", expected a length of ").append(expected)
                .append(" bytes");
            case BITMAP_LEVEL -> text.append(", found ").append(found).append(" bitmaps, expected at most ").append(expected);
            case BYTES_AFTER_END -> text.append(", found ").append(found).append(" bytes, expected none");
            case RANGE -> text.append(", found length ").append(found).append(", expected at most ").append(expected);
            case CONTENT -> text.append(", expected ").append(content(decoder.dialect().field(field)));
            default -> { }
        }
        return text.toString();
    }

    /** What a field may hold. */
    static String content(FieldSpec spec) {
        if (spec == null) {
            return "?";
        }
        if (spec.structure() != null && spec.structure().kind() == StructureKind.BER) {
            return spec.encoding() == ContentEncoding.BINARY ? "BER-TLV objects" : "BER-TLV objects in hexadecimal";
        }
        return "kind " + spec.kind().label() + (spec.valueForm().partCount() > 0 ? " in the form " + spec.valueForm().label() : "");
    }

    private static String hex(int octet) {
        return String.format("%02X", octet & 0xFF);
    }
}
