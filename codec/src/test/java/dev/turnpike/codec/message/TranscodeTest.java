package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;

class TranscodeTest {
    private static final int[] FORWARDED = {2, 3, 4, 11, 14, 22, 23, 25, 35, 41, 42, 49, 52, 53, 55};

    private final UnsafeBuffer target = new UnsafeBuffer(new byte[2048]);
    private final MessageDecoder sale = new MessageDecoder();
    private final MessageEncoder encoder = new MessageEncoder();
    private final MessageDecoder decoder = new MessageDecoder();

    TranscodeTest() {
        Vector vector = Vector.all().stream().filter(v -> v.id().equals("up-0200-sale-pin-emv")).findFirst().orElseThrow();
        assertEquals(0, sale.wrap(vector.dialect("unionpay-pos"), new UnsafeBuffer(vector.bytes()), 0, vector.bytes().length));
    }

    private int forward(Dialect dialect) {
        encoder.wrap(dialect, target, 0, target.capacity()).mti(200);
        for (int field : FORWARDED) {
            if (field == 11) {
                encoder.putLong(7, 209161243).putLong(11, 42);
            } else {
                encoder.copy(field, sale);
            }
        }
        return encoder.finish();
    }

    @Test
    void shouldReencodeTerminalFieldsWhenCopyingIntoHexadecimalAscii() {
        int length = forward(Dialects.shipped("iso87a-hex"));
        assertTrue(length > 0);
        String text = target.getStringWithoutLengthAscii(0, length);
        assertTrue(text.startsWith("02007224068020C09A00" + "196217850000000030804" + "000000" + "000000000001" + "0209161243"
            + "000042"),
            text);
        assertTrue(text.contains("376217850000000030804=23082200000000000"), text);
        assertTrue(text.contains("071001"), text);
        assertTrue(text.contains("1560000000000000000" + "2600000000000000"), text);
        assertTrue(text.contains("2909F26089C0A057796D091E3"), text);
        assertEquals(0, decoder.wrap(Dialects.shipped("iso87a-hex"), target, 0, length), decoder::errorText);
        assertEquals(0, decoder.validate(), decoder::errorText);
        assertEquals(sale.text(55), decoder.text(55));
        assertEquals(42, decoder.asLong(11));
        assertEquals(1, decoder.digits(22, 2, 1));
    }

    @Test
    void shouldGiveEqualCanonicalValuesWhenCopyingThroughBinaryAsciiAndBack() {
        int length = forward(Dialects.shipped("iso87a-bin"));
        assertEquals(0, decoder.wrap(Dialects.shipped("iso87a-bin"), target, 0, length), decoder::errorText);
        MessageEncoder back = new MessageEncoder().wrap(sale.dialect(), new UnsafeBuffer(new byte[1024]), 0, 1024).mti(200);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
        back.wrap(sale.dialect(), buffer, 0, 1024).mti(200);
        for (int field : FORWARDED) {
            back.copy(field, decoder);
        }
        MessageDecoder again = new MessageDecoder();
        assertEquals(0, again.wrap(sale.dialect(), buffer, 0, back.finish()));
        for (int field : FORWARDED) {
            if (field != 11) {
                assertEquals(sale.text(field), again.text(field));
            }
        }
    }

    @Test
    void shouldMoveBodyWhenFieldAbove64FollowsWithoutSecondBitmap() {
        encoder.wrap(Dialects.shipped("iso87a-hex"), target, 0, 200).mti(800).put(7, "1122195400").put(11, "000001").put(70,
            "301");
        assertEquals("0800" + "8220000000000000" + "0400000000000000" + "1122195400" + "000001" + "301",
            target.getStringWithoutLengthAscii(0, encoder.finish()));
        UnsafeBuffer other = new UnsafeBuffer(new byte[200]);
        encoder.wrap(Dialects.shipped("iso87a-hex"), other, 0, 200).expectFieldsAbove64().mti(800).put(7, "1122195400").put(11,
            "000001")
            .put(70, "301");
        assertEquals(0, other.getStringWithoutLengthAscii(0, encoder.finish()).compareTo(target.getStringWithoutLengthAscii(0,
            55)));
    }

