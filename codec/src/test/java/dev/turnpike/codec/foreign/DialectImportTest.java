package dev.turnpike.codec.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.dialect.Sensitivity;
import dev.turnpike.codec.message.FieldPath;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import dev.turnpike.codec.message.SubfieldDecoder;

class DialectImportTest {
    private static final String JPOS = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE isopackager SYSTEM "genericpackager.dtd">
        <isopackager headerLength="5">
          <isofield id="0" length="4" name="MTI" pad="true" class="org.jpos.iso.IFB_NUMERIC"/>
          <isofield id="1" length="16" name="BITMAP" class="org.jpos.iso.IFB_BITMAP"/>
          <isofield id="2" length="19" name="PAN &quot;number&quot;" pad="false" class="org.jpos.iso.IFB_LLNUM"/>
          <isofield id="3" length="6" name="PROCESSING CODE" pad="true" class="org.jpos.iso.IFB_NUMERIC"/>
          <isofield id="22" length="3" name="ENTRY MODE" pad="true" class="org.jpos.iso.IFB_NUMERIC"/>
          <isofield id="28" length="9" name="FEE" class="org.jpos.iso.IFB_AMOUNT"/>
          <isofield id="37" length="12" name="RRN" class="org.jpos.iso.IF_CHAR"/>
          <isofield id="44" length="25" name="E" class="org.jpos.iso.IFB_LLHECHAR"/>
          <isofieldpackager id="48" length="12" name="SUB" class="org.jpos.iso.IFA_LLLCHAR" emitBitmap="false" firstField="1"
              packager="org.jpos.iso.packager.GenericSubFieldPackager">
            <isofield id="1" length="2" name="A" class="org.jpos.iso.IF_CHAR"/>
            <isofield id="2" length="4" name="B" class="org.jpos.iso.IFA_NUMERIC"/>
          </isofieldpackager>
          <isofield id="52" length="8" name="PIN" class="org.jpos.iso.IFB_BINARY"/>
          <isofield id="53" length="8" name="OWN" class="com.example.MyField"/>
          <isofield id="55" length="255" name="ICC" class="org.jpos.iso.IFB_LLLHBINARY"/>
          <isofield id="64" length="8" name="MAC" class="org.jpos.iso.IFA_BINARY"/>
          <isofield id="90" length="42" name="ORIGINAL" pad="true" class="org.jpos.iso.IFB_NUMERIC"/>
        </isopackager>
        """;
    private static final String MOOV = """
        {
        \t"name": "My spec",
        \t"fields": {
        \t\t"0": {"type": "String", "length": 4, "description": "MTI", "enc": "ASCII", "prefix": "ASCII.Fixed"},
        \t\t"1": {"type": "Bitmap", "length": 16, "description": "Bitmap", "enc": "HexToASCII", "prefix": "Hex.Fixed"},
        \t\t"2": {"type": "String", "length": 19, "description": "PAN", "enc": "ASCII", "prefix": "ASCII.LL"},
        \t\t"3": {"type": "Numeric", "length": 6, "enc": "ASCII", "prefix": "ASCII.Fixed",
        \t\t\t"padding": {"type": "Left", "pad": "0"}},
        \t\t"4": {"type": "String", "length": 12, "description": "Amount", "enc": "ASCII", "prefix": "ASCII.Fixed",
        \t\t\t"padding": {"type": "Left", "pad": "0"}},
        \t\t"5": {"type": "Numeric", "length": 19, "enc": "LBCD", "prefix": "BCD.LL"},
        \t\t"6": {"type": "Hex", "length": 8, "enc": "Binary", "prefix": "Binary.L"},
        \t\t"7": {"type": "Composite", "length": 6, "prefix": "ASCII.Fixed", "subfields": {
        \t\t\t"1": {"type": "String", "length": 2, "enc": "ASCII", "prefix": "ASCII.Fixed"},
        \t\t\t"2": {"type": "String", "length": 4, "enc": "ASCII", "prefix": "ASCII.Fixed"}}},
        \t\t"55": {"type": "Composite", "length": 999, "prefix": "ASCII.LLL", "tag": {"enc": "BerTLVTag", "sort": "StringsByHex"},
        \t\t\t"subfields": {"9F26": {"type": "Binary", "enc": "Binary", "prefix": "BerTLV"}}},
        \t\t"56": {"type": "Composite", "length": 99, "prefix": "ASCII.LL", "tag": {"length": 2, "enc": "ASCII"},
        \t\t\t"subfields": {}},
        \t\t"57": {"type": "String", "length": 8, "enc": "Hex", "prefix": "Hex.Fixed"},
        \t\t"60": {"type": "Strange", "length": 5, "enc": "ASCII", "prefix": "ASCII.Fixed"}
        \t}
        }
        """;

    private final MessageDecoder decoder = new MessageDecoder();

    @Test
    void shouldReadBytesAsThePackagerWouldWhenXmlIsImported(@TempDir Path directory) throws Exception {
        ImportedDialect imported = DialectImport.of(Files.writeString(directory.resolve("Host A.xml"), JPOS));
        Dialect dialect = DialectLoader.load("host-a", imported.yaml());
        assertEquals("host-a", dialect.name());
        byte[] bytes = HexFormat.of().parseHex("0200" + "E000041008111201" + "0000004000000000"
            + "13" + "62258112345670" + "000000" + "0051" + "4300000100" + "313233343536373839303132" + "02C1C2"
            + "303036" + "414230303132" + "1122334455667788" + "0003" + "950100" + "30303030303030303030303030303030"
            + "020000004207130102030000000000000000000000");
        assertEquals(0, decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length), decoder::errorText);
        assertEquals("6225811234567", decoder.text(2));
        assertEquals("051", decoder.text(22));
        assertEquals("C00000100", decoder.text(28));
        assertEquals("AB", decoder.text(44));
        assertEquals("950100", decoder.text(55));
        assertEquals("0000000000000000", decoder.text(64));
        SubfieldDecoder parts = new SubfieldDecoder();
        assertEquals(0, parts.wrap(decoder, 48));
        assertEquals(12, parts.asLong(parts.find(FieldPath.of("48.2"))));
        assertEquals(Sensitivity.PAN, dialect.field(2).sensitivity());
        assertEquals(Sensitivity.SECRET, dialect.field(52).sensitivity());
        assertTrue(imported.notes().contains("field 53: class MyField with length 8 has no equal here, left out"),
            imported.notes()::toString);
        assertTrue(imported.notes().getFirst().startsWith("header bytes are not imported"), imported.notes()::toString);
        assertEquals(2, imported.notes().size(), imported.notes()::toString);
    }

    @Test
    void shouldReadTracksWhenThePackagerSaysNumeric() throws Exception {
        String fields = "<isopackager><isofield id=\"0\" length=\"4\" class=\"org.jpos.iso.IFA_NUMERIC\"/>"
            + "<isofield id=\"1\" length=\"16\" class=\"org.jpos.iso.IFB_BITMAP\"/>"
            + "<isofield id=\"2\" length=\"19\" name=\"PAN\" class=\"org.jpos.iso.IFB_FLLNUM\"/>"
            + "<isofield id=\"35\" length=\"37\" name=\"T2\" class=\"org.jpos.iso.IFB_LLNUM\"/>"
            + "<isofield id=\"36\" length=\"104\" name=\"T3\" class=\"org.jpos.iso.IFA_LLLNUM\"/></isopackager>";
        ImportedDialect imported = DialectImport.of(fields, "tracks");
        Dialect dialect = DialectLoader.load("tracks", imported.yaml());
        byte[] bytes = HexFormat.of().parseHex("30323030" + "4000000030000000" + "136225811234567F" + "0512D450"
            + "303033313D33");
        assertEquals(0, decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length), decoder::errorText);
        assertEquals(0, decoder.validate(), decoder::errorText);
        assertEquals("6225811234567", decoder.text(2));
        assertEquals("12=45", decoder.text(35));
        assertEquals("1=3", decoder.text(36));
        UnsafeBuffer again = new UnsafeBuffer(new byte[100]);
        assertEquals(12 + 8, new MessageEncoder().wrap(dialect, again, 0, 100).mti(200).put(2, "6225811234567").finish());
        assertEquals(0x7F, again.getByte(19));
        assertEquals(java.util.List.of("field 35: class IFB_LLNUM is numeric, but a track has a separator: kind z",
            "field 36: class IFA_LLLNUM is numeric, but a track has a separator: kind z"), imported.notes());
    }

    @Test
    void shouldReadTaggedSubfieldsWhenTokensAreGiven() throws Exception {
        String start = "<isopackager><isofield id=\"0\" length=\"4\" class=\"org.jpos.iso.IFA_NUMERIC\"/>"
            + "<isofield id=\"1\" length=\"16\" class=\"org.jpos.iso.IFA_BITMAP\"/><isofieldpackager id=\"48\" length=\"999\" name=\"T\" "
            + "class=\"org.jpos.iso.IFA_LLLCHAR\" packager=\"org.jpos.iso.packager.GenericTaggedFieldsPackager\" emitBitmap=\"false\">"
            + "<isofield id=\"0\" length=\"0\" class=\"org.jpos.iso.IF_NOP\"/>";
        String token = "<isofield id=\"%d\" length=\"20\" name=\"N\" class=\"org.jpos.iso.%s\" token=\"%s\"/>";
        for (String inner : new String[] {token.formatted(1, "IFA_LLCHAR", "AA") + token.formatted(2, "IFA_LLNUM", "B2"),
            token.formatted(1, "IFA_TTLLCHAR", "AA") + token.formatted(2, "IFA_TTLLNUM", "B2")}) {
            ImportedDialect imported = DialectImport.of(start + inner + "</isofieldpackager></isopackager>", "tags");
            assertEquals(java.util.List.of(), imported.notes());
            byte[] bytes = "02000000000000010000013AA03xyzB20242".getBytes();
            assertEquals(0, decoder.wrap(DialectLoader.load("tags", imported.yaml()), new UnsafeBuffer(bytes), 0, bytes.length));
            SubfieldDecoder parts = new SubfieldDecoder();
            assertEquals(0, parts.wrap(decoder, 48));
            assertEquals("xyz", parts.text(parts.find(FieldPath.of("48.AA"))));
            assertEquals(42, parts.asLong(parts.find(FieldPath.of("48.B2"))));
        }
        ImportedDialect mixed = DialectImport.of(start + token.formatted(1, "IFA_LLCHAR", "AA") + token.formatted(2, "IFA_LLLCHAR", "B2")
            + "</isofieldpackager></isopackager>", "tags");
        assertTrue(mixed.notes().getFirst().contains("their tags and lengths differ in form"), mixed.notes()::toString);
    }

    @Test
    void shouldRefuseWithPlaceWhenJsonNestsTooDeep() {
        String json = "{\"name\": \"x\",\n\"fields\": " + "{\"1\":".repeat(5_000);
        String message = assertThrows(ImportException.class, () -> DialectImport.of(json, "x")).getMessage();
        assertTrue(message.matches("2:\\d+: this is not JSON \\(objects nest too deep\\).*"), message);
    }

    @Test
    void shouldReadBytesAsTheSpecificationWouldWhenJsonIsImported() throws Exception {
        ImportedDialect imported = DialectImport.of(MOOV, "mine");
        Dialect dialect = DialectLoader.load("mine", imported.yaml());
        byte[] bytes = ("0100" + "7000000000000000" + "16" + "4242424242424242" + "123456" + "000000000100").getBytes();
        assertEquals(0, decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length), decoder::errorText);
        assertEquals("4242424242424242", decoder.text(2));
        assertEquals(100, decoder.asLong(4));
        assertEquals(false, dialect.field(5).alignRight());
        assertEquals("bin", dialect.field(6).lengthForm().label());
        assertEquals(2, dialect.field(7).structure().elementCount());
        assertEquals("ber", dialect.field(55).structure().kind().label());
        assertEquals(16, dialect.field(57).fixedBytes());
        assertEquals(2, imported.notes().size(), imported.notes()::toString);
        assertTrue(imported.notes().getLast().startsWith("field 60: type Strange"), imported.notes()::toString);
    }

    @Test
    void shouldRefuseInOneSentenceWhenTextIsNotASpecification() {
        for (String text : new String[] {"", "abc", "<a/>", "<isopackager/>", "<isopackager>", "{}", "{\"fields\": 1}",
            "{\"fields\": {}}", "{"}) {
            assertTrue(!assertThrows(ImportException.class, () -> DialectImport.of(text, "x")).getMessage().isEmpty());
        }
    }

    @Test
    void shouldNotFetchOrExpandEntitiesWhenXmlAsksForThem(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "stolen");
        String xml = "<!DOCTYPE isopackager [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]><isopackager>"
            + "<isofield id=\"3\" length=\"6\" name=\"n\" class=\"org.jpos.iso.IFA_NUMERIC\"/>&e;</isopackager>";
        try {
            assertTrue(!DialectImport.of(xml, "x").yaml().contains("stolen"));
        } catch (ImportException e) {
            assertTrue(!e.getMessage().contains("stolen"));
        }
    }

    private String read(String path) {
        FieldPath parsed = FieldPath.of(path);
        SubfieldDecoder parts = new SubfieldDecoder();
        assertEquals(0, parts.wrap(decoder, parsed.field()), path);
        int element = parts.find(parsed);
        return element < 0 ? null : parts.text(element);
    }

    private void decode(ImportedDialect imported, String... hexOrText) throws Exception {
        StringBuilder hex = new StringBuilder();
        for (String part : hexOrText) {
            hex.append(part.startsWith("'") ? HexFormat.of().formatHex(part.substring(1).getBytes()) : part);
        }
        byte[] bytes = HexFormat.of().parseHex(hex);
        Dialect dialect = DialectLoader.load("x", imported.yaml());
        assertEquals(0, decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length), decoder::errorText);
    }

    @Test
    void shouldReadSubfieldsAsThePackagerWouldWhenPackagersAreNested() throws Exception {
        ImportedDialect imported = DialectImport.of("""
            <isopackager>
              <isofield id="0" length="4" name="MTI" class="org.jpos.iso.IFA_NUMERIC"/>
              <isofield id="1" length="16" name="BITMAP" class="org.jpos.iso.IFB_BITMAP"/>
              <isofieldpackager id="44" length="999" name="SWAPPED" class="org.jpos.iso.IFA_LLLCHAR" emitBitmap="false"
                  packager="org.jpos.iso.packager.GenericTagPackager" tagSize="2" lenSize="3" swapTagAndLen="true">
                <isofield id="1" length="9" name="A" class="org.jpos.iso.IF_CHAR"/>
              </isofieldpackager>
              <isofieldpackager id="46" length="20" name="ROW" class="org.jpos.iso.IFA_LLLCHAR" emitBitmap="false"
                  packager="org.jpos.iso.packager.GenericSubFieldPackager">
                <isofield id="2" length="5" name="SECOND" class="org.jpos.iso.IFA_LLCHAR"/>
                <isofieldpackager id="1" length="4" name="FIRST" class="org.jpos.iso.IF_CHAR" emitBitmap="false"
                    packager="org.jpos.iso.packager.GenericSubFieldPackager">
                  <isofield id="1" length="1" name="X" class="org.jpos.iso.IF_CHAR"/>
                  <isofield id="2" length="3" name="Y" class="org.jpos.iso.IFA_NUMERIC"/>
                </isofieldpackager>
              </isofieldpackager>
              <isofieldpackager id="47" length="99" name="OTHER" class="org.jpos.iso.IFA_LLLCHAR" emitBitmap="false"
                  packager="org.jpos.iso.packager.GenericTaggedFieldsPackager" tagMapper="com.example.Mapper">
                <isofield id="1" length="9" name="A" class="org.jpos.iso.IFA_LLCHAR"/>
              </isofieldpackager>
              <isofieldpackager id="48" length="999" name="TAGGED" class="org.jpos.iso.IFA_LLLCHAR" emitBitmap="false"
                  packager="org.jpos.iso.packager.GenericTaggedFieldsPackager">
                <isofield id="1" length="20" name="ONE" class="org.jpos.iso.IFA_TTLLCHAR"/>
                <isofield id="2" length="20" token="ZZ" name="TWO" class="org.jpos.iso.IFA_TTLLBINARY"/>
              </isofieldpackager>
              <isofieldpackager id="55" length="999" name="ICC" class="org.jpos.iso.IFA_LLLBINARY"
                  packager="org.jpos.tlv.packager.BERTLVBinaryPackager"/>
              <isofieldpackager id="62" length="2" name="TOO LONG" class="org.jpos.iso.IFA_LLLCHAR" emitBitmap="false"
                  packager="org.jpos.iso.packager.GenericSubFieldPackager">
                <isofield id="1" length="9" name="A" class="org.jpos.iso.IF_CHAR"/>
              </isofieldpackager>
              <isofieldpackager id="127" length="999999" name="PRIVATE" class="org.jpos.iso.IFA_LLLLLLBINARY"
                  packager="org.jpos.iso.packager.GenericPackager">
                <isofield id="0" length="0" name="PLACE" class="org.jpos.iso.IF_CHAR"/>
                <isofield id="1" length="8" name="BITMAP" class="org.jpos.iso.IFB_BITMAP"/>
                <isofield id="2" length="32" name="SWITCH KEY" class="org.jpos.iso.IFA_LLCHAR"/>
                <isofield id="6" length="2" name="PROFILE" class="org.jpos.iso.IF_CHAR"/>
              </isofieldpackager>
            </isopackager>
            """, "nested");
        decode(imported, "'0200", "8000000000150200", "0000000000000002", "'008", "'003", "'01abc", "'011A12305hello",
            "'012", "'0103xyz", "'ZZ01", "7F", "'005", "9F36020011", "'000016", "4400000000000000", "'04ABCD22");
        assertEquals("abc", read("44.01"));
        assertEquals("A", read("46.1.1"));
        assertEquals("123", read("46.1.2"));
        assertEquals("hello", read("46.2"));
        assertEquals("xyz", read("48.01"));
        assertEquals("7F", read("48.ZZ"));
        assertEquals("0011", read("55.9F36"));
        assertEquals("ABCD", read("127.2"));
        assertEquals("22", read("127.6"));
        assertEquals(2, imported.notes().size(), imported.notes()::toString);
        assertEquals("field 47: sub-fields of GenericTaggedFieldsPackager are not imported: the tag mapper of "
            + "GenericTaggedFieldsPackager is code; describe them with \"sub\"", imported.notes().getFirst());
        assertEquals("field 62: its sub-fields are left out: sub-field 62.1 ends at 9, expected at most 2, the greatest length of field 62",
            imported.notes().getLast());
    }

    @Test
    void shouldReadSubfieldsAsTheSpecificationWouldWhenCompositesAreNested() throws Exception {
        ImportedDialect imported = DialectImport.of("""
            {"fields": {
              "0": {"type": "String", "length": 4, "enc": "ASCII", "prefix": "ASCII.Fixed"},
              "1": {"type": "Bitmap", "length": 8, "enc": "Binary", "prefix": "Hex.Fixed"},
              "44": {"type": "Composite", "length": 99, "prefix": "ASCII.LL", "tag": {"sort": "StringsByInt"}, "subfields": {
                "10": {"type": "String", "length": 9, "enc": "ASCII", "prefix": "ASCII.L"},
                "2": {"type": "Composite", "length": 3, "prefix": "ASCII.Fixed", "subfields": {
                  "1": {"type": "Numeric", "length": 3, "enc": "BCD", "prefix": "BCD.Fixed"},
                  "2": {"type": "Binary", "length": 1, "enc": "Binary", "prefix": "Binary.Fixed"}}}}},
              "45": {"type": "Composite", "length": 99, "prefix": "ASCII.LL",
                "tag": {"length": 2, "enc": "ASCII", "padding": {"type": "Left", "pad": "0"}, "sort": "StringsByInt", "skipUnknownTLVTags": true},
                "subfields": {
                  "1": {"type": "String", "length": 9, "enc": "ASCII", "prefix": "ASCII.LL", "description": "name"},
                  "2": {"type": "Binary", "length": 9, "enc": "Binary", "prefix": "ASCII.LL"}}},
              "46": {"type": "Composite", "length": 99, "prefix": "ASCII.LL", "tag": {"length": 1, "enc": "Binary"}, "subfields": {
                  "0A": {"type": "Numeric", "length": 9, "enc": "BCD", "prefix": "BCD.LL"},
                  "0B": {"type": "String", "length": 2, "enc": "ASCII", "prefix": "ASCII.Fixed"}}},
              "47": {"type": "Composite", "length": 99, "prefix": "ASCII.LL",
                "bitmap": {"type": "Bitmap", "length": 3, "enc": "Binary", "prefix": "Hex.Fixed", "disableAutoExpand": true}, "subfields": {
                  "1": {"type": "String", "length": 2, "enc": "ASCII", "prefix": "ASCII.Fixed"},
                  "20": {"type": "Binary", "length": 2, "enc": "Binary", "prefix": "Binary.Fixed"}}},
              "48": {"type": "Composite", "length": 99, "prefix": "ASCII.LL",
                "bitmap": {"type": "Bitmap", "length": 8, "enc": "HexToASCII", "prefix": "Hex.Fixed"}, "subfields": {
                  "1": {"type": "String", "length": 2, "enc": "ASCII", "prefix": "ASCII.Fixed"}}},
              "55": {"type": "Composite", "length": 99, "prefix": "ASCII.LL", "tag": {"enc": "BerTLVTag"}, "subfields": {
                  "9F1E": {"type": "String", "enc": "ASCII", "prefix": "BerTLV", "description": "serial"},
                  "9F02": {"type": "Numeric", "enc": "BCD", "prefix": "BerTLV"},
                  "9F36": {"type": "Hex", "enc": "Binary", "prefix": "BerTLV"}}}
            }}
            """, "composites");
        decode(imported, "'0200", "00000000001E0200", "'08", "0123", "FF", "'4abcd", "'19", "'0105hello0201", "7F", "'9901x",
            "'07", "0A03", "0123", "0B", "'zz", "'07", "800010", "'ab", "CAFE",
            "'14", "9F1E0141", "9F02020100", "9F36020011");
        assertEquals("123", read("44.2.1"));
        assertEquals("FF", read("44.2.2"));
        assertEquals("abcd", read("44.10"));
        assertEquals("hello", read("45.01"));
        assertEquals("7F", read("45.02"));
        assertEquals("78", read("45.99"));
        assertEquals("123", read("46.0A"));
        assertEquals("zz", read("46.0B"));
        assertEquals("ab", read("47.1"));
        assertEquals("CAFE", read("47.20"));
        assertEquals("A", read("55.9F1E"));
        assertEquals("0100", read("55.9F02"));
        assertEquals("0011", read("55.9F36"));
        assertEquals(java.util.List.of("field 48: composite is not imported: a bitmap of 8 bytes in HexToASCII has no equal here; "
            + "describe it with \"sub\""), imported.notes());
    }
}
