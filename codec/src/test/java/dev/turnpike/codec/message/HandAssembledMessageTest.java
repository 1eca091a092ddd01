package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import dev.turnpike.codec.dialect.Dialects;

/**
 * ISO 8583:2003 on a message that nobody published: no dump of this edition with its field values was found in public, so the
 * bytes below are put together by hand, one field a line, from the list of data elements of the 2003 edition at
 * http://kuriositaet.de/iso8583/fields.html (number, format and length of each) and the rules for lengths and binary data of
 * ISO 8583-1:2003, 6.2. They do not come out of an encoder of this project. That lengths and digits are packed as BCD, odd digits to
 * the right, is a choice of the dialect; the standard leaves it to the parties.
 */
class HandAssembledMessageTest {
    private static final String LINES = """
        2210                                        MTI
        F3 34 29 43 2E E0 92 01                     1 2 3 4 7 8, 11 12 14, 19 21 24, 26 31 32, 35 37 38 39, 41 42 43, 49 52 55, 64
        00 00 00 00 10 00 00 00                     100
        16 4761739001010010                         2    LLVAR n..19
        000000                                      3
        978 2 000000012345                          4    n 16: currency, minor unit, amount
        0501130427                                  7    MMDDhhmmss
        000000000100                                8    n 12
        000000000042                                11   n 12
        20240501150427                              12   CCYYMMDDhhmmss
        2612                                        14   YYMM
        0276                                        19   n 3 in two bytes
        58414243444546474849303132333435363738394A4B  21  ans 22
        0200                                        24   n 3
        5411                                        26   n 4
        0 12345678901234567890123                   31   n 23 in twelve bytes
        06 123456                                   32   LLVAR n..11
        33 0 4761739001010010 D 2612101123456789    35   LLVAR z..37
        313233343536373839303132                    37   anp 12
        413142324333                                38   anp 6
        0000                                        39   n 4
        5445524D494E414C2D2D2D2D30303031            41   ans 16
        12 4D45524348414E542D303132                 42   LLVAR ans..35
        0005 4D756E6963                             43   LLLLVAR
        0003 313233                                 49   LLLVAR
        1122334455667788                            52   b 8
        0013 9F3602031E9F2701805F340101             55   LLLLVAR
        DEADBEEF01020304                            64   b 8
        11 0 12345678901                            100  LLVAR n..11
        """;

    private static final Map<Integer, String> FIELDS = Map.ofEntries(Map.entry(2, "4761739001010010"), Map.entry(3, "000000"),
        Map.entry(4, "9782000000012345"), Map.entry(7, "0501130427"), Map.entry(8, "000000000100"),
        Map.entry(11, "000000000042"), Map.entry(12, "20240501150427"), Map.entry(14, "2612"), Map.entry(19, "276"),
        Map.entry(21, "XABCDEFGHI0123456789JK"), Map.entry(24, "200"), Map.entry(26, "5411"),
        Map.entry(31, "12345678901234567890123"), Map.entry(32, "123456"), Map.entry(35, "4761739001010010=2612101123456789"),
        Map.entry(37, "123456789012"), Map.entry(38, "A1B2C3"), Map.entry(39, "0000"), Map.entry(41, "TERMINAL----0001"),
        Map.entry(42, "MERCHANT-012"), Map.entry(43, "4D756E6963"), Map.entry(49, "123"), Map.entry(52, "1122334455667788"),
        Map.entry(55, "9F3602031E9F2701805F340101"), Map.entry(64, "DEADBEEF01020304"), Map.entry(100, "12345678901"));

    static byte[] bytes() {
        StringBuilder hex = new StringBuilder();
        LINES.lines().forEach(line -> hex.append(line.split(" {2,}")[0].replace(" ", "")));
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void shouldReadEveryFieldWhenMessageIsOfTheEditionOf2003() {
        byte[] bytes = bytes();
        MessageDecoder decoder = new MessageDecoder();
        assertEquals(0, decoder.wrap(Dialects.shipped("iso2003b"), new UnsafeBuffer(bytes), 0, bytes.length), decoder::errorText);
        assertEquals(0, decoder.validate(), decoder::errorText);
        assertEquals(2210, decoder.mti());
        assertEquals(FIELDS.size(), decoder.walkedFields());
        FIELDS.forEach((field, value) -> assertEquals(value, decoder.text(field), () -> "field " + field));
        SubfieldDecoder parts = new SubfieldDecoder();
        assertEquals(0, parts.wrap(decoder, 4));
        assertEquals("978", parts.text(parts.find(FieldPath.of("4.1"))));
        assertEquals(12_345, parts.asLong(parts.find(FieldPath.of("4.3"))));
        assertEquals(0, parts.wrap(decoder, 55));
        assertEquals("031E", parts.text(parts.find(FieldPath.of("55.9F36"))));
    }

    @Test
    void shouldWriteTheSameBytesWhenFieldsArePut() {
        byte[] bytes = bytes();
        UnsafeBuffer target = new UnsafeBuffer(new byte[512]);
        MessageEncoder encoder = new MessageEncoder().wrap(Dialects.shipped("iso2003b"), target, 0, 512).mti(2210);
        FIELDS.keySet().stream().sorted().forEach(field -> {
            String value = FIELDS.get(field);
            boolean binary = "b".equals(Dialects.shipped("iso2003b").field(field).kind().label());
            encoder.put(field, binary ? HexFormat.of().parseHex(value) : value.getBytes(StandardCharsets.US_ASCII));
        });
        assertEquals(bytes.length, encoder.finish());
        assertArrayEquals(bytes, java.util.Arrays.copyOf(target.byteArray(), bytes.length));
    }
}
