package dev.turnpike.codec.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.message.DecodeError;
import dev.turnpike.codec.message.JsonMessageEncoder;
import dev.turnpike.codec.message.JsonMessageException;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;

/** Text in JSON messages: every byte of a Latin text comes back, and what the charset cannot hold is refused. */
class JsonTextTest {
    private final MessageDecoder decoder = new MessageDecoder();

    private static List<String> problems(String dialect, String json) {
        return assertThrows(JsonMessageException.class, () -> JsonMessageEncoder.encode(Dialects.shipped(dialect), json)).problems();
    }

    @Test
    void shouldEncodeWhatWasDecodedWhenTextHasAnyByteAbove1F() throws JsonMessageException {
        for (int octet = 0x20; octet < 0x100; octet++) {
            String text = (octet == 0x7F ? "x" : String.valueOf((char) octet)) + " ".repeat(39);
            byte[] bytes = ("0200" + "0000000000200000" + text).getBytes(StandardCharsets.ISO_8859_1);
            assertEquals(0, decoder.wrap(Dialects.shipped("iso87a-hex"), new UnsafeBuffer(bytes), 0, bytes.length));
            String json = new MessagePrinter().showSensitive(true).json(decoder);
            assertTrue(json.chars().noneMatch(c -> c >= 0x7F && c < 0xA0), json);
            assertArrayEquals(bytes, JsonMessageEncoder.encode(Dialects.shipped("iso87a-hex"), json));
        }
    }

    @Test
    void shouldRefuseWhenCharsetDoesNotHaveACharacter() {
        assertEquals(List.of("2:9: field 43 (merchant name and location): character that the charset does not have, "
            + "expected characters of ISO-8859-1"), problems("iso87a-hex", "{\"mti\":\"0200\",\"fields\":{\n  \"43\": \"\u65E5\u672C\"}}"));
        assertTrue(problems("mastercard", "{\"mti\":\"0200\",\"fields\":{\n\"43\":\"\u65E5\"}}").getFirst().startsWith("2:6: field 43"));
        assertTrue(problems("unionpay-pos", "{\"mti\":\"0210\",\"fields\":{\"44\":\"\u20AC\uD83D\uDE00\"}}").getFirst().contains("characters of GBK"));
        UnsafeBuffer target = new UnsafeBuffer(new byte[200]);
        MessageEncoder encoder = new MessageEncoder().wrap(Dialects.shipped("iso87a-hex"), target, 0, 200).mti(200).put(43, "\u65E5");
        assertEquals(-DecodeError.CHARSET.code(), encoder.finish());
        assertEquals(43, encoder.errorField());
    }

    @Test
    void shouldRefuseWithPlaceWhenNestedTooDeep() {
        String json = "{\"mti\":\"0200\",\"fields\":{\"55\":" + "{\"E1\":".repeat(4_000) + "\"00\"" + "}".repeat(4_002);
        assertTrue(problems("unionpay-pos", json).getFirst().matches("1:\\d+: this is not JSON \\(objects nest too deep\\).*"));
    }
}
