package dev.turnpike.codec.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.DialectException;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.dialect.StructureKind;
import dev.turnpike.codec.message.JsonMessageEncoder;
import dev.turnpike.codec.message.JsonMessageException;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import dev.turnpike.codec.message.SubfieldDecoder;
import dev.turnpike.codec.message.SubfieldEncoder;
import dev.turnpike.codec.message.SubfieldException;
import dev.turnpike.codec.message.SubfieldTree;

/** What {@code iso decode --json} prints of sub-fields is enough to build the field again, for every kind of structure. */
class SubfieldJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final MessageDecoder decoder = new MessageDecoder();
    private final MessageEncoder encoder = new MessageEncoder();

    static Stream<MessagePrinterTest.Sample> samples() throws java.io.IOException {
        return MessagePrinterTest.samples();
    }

    static List<String> names() {
        return Dialects.names();
    }

    private JsonNode json(Dialect dialect, byte[] bytes) throws JsonProcessingException {
        assertEquals(0, decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length), decoder::errorText);
        return MAPPER.readTree(new MessagePrinter().showSensitive(true).json(decoder));
    }

    /** The JSON without the values of the fields that have sub-fields. */
    private static ObjectNode withoutStructured(JsonNode json) {
        ObjectNode copy = json.deepCopy();
        json.get("subfields").fieldNames().forEachRemaining(((ObjectNode) copy.get("fields"))::remove);
        return copy;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldGiveSameBytesWhenStructuredFieldsComeFromTheirSubfields(MessagePrinterTest.Sample sample) throws Exception {
        JsonNode json = json(sample.dialect(), sample.bytes());
        assertArrayEquals(sample.bytes(), JsonMessageEncoder.encode(sample.dialect(), json.toString()));
        ObjectNode stripped = withoutStructured(json);
        assertArrayEquals(sample.bytes(), JsonMessageEncoder.encode(sample.dialect(), stripped.toString()), stripped::toString);
    }

    private static Dialect dialectWith(String field127) {
        try {
            return DialectLoader.load("test",
                "dialect: test\nextends: iso87a-bin\nfields:\n  127: {kind: b, enc: binary, prefix: ascii4, max: 9999, "
                + "sensitive: structured, sub: " + field127 + "}\n");
        } catch (DialectException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts the value, prints it, builds it again from the sub-fields alone; returns their JSON. */
    private String again(Dialect dialect, int field, byte[] value) throws Exception {
        UnsafeBuffer target = new UnsafeBuffer(new byte[8192]);
        int length = encoder.wrap(dialect, target, 0, 8192).mti(200).put(field, value).finish();
        assertTrue(length > 0);
        byte[] bytes = Arrays.copyOf(target.byteArray(), length);
        JsonNode json = json(dialect, bytes);
        assertArrayEquals(bytes, JsonMessageEncoder.encode(dialect, withoutStructured(json).toString()), json::toString);
        return json.get("subfields").get(Integer.toString(field)).toString().replace("\"", "'");
    }

    @Test
    void shouldBuildEveryKindOfStructureWhenItsSubfieldsAreGiven() throws Exception {
        HexFormat hex = HexFormat.of();
        assertEquals("{'1':'22','2':'000001','3':'003'}", again(Dialects.shipped("unionpay-pos").withoutHeaders(), 60,
            "22000001003".getBytes()));
        assertEquals("{'1':{'1':'10','2':'02','3':'156','4':'C','5':'000000000100'},'2':{'1':'10','2':'01','3':'156','4':'D',"
            + "'5':'000000000200'}}", again(Dialects.shipped("iso87a-bin"), 54,
                "1002156C0000000001001001156D000000000200".getBytes()));
        assertEquals("{'1':{'a':'61','b':'6263'},'2':{'a':'64','b':'6566'}}", again(
            dialectWith("{kind: repeating, count: ascii2, elements: {a: {length: 1}, b: {length: 2}}}"), 127, "02abcdef".getBytes()));
        assertEquals("{'id':'AB','1':'11111111112222222222'}", again(Dialects.shipped("cups").withoutHeaders(), 57,
            "AB11111111112222222222".getBytes()));
        assertEquals("{'id':'ZZ','?':'787878'}", again(
            dialectWith("{kind: selected, id: 2, rest: keep, cases: {AB: {kind: opaque}}}"), 127, "ZZxxx".getBytes()));
        assertEquals("{'11':'7879','12':'1234'}", again(dialectWith("{kind: table, tag: ascii2, elements: {'11': {length: 2}, "
            + "'12': {length: 4, kind: n, enc: ascii}}}"), 127, "11xy121234".getBytes()));
        assertEquals("{'71':'AABB','72':'CC'}", again(
            dialectWith("{kind: tagged, lengthFirst: true, inclusive: true, tag: bcd2, length: bcd2, other: {}}"), 127,
            hex.parseHex("0371AABB" + "0272CC")));
        assertEquals("{'start':'& ','count':'00003','bytes':'00044','C4':'123456789012','B2':'ABCD'}", again(
            Dialects.shipped("base24"), 63, "& 0000300044! C400012 123456789012! B200004 ABCD".getBytes()));
        assertEquals("{'9F36':'0011','70':{'9F10':'AA','71':{'8A':'3030'}},'82':''}", again(Dialects.shipped("iso87a-bin"), 55,
            hex.parseHex("9F36020011" + "700A9F1001AA71048A023030" + "8200")));
        assertEquals("[{'9F36':'0011'},{'9F36':'0012'},{'?':'0000'}]", again(Dialects.shipped("iso87a-bin"), 55,
            hex.parseHex("9F36020011" + "9F36020012" + "0000")));
        assertEquals("{'01':{'9F36':'0011','82':''}}", again(Dialects.shipped("visa-base1").withoutHeaders(), 55,
            hex.parseHex("010007" + "9F36020011" + "8200")));
        assertEquals("{'2':'ABCD','6':'22'}", again(Dialects.shipped("postilion"), 127,
            hex.parseHex("4400000000000000" + "3034" + "41424344" + "3232")));
        assertEquals("{'1':'ab','2':'','3':'xyz'}", again(
            dialectWith("{kind: chain, length: bin1, other: {kind: ans, enc: ascii}}"), 127, "\u0002ab\u0000\u0003xyz".getBytes()));
        assertEquals("{'TCC':'P','SE42':'0103910'}", again(Dialects.shipped("mastercard"), 48, "P42070103910".getBytes()));
        assertEquals("{'?':'9F3602'}", again(Dialects.shipped("iso87a-bin"), 55, hex.parseHex("9F3602")));
    }

    @Test
    void shouldBuildInsideHexadecimalAndBcdWhenFieldIsSo() throws Exception {
        assertEquals("{'9F36':'0011','9F02':'000000000100'}", again(Dialects.shipped("iso87a-hex"), 55,
            HexFormat.of().parseHex("9F36020011" + "9F0206000000000100")));
        assertEquals("{'9A':{'y':'25','m':'04','d':'02'}}", again(dialectWith("{kind: ber, elements: {9A: {kind: n, enc: bcd, "
            + "sub: {kind: positional, elements: {y: {length: 2}, m: {length: 2}, d: {length: 2}}}}}}"), 127,
            HexFormat.of().parseHex("9A03250402")));
    }

    /** Whatever walks without error is built again to the same bytes, but for BER lengths and filler that are not the shortest. */
    @ParameterizedTest
    @MethodSource("names")
    void shouldGiveSameValueWhenAnyWellFormedContentIsBuiltAgain(String name) throws Exception {
        Dialect dialect = Dialects.shipped(name);
        SplittableRandom random = new SplittableRandom(11);
        byte[] likely = HexFormat.of().parseHex("000102033031303132333435212026708283849F01");
        SubfieldDecoder parts = new SubfieldDecoder();
        SubfieldDecoder partsAgain = new SubfieldDecoder();
        for (int field = 2; field <= Dialect.FIELD_MAX; field++) {
            if (dialect.field(field) == null || dialect.field(field).structure() == null) {
                continue;
            }
            boolean ber = dialect.field(field).structure().kind() == StructureKind.BER;
            for (int i = 0; i < 400; i++) {
                byte[] content = new byte[random.nextInt(60)];
                for (int k = 0; k < content.length; k++) {
                    content[k] = likely[random.nextInt(likely.length)];
                }
                UnsafeBuffer target = new UnsafeBuffer(new byte[512]);
                int length = encoder.wrap(dialect, target, 0, 512).mti(210).put(field, content).finish();
                if (length < 0 || decoder.wrap(dialect, target, 0, length) != 0 || parts.wrap(decoder, field) != 0) {
                    continue;
                }
                SubfieldTree tree = SubfieldTree.of(parts, SubfieldDecoder.ROOT);
                UnsafeBuffer built = new UnsafeBuffer(new byte[512]);
                encoder.wrap(dialect, built, 0, 512).mti(210);
                SubfieldEncoder.put(encoder, dialect, field, tree, decoder);
                int builtLength = encoder.finish();
                MessageDecoder again = new MessageDecoder();
                assertEquals(0, again.wrap(dialect, built, 0, builtLength), again::errorText);
                assertEquals(0, partsAgain.wrap(again, field));
                if (ber) {
                    assertEquals(parts.count(), partsAgain.count());
                } else {
                    assertArrayEquals(decoder.canonicalBytes(field), again.canonicalBytes(field), name + " field " + field);
                }
            }
        }
    }

    @Test
    void shouldTakeTextObjectArrayOrSubfieldsWhenFieldIsStructured() throws Exception {
        Dialect dialect = Dialects.shipped("iso87a-bin");
        String start = "{\"mti\":\"0200\",\"fields\":{\"3\":\"310000\",\"55\":";
        byte[] expected = JsonMessageEncoder.encode(dialect, start + "\"9F36020011\"}}");
        assertArrayEquals(expected, JsonMessageEncoder.encode(dialect, start + "{\"9F36\":\"0011\"}}}"));
        assertArrayEquals(expected, JsonMessageEncoder.encode(dialect, start + "[{\"9F36\":\"0011\"}]}}"));
        assertArrayEquals(expected, JsonMessageEncoder.encode(dialect, start + "{\"9F36\":{\"hex\":\"0011\"}}}}"));
        assertArrayEquals(expected, JsonMessageEncoder.encode(dialect, start + "{\"hex\":\"9F36020011\"}}}"));
        assertArrayEquals(expected, JsonMessageEncoder.encode(dialect,
            "{\"mti\":\"0200\",\"fields\":{\"3\":{\"1\":\"31\",\"2\":\"00\",\"3\":\"00\"}},\"subfields\":{\"55\":{\"9F36\":\"0011\"}}}"));
        assertArrayEquals(expected, JsonMessageEncoder.encode(dialect,
            start + "\"9F36020011\"},\"subfields\":{\"55\":{\"9F36\":\"***\"},\"3\":{\"3\":\"00\",\"1\":\"31\",\"2\":\"00\"}}}"));
    }

    @Test
    void shouldSelectByMtiAndByOtherFieldsWhenBuilding() throws Exception {
        Dialect dialect = DialectLoader.load("test", """
            dialect: test
            extends: unionpay-pos
            headers: []
            structures:
              keys: {kind: positional, elements: {pik: {length: 16}, kcv: {length: 4}}}
              state: {kind: positional, elements: {text: {kind: ans, enc: ascii, length: 4}}}
            fields:
              48:
                type: b-lll
                max: 999
                sensitive: structured
                sub: {kind: selected, on: {field: 60, from: 8, count: 3}, cases: {"3": keys}, default: state}
              62:
                type: b-lll
                max: 999
                sensitive: structured
                sub: {kind: selected, on: mti, cases: {"0810": keys}, default: state}
            """);
        String keys = "{\"pik\":\"" + "11".repeat(16) + "\",\"kcv\":\"01020304\"}";
        byte[] bytes = JsonMessageEncoder.encode(dialect, "{\"mti\":\"0810\",\"fields\":{\"48\":" + keys
            + ",\"60\":{\"1\":\"00\",\"2\":\"000001\",\"3\":\"003\"},\"62\":" + keys + "}}");
        assertEquals(0, decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length));
        assertEquals("11".repeat(16) + "01020304", decoder.text(48));
        assertEquals("11".repeat(16) + "01020304", decoder.text(62));
        assertArrayEquals("abcd".getBytes(), text(dialect, "{\"mti\":\"0800\",\"fields\":{\"62\":{\"text\":\"abcd\"}}}", 62));
    }

    private byte[] text(Dialect dialect, String json, int field) throws JsonMessageException {
        byte[] bytes = JsonMessageEncoder.encode(dialect, json);
        assertEquals(0, decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length), decoder::errorText);
        return decoder.canonicalBytes(field);
    }

    @Test
    void shouldBuildHeaderWhenItsPartsAreGiven() throws Exception {
        byte[] bytes = JsonMessageEncoder.encode(Dialects.shipped("base24"), "{\"mti\":\"0800\",\"headers\":{\"header\":{\"1\":\"ISO\","
            + "\"2\":\"00\",\"3\":\"60\",\"4\":\"000\",\"5\":\"1\",\"6\":\"0\"}},\"fields\":{\"70\":\"301\"}}");
        assertEquals("ISO006000010", new String(bytes, 0, 12));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\"60\":{\"2\":\"000001\"}|sub-field 60.1: missing, expected it, as 60.2 follows",
        "\"60\":{\"1\":\"220\"}|sub-field 60.1: not digits or 3 of them, expected at most 2 digits",
        "\"60\":{\"1\":\"22\",\"9\":\"1\"}|sub-field 60.9: not a sub-field here, or out of place, expected the identifiers of dialect "
            + "unionpay-pos",
        "\"55\":{\"9F\":\"00\"}|sub-field 55.9F: not a BER tag, expected one in hexadecimal, such as 9F26",
        "\"55\":{\"9F36\":\"0\"}|sub-field 55.9F36: not hexadecimal, expected an even number of hexadecimal digits",
        "\"55\":{\"9F36\":{\"1\":\"0\"}}|sub-field 55.9F36: sub-fields where there are none, expected a value",
        "\"55\":[\"9F36\"]|not an object with one member, expected {\"identifier\": value}",
        "\"55\":{\"9F36\":{\"raw\":\"00\"}}|sub-field 9F36 is not hexadecimal, or \"raw\" without \"units\", expected {\"hex\": bytes} or "
            + "{\"raw\": bytes, \"units\": length}",
        "\"54\":{\"2\":{}}|sub-field 54.2: out of order, expected number 1",
        "\"54\":{\"1\":{\"1\":\"10\"}}|sub-field 54.1: length 2, expected 20 bytes",
        "\"11\":{\"1\":\"10\"}|value is not hexadecimal, expected an even number of hexadecimal digits"})
    void shouldSayWhatIsWrongWhenSubfieldsDoNotFit(String sample) {
        String[] parts = sample.split("\\|");
        List<String> problems = assertThrows(JsonMessageException.class, () -> JsonMessageEncoder.encode(
            Dialects.shipped("unionpay-pos").withoutHeaders(), "{\"mti\":\"0200\",\"fields\":{" + parts[0] + "}}")).problems();
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(parts[1], problems.getFirst().replaceFirst("^1:\\d+: ", ""));
    }

    @Test
    void shouldRefuseWhenFieldAndSubfieldsDiffer() {
        List<String> problems = assertThrows(JsonMessageException.class, () -> JsonMessageEncoder.encode(
            Dialects.shipped("iso87a-bin"), "{\"mti\":\"0200\",\"fields\":{\"3\":\"310000\"},\"subfields\":{\"3\":{\"1\":\"32\","
                + "\"2\":\"00\",\"3\":\"00\"}}}")).problems();
        assertEquals(List.of("1:56: field 3 and its sub-fields differ, expected only one of them, or both to say the same"), problems);
        assertThrows(JsonMessageException.class, () -> JsonMessageEncoder.encode(Dialects.shipped("iso87a-bin"),
            "{\"mti\":\"0200\",\"subfields\":{\"11\":{\"1\":\"32\"}}}"));
    }

    @Test
    void shouldRefuseWhenTheMessageWasNotReadToItsEnd() {
        byte[] bytes = HexFormat.of().parseHex("08002020010000800000920000");
        decoder.wrap(Dialects.shipped("iso87b"), new UnsafeBuffer(bytes), 0, bytes.length);
        String json = new MessagePrinter().showSensitive(true).json(decoder);
        assertTrue(assertThrows(JsonMessageException.class, () -> JsonMessageEncoder.encode(Dialects.shipped("iso87b"), json)).problems()
            .getFirst().contains("this is a message that could not be read to its end"), json);
    }

    @Test
    void shouldStopWhenSubfieldsAreTooManyOrTooDeep() {
        Dialect dialect = dialectWith("{kind: ber}");
        SubfieldTree deep = new SubfieldTree().put("82", "");
        for (int i = 0; i < SubfieldDecoder.DEPTH_MAX; i++) {
            deep = new SubfieldTree().putTree("70", deep);
        }
        SubfieldTree many = new SubfieldTree();
        for (int i = 0; i <= SubfieldDecoder.ELEMENTS_MAX; i++) {
            many.put("82", "");
        }
        for (SubfieldTree tree : new ArrayList<>(List.of(deep, many))) {
            UnsafeBuffer target = new UnsafeBuffer(new byte[8192]);
            encoder.wrap(dialect, target, 0, 8192).mti(200);
            assertThrows(SubfieldException.class, () -> SubfieldEncoder.put(encoder, dialect, 127, tree, null));
        }
    }

    @Test
    void shouldFillOrRefuseWhenSubfieldsAreMissing() throws JsonMessageException {
        for (String name : new String[] {"iso87a-hex", "unionpay-pos", "mastercard"}) {
            Dialect dialect = Dialects.shipped(name);
            byte[] bytes = JsonMessageEncoder.encode(dialect, "{\"mti\":\"0200\",\"fields\":{\"3\":{\"1\":\"31\"}}}");
            assertEquals(0, decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length));
            assertEquals("310000", decoder.text(3));
            assertEquals(0, decoder.validate());
            for (String group : new String[] {"\"0002\"", "{\"1\":\"00\",\"2\":\"02\"}"}) {
                List<String> problems = assertThrows(JsonMessageException.class, () -> JsonMessageEncoder.encode(dialect,
                    "{\"mti\":\"0210\",\"fields\":{\"54\":{\"1\":" + group + "}}}")).problems();
                assertTrue(problems.getFirst().contains("54.1: length 4, expected 20"), problems::toString);
            }
        }
    }
}
