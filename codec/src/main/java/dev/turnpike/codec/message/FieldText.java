package dev.turnpike.codec.message;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.FieldSpec;

/** Canonical values as strings and back. Allocates. */
final class FieldText {
    private FieldText() {
    }

    /** Binary as upper-case hexadecimal, other kinds in the charset of the dialect. */
    static String of(Dialect dialect, FieldSpec spec, byte[] value) {
        return spec.kind() == ContentKind.B ? HexFormat.of().withUpperCase().formatHex(value) : new String(value,
            charset(dialect, spec));
    }

    /** True when {@link #canonical} of the text gives the same bytes. */
    static boolean exact(Dialect dialect, FieldSpec spec, byte[] value) {
        return Arrays.equals(value, canonical(dialect, spec, of(dialect, spec, value)));
    }

    /** The bytes of a text; null when binary text is not hexadecimal. */
    static byte[] canonical(Dialect dialect, FieldSpec spec, String text) {
        if (spec.kind() != ContentKind.B) {
            return text.getBytes(charset(dialect, spec));
        }
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** True when the charset of the field has all characters of a text; always true of hexadecimal. */
    static boolean holds(Dialect dialect, FieldSpec spec, String text) {
        return spec.kind() == ContentKind.B || charset(dialect, spec).newEncoder().canEncode(text);
    }

    /** Charset of the canonical text of a field. */
    static Charset charset(Dialect dialect, FieldSpec spec) {
        return spec.encoding() == ContentEncoding.EBCDIC ? StandardCharsets.ISO_8859_1 : dialect.charset();
    }
}