    @Test
    void shouldReturnErrorValueWhenEncoderIsMisused() {
        Dialect dialect = Dialects.shipped("unionpay-pos");
        assertEquals(-DecodeError.FIELD_ORDER.code(), encoder.wrap(dialect, target, 0, 500).mti(200).put(4, "1").put(3,
            "0").finish());
        assertEquals(3, encoder.errorField());
        assertEquals(-DecodeError.LENGTH_TOO_LONG.code(), encoder.wrap(dialect, target, 0, 500).mti(200).put(4,
            "1234567890123").finish());
        assertEquals(-DecodeError.FIELD_UNKNOWN.code(), encoder.wrap(dialect, target, 0, 500).mti(200).put(5, "1").finish());
        assertEquals(-DecodeError.CONTENT.code(), encoder.wrap(dialect, target, 0, 500).mti(200).put(4, "12x").finish());
        assertEquals(-DecodeError.CAPACITY.code(), encoder.wrap(dialect, target, 0, 25).mti(200).put(4, "12").finish());
        assertEquals(-DecodeError.MTI.code(), encoder.wrap(dialect, target, 0, 500).put(4, "12").finish());
        assertEquals(-DecodeError.FIELD_ABSENT.code(), encoder.wrap(dialect, target, 0, 500).mti(200).copy(62, sale).finish());
        assertEquals(-DecodeError.LENGTH_TOO_SHORT.code(), encoder.wrap(dialect, target, 0, 500).mti(200).put(52,
            new byte[7]).finish());
    }

    @Test
    void shouldPadNumbersLeftAndTextRightWhenShort() {
        Dialect dialect = Dialects.shipped("unionpay-pos");
        int length = encoder.wrap(dialect, target, 0, 500).mti(210).putLong(4, 1).put(22, "51").put(23, "1").put(41,
            "AB").finish();
        assertEquals(0, decoder.wrap(dialect, target, 0, length), decoder::errorText);
        assertEquals("000000000001", decoder.text(4));
        assertEquals("0510", String.format("%04X", target.getShort(decoder.offset(22), java.nio.ByteOrder.BIG_ENDIAN)));
        assertEquals("0001", String.format("%04X", target.getShort(decoder.offset(23), java.nio.ByteOrder.BIG_ENDIAN)));
        assertEquals("AB      ", decoder.text(41));
        assertEquals(51, decoder.asLong(22));
        assertEquals(1, decoder.asLong(23));
        assertEquals(-1, decoder.asLong(11));
    }

    @Test
    void shouldReserveMacRangeWhenFieldIsPutLast() {
        Dialect dialect = Dialects.shipped("unionpay-pos");
        encoder.wrap(dialect, target, 0, 500).mti(210).put(39, "00");
        int macEnd = encoder.position();
        int at = encoder.reserve(64, 8);
        target.putBytes(at, "12345678".getBytes(StandardCharsets.US_ASCII));
        assertEquals(0, decoder.wrap(dialect, target, 0, encoder.finish()));
        assertEquals(macEnd, decoder.start(64));
        assertEquals(11, decoder.bodyOffset());
        assertEquals("3132333435363738", decoder.text(64));
    }

    @Test
    void shouldNoticeWrongContentWhenValidating() {
        Dialect dialect = Dialects.shipped("unionpay-pos");
        int length = encoder.wrap(dialect, target, 0, 500).mti(200).put(3, "000000").put(13, "1301").finish();
        assertEquals(0, decoder.wrap(dialect, target, 0, length));
        assertEquals(DecodeError.CONTENT.code(), decoder.validate());
        assertEquals(13, decoder.errorField());
        assertEquals("field 13 (local date) at byte 24: content not allowed, expected kind n in the form MMDD",
            decoder.errorText());
        target.putByte(decoder.offset(3), (byte) 0x0A);
        assertEquals(0, decoder.wrap(dialect, target, 0, length));
        assertEquals(DecodeError.CONTENT.code(), decoder.validate());
        assertEquals(3, decoder.errorField());
        assertFalse(decoder.asLong(3) >= 0);
    }

    @Test
    void shouldAllocateNothingWhenDecodingAndEncodingInSteadyState() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Dialect dialect = Dialects.shipped("iso87a-hex");
        long id = Thread.currentThread().threadId();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            long before = threads.getThreadAllocatedBytes(id);
            for (int i = 0; i < 5_000; i++) {
                int length = forward(dialect);
                decoder.wrap(dialect, target, 0, length);
                decoder.validate();
            }
            allocated = Math.min(allocated, threads.getThreadAllocatedBytes(id) - before);
        }
        assertTrue(allocated < 5_000, "allocated " + allocated + " bytes in 5000 messages");
    }
}
