package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.DialectException;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.dialect.Dialects;

class SubfieldDecoderTest {
    private final MessageDecoder decoder = new MessageDecoder();
    private final MessageEncoder encoder = new MessageEncoder();
    private final SubfieldDecoder parts = new SubfieldDecoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8192]);

    private void vector(String id, String dialect) {
        Vector vector = Vector.all().stream().filter(v -> v.id().equals(id)).findFirst().orElseThrow();
        assertEquals(0, decoder.wrap(vector.dialect(dialect), new UnsafeBuffer(vector.bytes()), vector.frameBytes(),
            vector.bytes().length - vector.frameBytes()));
    }

    private String read(String path) {
        FieldPath parsed = FieldPath.of(path);
        assertEquals(0, parts.wrap(decoder, parsed.field()));
        int element = parts.find(parsed);
        return element < 0 ? null : parts.text(element);
    }

    private void message(Dialect dialect, int field, byte[] value) {
        int length = encoder.wrap(dialect, buffer, 0, buffer.capacity()).mti(200).put(field, value).finish();
        assertTrue(length > 0, () -> DecodeError.of(length).text());
        assertEquals(0, decoder.wrap(dialect, buffer, 0, length), decoder::errorText);
    }

    private Dialect dialectWith(String field127) {
        try {
            return DialectLoader.load("test",
                "dialect: test\nextends: iso87a-bin\nfields:\n  127: {kind: b, enc: binary, prefix: ascii4, max: 9999, "
                + "sensitive: structured, sub: " + field127 + "}\n");
        } catch (DialectException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldFindDigitsInsideBcdWhenPathIsGiven() {
        vector("up-0200-sale-pin-emv", "unionpay-pos");
        assertEquals("22", read("60.1"));
        assertEquals("000001", read("60.2"));
        assertEquals("000", read("60.3"));
        assertEquals("6", read("60.4"));
        assertEquals(null, read("60.5"));
        assertEquals("6", read("53.2"));
        parts.wrap(decoder, 60);
        assertEquals(1, parts.asLong(parts.find(FieldPath.of("60.2"))));
    }

    @Test
    void shouldFindBerObjectsWhenPathIsGiven() {
        vector("up-0200-sale-pin-emv", "unionpay-pos");
        assertEquals("9C0A057796D091E3", read("55.9F26"));
        assertEquals("000000000001", read("55.9F02"));
        assertEquals("12345678", read("55.9F1E"));
        assertEquals(null, read("55.71"));
    }

    @Test
    void shouldFindObjectsWhenFieldIsHexadecimalText() {
        vector("up-0200-sale-pin-emv", "unionpay-pos");
        MessageDecoder source = new MessageDecoder();
        source.wrap(decoder.dialect(), decoder.buffer(), decoder.startOffset(), decoder.limit() - decoder.startOffset());
        int length = encoder.wrap(Dialects.shipped("iso87a-hex"), buffer, 0, 2048).mti(200).copy(3, source).copy(55,
            source).finish();
        assertEquals(0, decoder.wrap(Dialects.shipped("iso87a-hex"), buffer, 0, length));
        assertEquals("9C0A057796D091E3", read("55.9F26"));
        assertEquals("00", read("3.2"));
    }

    @Test
    void shouldFindTaggedSubelementsBehindLeadWhenEbcdic() {
        vector("mc-0100-ecom", "mastercard");
        assertEquals("P", read("48.TCC"));
        assertEquals("0103910", read("48.SE42"));
        assertEquals("P01", read("48.SE77"));
    }

    @Test
    void shouldFindBitmapLedSubfieldsWhenVisa() {
        vector("visa-base1-0110", "visa-base1");
        assertEquals("0002", read("63.1"));
        assertEquals(0, parts.wrapHeader(decoder, 0));
        assertEquals("007D", parts.text(3));
    }

    @Test
    void shouldSplitPositionalAndSelectedFieldsWhenCups() {
        vector("cups-0210-ic", "cups");
        assertEquals("0000", read("60.1"));
        assertEquals("0100", new StringBuilder(read("60.6")).append(read("60.7")).append(read("60.8")).toString());
        assertEquals("000001797100", read("54.1.5"));
        assertEquals("C", read("54.2.4"));
        assertEquals(null, read("54.3"));
        vector("up-0210-qr-sale", "unionpay-pos");
        assertEquals(HexFormat.of().formatHex("58210526789789570802".getBytes()), read("59.A4"));
    }

    @Test
    void shouldReadTokensWhenBase24() {
        message(Dialects.shipped("base24"), 63, "& 0000300044! C400012 123456789012! B200004 ABCD".getBytes());
        assertEquals("00003", read("63.count"));
        assertEquals("123456789012", read("63.C4"));
        assertEquals("ABCD", read("63.B2"));
    }

    @Test
    void shouldReadInnerBitmapWhenPostilion() {
        message(Dialects.shipped("postilion"), 127, HexFormat.of().parseHex("4400000000000000" + "3034" + "41424344" + "3232"));
        assertEquals("ABCD", read("127.2"));
        assertEquals("22", read("127.6"));
        assertEquals("000016", new String(buffer.byteArray(), decoder.start(127), 6));
    }

    @Test
    void shouldReadDatasetsWhenNestedInTags() {
        message(Dialects.shipped("visa-base1"), 55, HexFormat.of().parseHex("010007" + "9F36020011" + "8200"));
        assertEquals("0011", read("55.01.9F36"));
        assertEquals("", read("55.01.82"));
    }

    @Test
    void shouldReadTableChainAndCountedGroupsWhenDescribed() {
        message(dialectWith("{kind: table, tag: ascii2, elements: {'11': {length: 2}, "
            + "'12': {length: 4, kind: n, enc: ascii}}}"), 127,
            "11xy121234".getBytes());
        assertEquals("1234", read("127.12"));
        message(dialectWith("{kind: chain, length: bin1, other: {kind: ans, enc: ascii}}"), 127,
            "\u0002ab\u0000\u0003xyz".getBytes());
        assertEquals("ab", read("127.1"));
        assertEquals("", read("127.2"));
        assertEquals("xyz", read("127.3"));
        message(dialectWith("{kind: repeating, count: ascii2, elements: {a: {length: 1}, b: {length: 2}}}"), 127,
            "02abcdef".getBytes());
        assertEquals("6566", read("127.2.b"));
        message(dialectWith("{kind: tagged, lengthFirst: true, inclusive: true, tag: bcd2, length: bcd2, other: {}}"), 127,
            HexFormat.of().parseHex("0371AABB" + "0272CC"));
        assertEquals("AABB", read("127.71"));
        assertEquals("CC", read("127.72"));
    }

    @Test
    void shouldSelectByMtiAndByDigitsOfAnotherFieldWhenDescribed() throws DialectException {
        Dialect dialect = DialectLoader.load("test", """
            dialect: test
            extends: unionpay-pos
            structures:
              keys: {kind: positional, elements: {pik: {length: 16}, kcv: {length: 4}}}
              state: {kind: positional, elements: {text: {kind: ans, enc: ascii, length: 4}}}
            fields:
              62:
                type: b-lll
                max: 999
                sensitive: structured
                sub: {kind: selected, on: mti, cases: {"0810": {kind: selected, on: {field: 60, from: 8, count: 3},
                      cases: {"3": keys}}},
                      default: state}
            """);
        int length = encoder.wrap(dialect, buffer, 0, 500).mti(810).put(60, "00000001003").put(62, new byte[20]).finish();
        assertEquals(0, decoder.wrap(dialect, buffer, 0, length));
        assertEquals("00000000", read("62.kcv"));
        length = encoder.wrap(dialect, buffer, 0, 500).mti(800).put(60, "00000001003").put(62, "abcd").finish();
        assertEquals(0, decoder.wrap(dialect, buffer, 0, length));
        assertEquals("abcd", read("62.text"));
    }

    @Test
    void shouldMarkBrokenAndKeepEarlierPartsWhenBytesDoNotFit() {
        message(Dialects.shipped("iso87a-bin"), 55, HexFormat.of().parseHex("9F3602001182055555"));
        assertEquals(DecodeError.CONTENT.code(), decoder.validate());
        assertEquals(DecodeError.STRUCTURE.code(), parts.wrap(decoder, 55));
        assertTrue(parts.broken(SubfieldDecoder.ROOT));
        assertEquals(1, parts.count());
        assertEquals("0011", parts.text(0));
    }

    @Test
    void shouldStopAtLimitsWhenNestedTooDeepOrTooMany() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            deep.insert(0, String.format("70%02X", deep.length() / 2));
        }
        Dialect dialect = dialectWith("{kind: ber}");
        message(dialect, 127, HexFormat.of().parseHex(deep));
        assertEquals(DecodeError.STRUCTURE_LIMIT.code(), parts.wrap(decoder, 127));
        assertEquals(SubfieldDecoder.DEPTH_MAX, parts.count());
        assertEquals(DecodeError.CONTENT.code(), decoder.validate());
        message(dialect, 127, HexFormat.of().parseHex("8200".repeat(1001)));
        assertEquals(DecodeError.STRUCTURE_LIMIT.code(), parts.wrap(decoder, 127));
        assertEquals(SubfieldDecoder.ELEMENTS_MAX, parts.count());
    }

    @Test
    void shouldRefusePathWhenItIsNotOne() {
        assertThrows(IllegalArgumentException.class, () -> FieldPath.of("1"));
        assertThrows(IllegalArgumentException.class, () -> FieldPath.of("x.1"));
        assertThrows(IllegalArgumentException.class, () -> FieldPath.of("60."));
        assertFalse(FieldPath.of("60.2").depth() == 0);
    }
}
