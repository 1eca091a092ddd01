package dev.turnpike.codec.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.util.HashMap;
import java.util.Map;

import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.encoding.Octets;

/**
 * Canonical values of one dialect for a field of another one that has other contents or another charset. Letters beyond 7 bits change
 * by code point; a letter that the other charset does not have is an error, as are bytes that are no text in their own. Allocates for
 * the first value of a charset and for the longest value; one thread.
 */
final class FieldConversion {
    private static final int BYTES_PER_CHARACTER_MAX = 4;

    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private final Map<Charset, CharsetDecoder> decoders = new HashMap<>();
    private final Map<Charset, CharsetEncoder> encoders = new HashMap<>();
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private CharBuffer characters = CharBuffer.allocate(0);

    /** The value of the last {@link #convert}. */
    UnsafeBuffer value() {
        return value;
    }

    /** Makes the canonical value of a present field one for {@code spec}; returns its length, or the negative code of an error. */
    int convert(FieldSpec spec, MessageDecoder from, int field) {
        FieldSpec source = from.dialect().field(field);
        int length = from.canonicalLength(field);
        if (length > characters.capacity()) {
            bytes = ByteBuffer.allocate(BYTES_PER_CHARACTER_MAX * 2 * length);
            characters = CharBuffer.allocate(2 * length);
            value.wrap(bytes.array());
        }
        from.canonical(field, value, 0);
        boolean formed = spec.transfer(source) == FieldSpec.IF_ALLOWED && (spec.kind() == ContentKind.N && source.kind() != ContentKind.N
            || spec.valueForm().partCount() > 0);
        if (formed && spec.lengthForm() == LengthForm.FIXED && length < spec.maxUnits()) {
            // filled with zeros it would be another code or date
            return -DecodeError.LENGTH_TOO_SHORT.code();
        }
        if (spec.charset() == null || source.charset() == null || spec.charset().equals(source.charset())
            || Octets.allAscii(value, 0, length)) {
            return length;
        }
        if (spec.structure() != null || source.structure() != null) {
            // what is not ASCII may be a length or binary, and lengths inside would have to change
            return -DecodeError.CHARSET.code();
        }
        length = recode(source.charset(), length, spec.charset());
        while (spec.lengthForm() == LengthForm.FIXED && length > spec.maxUnits() && value.getByte(length - 1) == ' ') {
            length--;
        }
        return length;
    }

    private int recode(Charset from, int length, Charset to) {
        CharsetDecoder decoder = decoders.get(from);
        if (decoder == null) {
            decoder = from.newDecoder();
            decoders.put(from, decoder);
        }
        CharsetEncoder encoder = encoders.get(to);
        if (encoder == null) {
            encoder = to.newEncoder();
            encoders.put(to, encoder);
        }
        bytes.clear().limit(length);
        characters.clear();
        decoder.reset();
        if (!decoder.decode(bytes, characters, true).isUnderflow() || !decoder.flush(characters).isUnderflow()) {
            return -DecodeError.CHARSET.code();
        }
        bytes.clear();
        characters.flip();
        encoder.reset();
        if (!encoder.encode(characters, bytes, true).isUnderflow() || !encoder.flush(bytes).isUnderflow()) {
            return -DecodeError.CHARSET.code();
        }
        return bytes.position();
    }
}
