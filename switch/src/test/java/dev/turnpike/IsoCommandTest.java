package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands {@code iso} and {@code dialect}, with the published messages of the codec. */
@Timeout(60)
class IsoCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("turnpike.root", ".."));
    private static final Map<String, String> DIALECTS = Map.of("unionpay-pos-bcd", "unionpay-pos", "pos-bcd-hdr2", "pos-bcd-hdr2",
            "unionpay-cups-ascii-128", "cups", "jcb-ebcdic-bcd-binary-length", "jcb", "mastercard-ebcdic", "mastercard",
            "iso87ascii-generic", "iso87a-hex", "moov-spec87ascii", "iso87a-hex", "visa-base1", "visa-base1");
    private static final String SIGN_ON = "0800" + "8220000000000000" + "0400000000000000" + "1122010203000001301";

    @TempDir
    Path root;
    private String out;
    private String err;

    private record Sample(String id, String family, String framing, String hex) {
        boolean framed() {
            return framing.startsWith("2-byte");
        }

        boolean bare() {
            return framing.startsWith("no length prefix; MTI") || family.startsWith("unionpay-cups");
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static List<Sample> samples() throws IOException {
        List<Sample> result = new ArrayList<>();
        for (JsonNode node : new ObjectMapper().readTree(ROOT.resolve("codec/src/test/resources/vectors/messages.json").toFile())) {
            result.add(new Sample(node.get("id").asText(), node.get("dialect").asText(), node.get("framing").asText(), node.get("hex").asText()));
        }
        // one of them is a header without a message
        result.removeIf(sample -> sample.family.equals("unionpay-cups-header"));
        return result;
    }

    private static Sample sample(String id) throws IOException {
        return samples().stream().filter(sample -> sample.id.equals(id)).findFirst().orElseThrow();
    }

    private int run(String input, Object... words) {
        return run(input.getBytes(StandardCharsets.UTF_8), words);
    }

    private int run(byte[] input, Object... words) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input));
        try {
            return Main.commandLine().setOut(new PrintWriter(outText)).setErr(new PrintWriter(errText))
                    .execute(java.util.stream.Stream.of(words).map(Object::toString).toArray(String[]::new));
        } finally {
            System.setIn(before);
            out = outText.toString();
            err = errText.toString();
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(root.resolve(name), text);
    }

    private List<Object> dialect(Sample sample) throws IOException {
        List<Object> words = new ArrayList<>(List.of("--dialect"));
        if (DIALECTS.containsKey(sample.family)) {
            words.add(DIALECTS.get(sample.family));
        } else {
            words.add(file("atm.yaml", """
                    dialect: atm
                    extends: iso87a-bin
                    headers:
                      - {name: header, bytes: 10, text: "0110000000"}
                    """));
        }
        if (sample.bare()) {
            words.add("--no-headers");
        }
        return words;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldGiveTheSameBytesWhenDecodedAndEncoded(Sample sample) throws IOException {
        List<Object> decode = new ArrayList<>(List.of("iso", "decode", "--json", "--show-sensitive"));
        decode.addAll(dialect(sample));
        List<Object> encode = new ArrayList<>(List.of("iso", "encode"));
        encode.addAll(dialect(sample));

        assertEquals(ExitCode.OK, run(sample.hex, decode.toArray()), out + err);
        assertEquals(sample.framed(), !new ObjectMapper().readTree(out).get("frame").asText().equals("false"));
        assertEquals(ExitCode.OK, run(out, encode.toArray()), err);
        assertEquals(sample.hex, out.strip());
        if (!sample.framed()) {
            decode.addAll(List.of("--no-frame", "--binary"));
            assertEquals(ExitCode.OK, run(HexFormat.of().parseHex(sample.hex), decode.toArray()), "as bytes");
        }
    }

    @Test
    void shouldRankTheRightDialectFirst() throws IOException {
        assertEquals(ExitCode.OK, run(sample("up-0210-sale-emv").hex, "iso", "guess"), err);
        assertTrue(out.lines().toList().get(1).matches("unionpay-pos +yes +2 B +\\d+ +right *"), out);
        assertEquals(ExitCode.OK, run(sample("cups-0200-mag").hex, "iso", "guess"), err);
        assertTrue(out.lines().toList().get(1).matches("cups +no +none +\\d+ +right *"), out);
    }

    @Test
    void shouldPrintAMaskedTableWithSubfields() throws IOException {
        assertEquals(ExitCode.OK, run(sample("up-0200-sale-pin-emv").hex, "iso", "decode", "-d", "unionpay-pos", "--no-headers"), err);

        assertTrue(out.startsWith("offset  field"), out);
        assertTrue(out.lines().anyMatch(l -> l.matches(" +10  2 +.*[0-9]{6}\\*+[0-9]{4}")), out);
        assertTrue(out.lines().anyMatch(l -> l.contains("55.9F26")), out);
        assertTrue(out.lines().anyMatch(l -> l.matches(".* 52 .*\\*\\*\\*")), out);
    }

    @Test
    void shouldAdviseToLeaveOutHeadersWhenTheMessageIsRightWithoutThem() throws IOException {
        assertEquals(ExitCode.DATA, run(sample("up-0200-sale-pin-emv").hex, "iso", "decode", "-d", "unionpay-pos"));
        assertTrue(err.contains("try --no-headers"), err);
    }

    @Test
    void shouldBuildAStructuredFieldFromItsSubfields() {
        String json = "{\"mti\":\"0200\",\"fields\":{\"11\":\"000042\",\"55\":{\"9F36\":\"0011\",\"9F02\":\"000000000100\"}}}";
        assertEquals(ExitCode.OK, run(json, "iso", "encode", "-d", "iso87a-bin", "--no-frame"), err);
        assertTrue(out.strip().endsWith("303134" + "9F36020011" + "9F0206000000000100"), out);
        assertEquals(ExitCode.DATA, run(json.replace("0011", "001"), "iso", "encode", "-d", "iso87a-bin"));
        assertTrue(err.startsWith("<stdin>:1:"), err);
        assertTrue(err.contains("sub-field 55.9F36: not hexadecimal"), err);
    }

    @Test
    void shouldNameTheMistakeUnderTheBytesAndEndWith65WhenTheMessageIsBad() {
        String bad = HexFormat.of().formatHex("0200400000000000000099".getBytes(StandardCharsets.US_ASCII));

        assertEquals(ExitCode.DATA, run(bad, "iso", "decode", "-d", "iso87a-hex", "--no-frame"));

        List<String> lines = out.lines().toList();
        String sentence = lines.get(lines.size() - 3);
        assertEquals("field 2 (primary account number) at byte 20: length above the greatest, found 99, expected at most 19", sentence);
        assertEquals(lines.getLast().indexOf('^'), lines.get(lines.size() - 2).indexOf("39 39"), out);

        assertEquals(ExitCode.DATA, run(bad, "iso", "decode", "-d", "iso87a-hex", "--no-frame", "--json"));
        assertTrue(err.startsWith(sentence), err);
        assertTrue(out.contains("\"error\":{"), out);
    }

    @Test
    void shouldReadWhatIsThereWhenAFramedMessageIsCutOff() throws IOException {
        String hex = sample("up-0210-sale-emv").hex;

        assertEquals(ExitCode.DATA, run(hex.substring(0, hex.length() - 20), "iso", "decode", "-d", "unionpay-pos"));

        assertTrue(out.lines().anyMatch(l -> l.matches(" +11  MTI .*0210")), out);
        assertTrue(err.contains("is not that of the"), err);
        assertTrue(out.contains("^"), out);
    }

    @Test
    void shouldShowNoCardDataWhenTheContentIsBad() {
        String bad = HexFormat.of().formatHex(("0200" + "5000000000000000" + "166214831234561319" + "00000000000X").getBytes(StandardCharsets.US_ASCII));

        assertEquals(ExitCode.DATA, run(bad, "iso", "decode", "-d", "iso87a-hex", "--no-frame"));
        assertFalse((out + err).contains("6214831234561319"), out);
        assertFalse((out + err).contains("36323134"), out);
        assertTrue(out.contains("field 4 "), out);
    }

    @Test
    void shouldTakeDigitsAsBytesWhenTold() {
        assertEquals(ExitCode.OK, run(SIGN_ON, "iso", "decode", "-d", "iso87a-hex", "--binary"), out);
        assertTrue(out.contains("000001"), out);
        assertEquals(ExitCode.DATA, run(SIGN_ON, "iso", "decode", "-d", "iso87a-hex"));
    }

    @Test
    void shouldEncodeWithTheLengthOfTheDialect() {
        String json = "{\"mti\":\"0800\",\"fields\":{\"70\":\"301\",\"7\":\"1122010203\",\"11\":\"000001\"}}";

        assertEquals(ExitCode.OK, run(json, "iso", "encode", "-d", "iso87a-hex"), err);
        assertEquals(("0037" + HexFormat.of().formatHex(SIGN_ON.getBytes(StandardCharsets.US_ASCII))).toUpperCase(java.util.Locale.ROOT), out.strip());
        assertEquals(ExitCode.OK, run(out, "iso", "decode", "-d", "iso87a-hex"), err);

        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.ISO_8859_1));
        try {
            assertEquals(ExitCode.OK, run(json, "iso", "encode", "-d", "iso87a-hex", "--no-frame", "--binary"), err);
        } finally {
            System.setOut(before);
        }
        assertEquals(SIGN_ON, bytes.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void shouldListMistakesOfTheJsonAndEndWith65() {
        assertEquals(ExitCode.DATA, run("{\"mti\":\"800\",\"fields\":{\"11\":\"000001\",\"200\":\"1\"}}", "iso", "encode", "-d", "iso87a-hex"));
        assertTrue(err.lines().allMatch(l -> l.matches("<stdin>:1:\\d+: .*expected .*")), err);
        assertEquals(2, err.lines().count(), err);
        assertEquals("", out);
        assertEquals(ExitCode.DATA, run("not json", "iso", "encode", "-d", "iso87a-hex"));
    }

    @Test
    void shouldEndWithTheCodeOfTheMistakeWhenInputOrDialectIsWrong() throws IOException {
        assertEquals(ExitCode.DATA, run("", "iso", "decode", "-d", "cups"));
        assertEquals(ExitCode.DATA, run("123", "iso", "decode", "-d", "cups"));
        assertEquals(ExitCode.USAGE, run("00", "iso", "decode", "-d", "cupz"));
        assertTrue(err.contains("did you mean \"cups\""), err);
        assertEquals(ExitCode.USAGE, run("00", "iso", "decode"));
        assertEquals(ExitCode.NO_INPUT, run("00", "iso", "decode", "-d", root.resolve("none.yaml")));
        assertEquals(ExitCode.CONFIGURATION, run("00", "iso", "decode", "-d", file("bad.yaml", "dialect: bad\nframe: 7\n")));
        assertEquals(ExitCode.DATA, run("00", "iso", "guess"));
    }

    @Test
    void shouldListTheShippedDialects() {
        assertEquals(ExitCode.OK, run("", "dialect", "list"));
        assertEquals(15, out.lines().count(), out);
        assertTrue(out.lines().anyMatch(l -> l.matches("unionpay-pos +\\d+ +bin2 +tpdu, header +.*")), out);
    }

    @Test
    void shouldListAllMistakesOfADialectAndEndWith78() throws IOException {
        Path bad = file("bad.yaml", "dialect: bad\nextends: iso87a-hex\nfields:\n  2: {kind: q}\n  4: {kind: n, enc: bcd, length: 3}\n");

        assertEquals(ExitCode.CONFIGURATION, run("", "dialect", "check", bad));
        assertTrue(out.lines().filter(l -> l.matches(".*bad.yaml:\\d+:\\d+: .*expected.*")).count() >= 2, out);
        assertEquals(ExitCode.OK, run("", "dialect", "check", ROOT.resolve("config/dialects/jcb.yaml")), out);
        assertTrue(out.contains("valid, dialect jcb"), out);
        assertEquals(ExitCode.NO_INPUT, run("", "dialect", "check", root.resolve("none.yaml")));
    }

    @Test
    void shouldImportAForeignSpecificationThatThenDecodes() throws IOException {
        Path spec = file("plain.xml", """
                <isopackager>
                  <isofield id="0" length="4" name="MTI" class="org.jpos.iso.IFA_NUMERIC"/>
                  <isofield id="1" length="16" name="BITMAP" class="org.jpos.iso.IFA_BITMAP"/>
                  <isofield id="11" length="6" name="STAN" class="org.jpos.iso.IFA_NUMERIC"/>
                  <isofield id="53" length="8" name="OWN" class="com.example.MyField"/>
                </isopackager>
                """);
        Path made = root.resolve("plain.yaml");

        assertEquals(ExitCode.OK, run("", "dialect", "import", spec));
        assertTrue(out.startsWith("#") || out.startsWith("dialect:"), out);
        assertTrue(err.contains("53"), err);
        assertEquals(ExitCode.OK, run("", "dialect", "import", spec, "--output", made), err);
        assertEquals(ExitCode.CANNOT_CREATE, run("", "dialect", "import", spec, "--output", made));
        assertEquals(ExitCode.OK, run("", "dialect", "check", made), out);
        assertEquals(ExitCode.OK, run("08000020000000000000000007", "iso", "decode", "-d", made, "--binary", "--show-sensitive"), out);
        assertTrue(out.contains("000007"), out);
        assertEquals(ExitCode.DATA, run("", "dialect", "import", file("x.txt", "neither")));
        assertEquals(ExitCode.NO_INPUT, run("", "dialect", "import", root.resolve("none.xml")));
    }
}
