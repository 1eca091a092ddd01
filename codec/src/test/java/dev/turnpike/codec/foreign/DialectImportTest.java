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
}
