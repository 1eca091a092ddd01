package dev.turnpike.codec.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.turnpike.codec.message.MessageDecoder;

/**
 * Published messages with one byte changed. The digits of card number and track of the message as published must not be seen in what
 * is printed of the changed one: after an error no eleven in a row, in one value or in neighbours; without one never the whole number
 * in one value. The normal build takes a seeded sample of the changes, the slow one each value of each byte.
 */
class MaskPropertyTest {
    private static final int SAMPLES = 250;
    private static final int TELLING = 11;
    private static final int OTHERS_MIN = 4;
    private static final int PAN_MIN = 13;

    private final MessageDecoder decoder = new MessageDecoder();
    private final MessagePrinter printer = new MessagePrinter();
    private final ObjectMapper mapper = new ObjectMapper();

    static Stream<MessagePrinterTest.Sample> samples() throws java.io.IOException {
        return MessagePrinterTest.samples().filter(sample -> !secrets(sample).isEmpty());
    }

    /** Card number, track 2 and its parts. */
    private static List<String> secrets(MessagePrinterTest.Sample sample) {
        List<String> result = new ArrayList<>();
        for (String field : new String[] {"2", "35", "36"}) {
            for (String digits : sample.fields().path(field).asText().split("[^0-9]+")) {
                if (digits.length() >= TELLING && others(digits) > 0) {
                    result.add(digits);
                }
            }
        }
        return result;
    }

    private static long others(String digits) {
        return digits.length() - digits.chars().mapToLong(c -> digits.chars().filter(d -> d == c).count()).max().orElse(0);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldNotShowCardNumberWhenOneByteIsChanged(MessagePrinterTest.Sample sample) throws Exception {
        SplittableRandom random = new SplittableRandom(sample.id().hashCode());
        for (int i = 0; i < SAMPLES; i++) {
            check(sample, random.nextInt(sample.bytes().length), random.nextInt(256), true);
        }
        for (int at = 0; at < sample.bytes().length; at++) {
            check(sample, at, sample.bytes()[at] ^ 1 << random.nextInt(8), false);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    @Tag("slow")
    void shouldNotShowCardNumberWhenAnyByteHasAnyValue(MessagePrinterTest.Sample sample) throws Exception {
        for (int at = 0; at < sample.bytes().length; at++) {
            for (int value = 0; value < 256; value++) {
                check(sample, at, value, value % 8 == 0);
            }
        }
    }

    private void check(MessagePrinterTest.Sample sample, int at, int value, boolean everything) throws Exception {
        byte[] bytes = sample.bytes().clone();
        bytes[at] = (byte) value;
        if (decoder.wrap(sample.dialect(), new UnsafeBuffer(bytes), 0, bytes.length) == 0) {
            decoder.validate();
        }
        List<List<String>> forms = new ArrayList<>();
        forms.add(printer.table(decoder).lines().skip(1).filter(line -> line.length() > 58).map(line -> line.substring(58).strip()).toList());
        if (everything) {
            forms.add(Stream.of(printer.line(decoder).split("[ =]")).toList());
            JsonNode json = mapper.readTree(printer.json(decoder));
            for (String part : new String[] {"fields", "subfields"}) {
                List<String> values = new ArrayList<>();
                values(json.get(part), values);
                forms.add(values);
            }
        }
        for (List<String> values : forms) {
            for (String secret : secrets(sample)) {
                String found = decoder.errorCode() == 0 ? whole(values, secret) : parts(values, secret);
                if (!found.isEmpty()) {
                    fail(sample.id() + " with byte " + at + " = " + value + ": " + found + " of " + secret + " in " + values + "\n"
                        + HexFormat.of().formatHex(bytes) + "\n" + decoder.errorText());
                }
            }
        }
    }

    private static void values(JsonNode node, List<String> result) {
        if (node.isValueNode()) {
            result.add(node.asText());
        }
        for (Iterator<JsonNode> i = node.elements(); i.hasNext();) {
            values(i.next(), result);
        }
    }

    private static List<String> readings(String value) {
        if (value.length() % 2 == 1 || !value.matches("[0-9A-F]+")) {
            return List.of(value);
        }
        StringBuilder ascii = new StringBuilder();
        StringBuilder ebcdic = new StringBuilder();
        for (byte octet : HexFormat.of().parseHex(value)) {
            ascii.append((octet & 0xF0) == 0x30 ? (char) octet : ' ');
            ebcdic.append((octet & 0xF0) == 0xF0 ? (char) (octet & 0x3F) : ' ');
        }
        return List.of(value, ascii.toString(), ebcdic.toString());
    }

    private static String whole(List<String> values, String secret) {
        for (String value : values) {
            if (secret.length() >= PAN_MIN && readings(value).stream().anyMatch(reading -> reading.contains(secret))) {
                return "all";
            }
        }
        return "";
    }

    /** Values that are hidden part what is before and after. Whole values with their own parts behind them are also looked at alone. */
    private static String parts(List<String> values, String secret) {
        String joined = String.join("", values);
        List<String> texts = new ArrayList<>(values);
        texts.add(joined);
        for (int from = 0; from + TELLING <= secret.length(); from++) {
            String part = secret.substring(from, from + TELLING);
            if (others(part) >= OTHERS_MIN) {
                for (String text : texts) {
                    if (readings(text).stream().anyMatch(reading -> reading.contains(part))) {
                        return part;
                    }
                }
            }
        }
        return "";
    }

    @Test
    void shouldFindWhatIsShownWhenPropertyIsBroken() {
        assertEquals("14830000031", parts(List.of("621483", "***", "1483000", "0031"), "6214830000031319"));
        assertEquals("", parts(List.of("621483", "***", "0031", "3"), "6214830000031319"));
        assertEquals("all", whole(List.of("F6F2F1F4F8F3F0F0F0F0F0F3F1F3F1F9"), "6214830000031319"));
    }
}
