package dev.turnpike.codec.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.message.JsonMessageEncoder;
import dev.turnpike.codec.message.JsonMessageException;
import dev.turnpike.codec.message.MessageDecoder;

class MessagePrinterTest {
    private static final Map<String, String> DIALECTS = Map.of("unionpay-pos-bcd", "unionpay-pos", "unionpay-cups-ascii-128",
        "cups",
        "jcb-ebcdic-bcd-binary-length", "jcb", "mastercard-ebcdic", "mastercard", "iso87ascii-generic", "iso87a-hex",
            "visa-base1",
        "visa-base1");

    private final MessagePrinter printer = new MessagePrinter();
    private final MessageDecoder decoder = new MessageDecoder();

    record Sample(String id, Dialect dialect, byte[] bytes, JsonNode fields) {
        /** Some publishers write zeros for the card number, which occur elsewhere too. */
        boolean hasPan() {
            return fields.has("2") && !fields.get("2").asText().matches("0*");
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Sample> samples() throws IOException {
        List<Sample> result = new ArrayList<>();
        read("/vectors/messages.json", result);
        read("/vectors/public.json", result);
        return result.stream();
    }

    private static void read(String resource, List<Sample> result) throws IOException {
        try (InputStream stream = MessagePrinterTest.class.getResourceAsStream(resource)) {
            for (JsonNode node : new ObjectMapper().readTree(stream)) {
                String family = node.get("dialect").asText();
                String name = DIALECTS.getOrDefault(family, family);
                if (Dialects.names().contains(name)) {
                    String framing = node.get("framing").asText();
                    byte[] bytes = HexFormat.of().parseHex(node.get("hex").asText());
                    boolean bare = framing.startsWith("no length prefix; MTI") || framing.startsWith("bare");
                    Dialect dialect = bare ? Dialects.shipped(name).withoutHeaders() : Dialects.shipped(name);
                    result.add(new Sample(node.get("id").asText(), dialect,
                        framing.startsWith("2-byte") ? Arrays.copyOfRange(bytes, 2, bytes.length) : bytes,
                        node.get("expected_fields").get("fields")));
                }
            }
        }
    }

    private static Sample sample(String id) throws IOException {
        return samples().filter(sample -> sample.id.equals(id)).findFirst().orElseThrow();
    }

    private String everything(Dialect dialect, byte[] bytes, int length) {
        decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, length);
        String walked = printer.table(decoder) + printer.json(decoder) + printer.line(decoder);
        decoder.validate();
        return walked + printer.table(decoder) + printer.json(decoder) + printer.line(decoder) + decoder.errorText();
    }

