package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.turnpike.codec.dialect.Dialect;

class UnionPayVectorsTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    static List<Vector> vectors() {
        return Vector.ofFamily("unionpay-pos-bcd");
    }

    private static MessageDecoder decode(Vector vector) {
        MessageDecoder decoder = new MessageDecoder();
        Dialect dialect = vector.dialect("unionpay-pos");
        int code = decoder.wrap(dialect, new UnsafeBuffer(vector.bytes()), vector.frameBytes(), vector.bytes().length - vector.frameBytes());
        assertEquals(0, code, decoder::errorText);
        assertEquals(0, decoder.validate(), decoder::errorText);
        return decoder;
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldReadPublishedFieldsWhenDecoding(Vector vector) {
        MessageDecoder decoder = decode(vector);
        assertEquals(Integer.parseInt(vector.expected().get("mti").asText()), decoder.mti());
        assertEquals(vector.expected().get("bitmap").asText(), HEX.toHexDigits(decoder.bitmap(0)));
        JsonNode tpdu = vector.expected().get("tpdu");
        if (tpdu != null) {
            assertEquals(tpdu.asText(), hex(vector, decoder.headerOffset(0), decoder.headerLength(0)));
            assertEquals(vector.expected().get("header").asText(), hex(vector, decoder.headerOffset(1), decoder.headerLength(1)));
        }
        JsonNode fields = vector.expected().get("fields");
        assertEquals(fields.size(), decoder.walkedFields());
        for (Map.Entry<String, JsonNode> entry : fields.properties()) {
            int field = Integer.parseInt(entry.getKey());
            String text = decoder.text(field).replaceFirst("=", field == 35 ? "D" : "=");
            String expected = entry.getValue().asText();
            assertTrue(expected.equals(text) || expected.equals(hex(vector, decoder.offset(field), decoder.length(field)))
                || expected.equals(ascii(vector, decoder, field)), () -> field + ": " + text + " is not " + expected);
        }
        JsonNode raw = vector.expected().get("raw_with_pad_nibble");
        if (raw != null) {
            for (Map.Entry<String, JsonNode> entry : raw.properties()) {
                int field = Integer.parseInt(entry.getKey());
                assertEquals(entry.getValue().asText(), hex(vector, decoder.offset(field), decoder.length(field)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldGiveSameBytesWhenEncodingAgain(Vector vector) {
        MessageDecoder decoder = decode(vector);
        byte[] target = new byte[1024];
        MessageEncoder encoder = new MessageEncoder().wrap(decoder.dialect(), new UnsafeBuffer(target), 3, 1000);
        for (int i = 0; i < decoder.headerCount(); i++) {
            encoder.header(i, decoder.buffer(), decoder.headerOffset(i), decoder.headerLength(i));
        }
        encoder.mti(decoder.mti());
        for (int field = decoder.nextField(0); field > 0; field = decoder.nextField(field)) {
            encoder.copy(field, decoder);
        }
        int length = encoder.finish();
        assertEquals(vector.bytes().length - vector.frameBytes(), length);
        assertArrayEquals(java.util.Arrays.copyOfRange(vector.bytes(), vector.frameBytes(), vector.bytes().length),
            java.util.Arrays.copyOfRange(target, 3, 3 + length));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldKeepEarlierFieldsReadableWhenCutOffAnywhere(Vector vector) {
        MessageDecoder whole = decode(vector);
        MessageDecoder part = new MessageDecoder();
        for (int end = vector.frameBytes(); end < vector.bytes().length; end++) {
            int code = part.wrap(whole.dialect(), whole.buffer(), vector.frameBytes(), end - vector.frameBytes());
            assertTrue(code > 0);
            assertTrue(part.errorOffset() <= end);
            for (int field = whole.nextField(0); field > 0; field = whole.nextField(field)) {
                boolean inside = whole.offset(field) + whole.length(field) <= end;
                assertEquals(inside && end >= whole.start(whole.nextField(0)), part.has(field));
                if (inside) {
                    assertEquals(whole.text(field), part.text(field));
                }
            }
        }
    }

    private static String ascii(Vector vector, MessageDecoder decoder, int field) {
        return new String(vector.bytes(), decoder.offset(field), decoder.length(field), java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static String hex(Vector vector, int offset, int length) {
        return HEX.formatHex(vector.bytes(), offset, offset + length);
    }
}
