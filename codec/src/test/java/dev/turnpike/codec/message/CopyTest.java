package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.DialectException;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.dialect.Dialects;

/** Copying between dialects gives the right value or an error; copying within one gives the same bytes. */
class CopyTest {
    private final MessageDecoder source = new MessageDecoder();
    private final MessageDecoder decoder = new MessageDecoder();
    private final MessageEncoder encoder = new MessageEncoder();
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[512]);

    private void message(Dialect dialect, int field, byte[] value) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[512]);
        int length = new MessageEncoder().wrap(dialect, bytes, 0, 512).mti(200).put(field, value).finish();
        assertTrue(length > 0, () -> DecodeError.of(length).text());
        assertEquals(0, source.wrap(dialect, bytes, 0, length), source::errorText);
    }

    private int copy(String name, int field) {
        return encoder.wrap(Dialects.shipped(name), target, 0, 512).mti(200).copy(field, source).finish();
    }

    private void refused(DecodeError error, int field, int length) {
        assertEquals(-error.code(), length);
        assertEquals(field, encoder.errorField());
    }

    private void assertText(String name, int field, String text) {
        int length = copy(name, field);
        assertTrue(length > 0, () -> DecodeError.of(length).text());
        assertEquals(0, decoder.wrap(Dialects.shipped(name), target, 0, length), decoder::errorText);
        assertEquals(0, decoder.validate(), decoder::errorText);
        assertEquals(text, decoder.text(field).strip());
    }

    @ParameterizedTest
    @CsvSource({"iso87a-hex,ISO-8859-1", "cups,GBK", "mastercard,ISO-8859-1"})
    void shouldKeepLettersWhenCharsetsDiffer(String from, String charset) {
        message(Dialects.shipped(from), 43, "CAF\u00E9 du Nord".getBytes(Charset.forName(charset)));
        for (String to : new String[] {"iso87a-hex", "iso87a-bin", "cups", "mastercard", "jcb", "iso93a"}) {
            assertText(to, 43, "CAF\u00E9 du Nord");
        }
    }

    @Test
    void shouldRefuseWhenCharsetDoesNotHaveTheLetter() {
        message(Dialects.shipped("iso87a-hex"), 43, "CAF\u00C9".getBytes(StandardCharsets.ISO_8859_1));
        refused(DecodeError.CHARSET, 43, copy("cups", 43));
        message(Dialects.shipped("cups"), 43, "\u4E2D\u56FD SHOP".getBytes(Charset.forName("GBK")));
        for (String to : new String[] {"mastercard", "iso87a-hex", "iso93a"}) {
            refused(DecodeError.CHARSET, 43, copy(to, 43));
        }
        assertText("cups", 43, "\u4E2D\u56FD SHOP");
    }

    @Test
    void shouldNoticeHalfALetterWhenTextIsGbk() {
        byte[] text = "\u4E2D\u56FD SHOP".getBytes(Charset.forName("GBK"));
        message(Dialects.shipped("cups"), 43, text);
        assertEquals(0, source.validate());
        message(Dialects.shipped("cups"), 43, Arrays.copyOf(text, 3));
        assertEquals(DecodeError.CONTENT.code(), source.validate());
        assertEquals(source.offset(43) + 2, source.errorOffset());
        refused(DecodeError.CHARSET, 43, copy("iso87a-hex", 43));
    }

    @Test
    void shouldNotAllocateWhenLettersAreRecoded() {
        message(Dialects.shipped("cups"), 43, "CAF\u00E9".getBytes(Charset.forName("GBK")));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 40; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                copy("mastercard", 43);
                copy("iso87a-hex", 43);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least / 2_000);
    }

    @Test
    void shouldRefuseWhenTheValueIsNoneOfTheOtherDialect() throws DialectException {
        message(Dialects.shipped("iso87a-hex"), 12, "161243".getBytes(StandardCharsets.US_ASCII));
        refused(DecodeError.LENGTH_TOO_SHORT, 12, copy("iso93a", 12));
        message(Dialects.shipped("iso87a-hex"), 39, "51".getBytes(StandardCharsets.US_ASCII));
        refused(DecodeError.LENGTH_TOO_SHORT, 39, copy("iso93a", 39));
        Dialect digits = DialectLoader.load("x", "dialect: x\nextends: iso87a-hex\nfields:\n  37: {kind: n, enc: ascii, length: 12}\n");
        message(Dialects.shipped("iso87a-hex"), 37, "12345678901A".getBytes(StandardCharsets.US_ASCII));
        refused(DecodeError.CONTENT, 37, encoder.wrap(digits, target, 0, 512).mti(200).copy(37, source).finish());
        message(Dialects.shipped("iso87a-hex"), 37, "123456789012".getBytes(StandardCharsets.US_ASCII));
        assertTrue(encoder.wrap(digits, target, 0, 512).mti(200).copy(37, source).finish() > 0);
    }

    private void assertSameBytes(Dialect dialect, byte[] bytes) {
        assertEquals(0, source.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length), source::errorText);
        byte[] again = new byte[bytes.length];
        assertEquals(bytes.length, encoder.wrap(dialect, new UnsafeBuffer(again), 0, again.length).copyAll(source).finish());
        assertArrayEquals(bytes, again);
    }

    @Test
    void shouldKeepLettersOfBitmapsWhenCopyingWithinADialect() throws DialectException {
        assertSameBytes(Dialects.shipped("iso87a-hex"), message("0820" + "0020000000c00000" + "000001" + "TERM0001" + "MERCHANT0000001"));
        assertSameBytes(Dialects.shipped("iso87a-hex"), message("0820" + "0020000000C00000" + "000001" + "TERM0001" + "MERCHANT0000001"));
        Dialect page = DialectLoader.load("x", "dialect: x\nextends: iso87a-hex\nbitmap: {encoding: hex-ebcdic, levels: 2}\n");
        byte[] ebcdic = "0020000000c00000".getBytes(Charset.forName("IBM037"));
        byte[] whole = message("0820" + "0020000000c00000" + "000001" + "TERM0001" + "MERCHANT0000001");
        System.arraycopy(ebcdic, 0, whole, 4, 16);
        assertSameBytes(page, whole);
    }

    private static byte[] message(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void shouldKeepShortHeaderWhenTheBufferHasNoRoomForTheUsualOne() {
        Dialect visa = Dialects.shipped("visa-base1");
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[100]);
        int length = new MessageEncoder().wrap(visa, bytes, 0, 100).header(0, new UnsafeBuffer(new byte[] {2, 9}), 0, 2).mti(800)
            .put(11, "000001").finish();
        assertTrue(length > 0 && length < visa.headerOffset(1), () -> DecodeError.of(length).text());
        assertSameBytes(visa, Arrays.copyOf(bytes.byteArray(), length));
        byte[] small = new byte[length - 1];
        assertEquals(-DecodeError.CAPACITY.code(),
            encoder.wrap(visa, new UnsafeBuffer(small), 0, small.length).copyAll(source).finish());
        assertEquals(-DecodeError.CAPACITY.code(), encoder.wrap(visa, new UnsafeBuffer(small), 0, small.length).mti(800).finish());
    }

    @Test
    void shouldKeepEmptyThirdBitmapWhenItIsAnnounced() {
        Dialect visa = Dialects.shipped("visa-base1").withoutHeaders();
        byte[] bytes = new byte[2 + 24];
        bytes[0] = 8;
        bytes[2] = (byte) 0x80;
        bytes[10] = (byte) 0x80;
        assertSameBytes(visa, bytes);
    }

    @Test
    void shouldRefuseBitsOfASecondBitmapWhenBit1IsOff() {
        Dialect cups = Dialects.shipped("cups").withoutHeaders();
        byte[] bytes = new byte[4 + 16 + 3];
        System.arraycopy(message("0820"), 0, bytes, 0, 4);
        System.arraycopy(message("301"), 0, bytes, 20, 3);
        bytes[4 + 8] = 0x04;
        assertEquals(DecodeError.BITMAP_NOT_ANNOUNCED.code(), source.wrap(cups, new UnsafeBuffer(bytes), 0, bytes.length));
        assertEquals(12, source.errorOffset());
        assertEquals("bitmap at byte 12: second bitmap has bits, but bit 1 is off", source.errorText());
        bytes[4] = (byte) 0x80;
        assertSameBytes(cups, bytes);
        assertSameBytes(cups, Arrays.copyOf(new byte[] {'0', '8', '2', '0'}, 20));
    }
}