    private static void assertNothingSensitive(Sample sample, String printed) {
        String flat = printed.replaceAll("[^0-9A-Za-z=*]", "");
        for (String field : new String[] {"2", "35", "52", "62"}) {
            JsonNode value = sample.fields.get(field);
            if (value == null || value.asText().matches("0*")) {
                continue;
            }
            String secret = value.asText();
            assertFalse(flat.contains(secret), () -> sample.id + ": field " + field + " in " + printed);
            String ascii = HexFormat.of().withUpperCase().formatHex(secret.getBytes());
            assertFalse(flat.contains(ascii), () -> sample.id + ": field " + field + " as hexadecimal in " + printed);
        }
        if (sample.hasPan()) {
            String pan = sample.fields.get("2").asText();
            assertFalse(flat.contains(pan.substring(0, pan.length() - 4)), () -> sample.id + " in " + printed);
        }
        assertFalse(printed.contains("534D3031"), () -> "SM PIN block in " + printed);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldShowNothingSensitiveWhenMessageIsRightOrCutOff(Sample sample) {
        for (int length = 0; length <= sample.bytes.length; length++) {
            assertNothingSensitive(sample, everything(sample.dialect, sample.bytes, length));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldHideWhatDoesNotParseWhenDialectIsWrong(Sample sample) {
        for (String name : Dialects.names()) {
            for (Dialect dialect : List.of(Dialects.shipped(name), Dialects.shipped(name).withoutHeaders())) {
                String printed = everything(dialect, sample.bytes, sample.bytes.length);
                if (sample.hasPan()) {
                    assertFalse(printed.contains(sample.fields.get("2").asText()), () -> name + " prints " + printed);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldEncodeSameMessageWhenJsonShowsEverything(Sample sample) throws JsonMessageException, IOException {
        assertEquals(0, decoder.wrap(sample.dialect, new UnsafeBuffer(sample.bytes), 0, sample.bytes.length));
        String json = new MessagePrinter().showSensitive(true).json(decoder);
        new ObjectMapper().readTree(json);
        byte[] encoded = JsonMessageEncoder.encode(sample.dialect, json);
        MessageDecoder again = new MessageDecoder();
        assertEquals(0, again.wrap(sample.dialect, new UnsafeBuffer(encoded), 0, encoded.length), again::errorText);
        for (int field = decoder.nextField(0); field > 0; field = decoder.nextField(field)) {
            assertArrayEquals(decoder.canonicalBytes(field), again.canonicalBytes(field));
        }
        assertEquals(decoder.walkedFields(), again.walkedFields());
    }

    @Test
    void shouldPrintTableWithMaskedValuesAndSubfieldsWhenMessageIsRight() throws IOException {
        Sample sample = sample("up-0210-sale-emv");
        assertEquals(0, decoder.wrap(sample.dialect, new UnsafeBuffer(sample.bytes), 0, sample.bytes.length));
        List<String> lines = printer.table(decoder).lines().map(line -> line.trim().replaceAll(" {2,}", "|")).toList();
        assertTrue(lines.contains("0|header|tpdu|6000000510"), lines::toString);
        assertTrue(lines.contains("11|MTI|message type|0210"), lines::toString);
        assertTrue(lines.contains("21|2|primary account number|622500******0014"), lines::toString);
        assertTrue(lines.contains("60.2|batch number|000007"), lines::toString);
        assertTrue(lines.contains("63.id|identifier|CUP"), lines::toString);
        assertTrue(lines.contains("55.9F36|application transaction counter|031E"), lines::toString);
        assertTrue(lines.contains("14|expiry|****") || lines.stream().anyMatch(line -> line.endsWith("|14|expiry|****")),
            lines::toString);
        assertTrue(printer.json(decoder).startsWith("{\"dialect\":\"unionpay-pos\",\"headers\":{\"tpdu\":\"6000000510\","
            + "\"header\":\"603100000000\"},"
            + "\"mti\":\"0210\",\"fields\":{\"2\":\"622500******0014\",\"3\":\"000000\""), () -> printer.json(decoder));
        assertTrue(printer.line(decoder).startsWith("0210 2=622500******0014 3=000000 4=000000000001 11=000134"), () ->
            printer.line(decoder));
    }

    @Test
    void shouldPrintSentenceAndCaretWhenMessageIsWrong() throws IOException {
        byte[] bytes = sample("up-0210-sale-emv").bytes.clone();
        bytes[21] = 0x45;
        assertEquals(8, decoder.wrap(Dialects.shipped("unionpay-pos"), new UnsafeBuffer(bytes), 0, bytes.length));
        assertEquals("field 2 (primary account number) at byte 21: length above the greatest, found 45, expected at most 19\n"
            + "  ** ** ** ** ** ** ** ** 45 ** ** ** ** ** ** ** \n" + "                          ^\n",
            printer.errorReport(decoder).replace(System.lineSeparator(), "\n"));
    }

    @Test
    void shouldPrintOnlyBitmapsThatWereReadWhenOneIsNotReadable() {
        for (String[] sample : new String[][] {{"02007024", "MTI,-"}, {"0200", "MTI"}, {"02008024000000C00000", "MTI,bitmap=8024000000C00000"},
            {"02008024000000C0000001", "MTI,bitmap=8024000000C00000,-"}}) {
            byte[] bytes = HexFormat.of().parseHex(sample[0]);
            decoder.wrap(Dialects.shipped("iso87b"), new UnsafeBuffer(bytes), 0, bytes.length);
            List<String> rows = printer.table(decoder).lines().skip(1).map(line -> line.trim().split(" {2,}")).filter(row -> row.length == 4)
                .map(row -> row[1].equals("bitmap") ? "bitmap=" + row[3] : row[1]).toList();
            assertEquals(sample[1], String.join(",", rows));
        }
    }

    @Test
    void shouldListProblemsWhenJsonIsNotAMessage() {
        Dialect dialect = Dialects.shipped("unionpay-pos");
        assertEquals(List.of("1:1: no \"mti\" of four digits, expected a text such as \"0200\"",
            "1:18: field 5, expected a field of dialect unionpay-pos"),
            assertThrows(JsonMessageException.class, () -> JsonMessageEncoder.encode(dialect,
                "{\"fields\": {\"5\": \"1\"}}")).problems());
        assertTrue(assertThrows(JsonMessageException.class, () -> JsonMessageEncoder.encode(dialect,
            "{\"mti\":")).problems().getFirst()
            .matches("[12]:\\d+: this is not JSON.*"));
        assertEquals(List.of("1:29: field 3 (processing code): content not allowed, expected kind n",
            "1:43: field 12 (local time): content not allowed, expected kind n in the form hhmmss"),
            assertThrows(JsonMessageException.class, () -> JsonMessageEncoder.encode(dialect,
                "{\"mti\":\"0200\",\"fields\":{\"3\":\"92000A\",\"12\":\"250000\"}}")).problems());
        assertEquals("1:29: field 52 (PIN block), expected hexadecimal bytes", assertThrows(JsonMessageException.class,
            () -> JsonMessageEncoder.encode(dialect,
                "{\"mti\":\"0200\",\"fields\":{\"52\": \"xx\"}}")).problems().getFirst().replaceFirst("1:\\d+", "1:29"));
    }

    @Test
    void shouldMaskByClassWhenValueIsRight() {
        assertEquals("622500******0014", Masks.pan("6225000000000014"));
        assertEquals("***", Masks.pan("622500000000"));
        assertEquals("***", Masks.pan("62250000000000140000"));
        assertEquals("***", Masks.pan("62250000000000A4"));
        assertTrue(Masks.mayHoldPan("x4111111111111111y"));
        assertFalse(Masks.mayHoldPan("411111111111"));
    }

    private String printed(String dialect, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (decoder.wrap(Dialects.shipped(dialect), new UnsafeBuffer(bytes), 0, bytes.length) == 0) {
            decoder.validate();
        }
        return printer.table(decoder) + printer.json(decoder) + printer.line(decoder);
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void shouldNotLetCryptogramTakeCardNumberWhenItsLengthIsWrong() {
        String body = "02000000000000000200";
        String rest = "9C0A057796D091E3" + "5A086214831323456131" + "5711" + "6214831323456131D25122010123456789" + "9F36020011";
        String right = printed("iso87a-hex", ascii(body + rest(rest, "08")));
        assertEquals(0, decoder.errorCode());
        assertTrue(right.contains("9C0A057796D091E3"), right);
        String wrong = printed("iso87a-hex", ascii(body + rest(rest, "25")));
        assertFalse(wrong.contains("62148313"), wrong);
    }

    private static String rest(String objects, String length) {
        String value = "9F26" + length + objects;
        return String.format(Locale.ROOT, "%03d", value.length()) + value;
    }

    @Test
    void shouldHideObjectsAndDigitsWhenBinaryValueHoldsThem() {
        Dialect dialect = Dialects.shipped("iso87a-bin");
        FieldSpec binary = dialect.field(52);
        for (String hidden : new String[] {"0007" + "5A086225000000000014", "01570962250000", "A15F20024142", "6225000000000014", "0A6225000000000014D2",
            ascii("6225000000000014"), "F6F2F2F5F0F0F0F0F0F0F0F0F0F0F1F4", "005F2403301231"}) {
            assertTrue(CardDigits.in(binary, hidden.toUpperCase(Locale.ROOT), List.of()), hidden);
        }
        for (String shown : new String[] {"9C0A057796D091E3", "07010103A00000010A010000000000ED538FE4", "A0000003330101", "0000000000000000"}) {
            assertFalse(CardDigits.in(binary, shown, List.of()), shown);
        }
        assertTrue(CardDigits.in(binary, "AB62148313234561CD", List.of("6214831323456131")));
        assertTrue(CardDigits.in(dialect.field(42), "2148 3132-34561", List.of("6214831323456131")));
        assertFalse(CardDigits.in(dialect.field(42), "302440380621100", List.of("6214831323456131")));
    }

    @Test
    void shouldShowFewDigitsInARowWhenMessageHasError() {
        String shown = printed("iso87a-hex", ascii("0203300000000000000016214831323456131900" + "0000000000"));
        assertTrue(decoder.errorCode() != 0);
        assertFalse(shown.contains("831323456131"), shown);
        assertTrue(shown.contains("162148"), shown);
        String spread = printed("iso87a-hex", ascii("0200" + "0020180400000000" + "621483" + "1323" + "4561" + "319"));
        assertTrue(decoder.errorCode() != 0);
        assertTrue(spread.contains("621483"), spread);
        assertFalse(spread.contains("4561"), spread);
    }

    @Test
    void shouldNotSendControlsToTerminalWhenTextHasThem() {
        String esc = "\u009b31mB" + " ".repeat(35);
        assertFalse(Masks.printable(esc));
        String hex = ascii("02000000000000200000" + esc);
        assertFalse(printed("iso87a-hex", hex).contains("\u009b"));
        byte[] bytes = HexFormat.of().parseHex(hex);
        MessagePrinter open = new MessagePrinter().showSensitive(true);
        decoder.wrap(Dialects.shipped("iso87a-hex"), new UnsafeBuffer(bytes), 0, bytes.length);
        String all = open.table(decoder) + open.json(decoder) + open.line(decoder);
        assertTrue(all.chars().noneMatch(c -> c != '\n' && c != '\r' && Masks.control(c)), all);
    }

    @Test
    void shouldPrintShortMessageWhenPrinterHadLongOnes() throws IOException {
        MessagePrinter open = new MessagePrinter().showSensitive(true);
        List<Sample> all = new ArrayList<>(samples().toList());
        all.sort(java.util.Comparator.comparingInt(sample -> -sample.bytes.length));
        for (Sample sample : all) {
            for (int length = sample.bytes.length; length >= 0; length--) {
                decoder.wrap(sample.dialect, new UnsafeBuffer(Arrays.copyOf(sample.bytes, length)), 0, length);
                String table = open.table(decoder);
                if (length % 16 == 0) {
                    assertEquals(new MessagePrinter().showSensitive(true).json(decoder), open.json(decoder));
                    assertEquals(new MessagePrinter().showSensitive(true).table(decoder), table);
                }
            }
        }
    }
}
