package dev.turnpike.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class BusyAnswerTest {
    private final Dialect dialect = Dialects.shipped("unionpay-pos");
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[2048]);
    private final UnsafeBuffer answer = new UnsafeBuffer(new byte[2048]);
    private final BusyAnswer busy = new BusyAnswer(dialect);

    private int sale(int mti) {
        UnsafeBuffer tpdu = new UnsafeBuffer(HexFormat.of().parseHex("6000060123"));
        UnsafeBuffer header = new UnsafeBuffer(HexFormat.of().parseHex("603100311108"));
        MessageEncoder encoder = new MessageEncoder().wrap(dialect, request, 0, 2048).header(0, tpdu, 0, 5).header(1, header, 0, 6)
            .mti(mti).put(2, "6222620000000001").put(3, "000000").putLong(4, 1234).putLong(11, 77).put(22, "051").put(25, "00")
            .put(41, "10000001").put(42, "898320112345678").put(49, "156").put(60, "22000001000601").put(64, new byte[8]);
        return encoder.finish();
    }

    @Test
    void shouldRefuseWith96AndWithoutMacWhenTheFrameCanBeRead() {
        int length = busy.build(request, 0, sale(200), answer, 0, 2048);
        assertTrue(length > 0);
        MessageDecoder decoder = new MessageDecoder();
        assertEquals(0, decoder.wrap(dialect, answer, 0, length));
        assertEquals(0, decoder.validate());
        assertEquals(210, decoder.mti());
        byte[] headers = new byte[11];
        answer.getBytes(0, headers);
        assertEquals("6001230006603100311108", HexFormat.of().formatHex(headers));
        assertEquals("96", decoder.text(39));
        assertEquals(1234, decoder.asLong(4));
        assertEquals(77, decoder.asLong(11));
        assertEquals("10000001", decoder.text(41));
        assertTrue(decoder.has(42) && decoder.has(60) && decoder.has(3));
        assertFalse(decoder.has(2));
        assertFalse(decoder.has(64));
    }

    @Test
    void shouldUseTheMtiOfTheAnswerWhenTheRequestIsARepeat() {
        int[][] pairs = {{201, 210}, {400, 410}, {401, 410}, {220, 230}, {221, 230}, {320, 330}, {500, 510}, {800, 810}};
        MessageDecoder decoder = new MessageDecoder();
        for (int[] pair : pairs) {
            int length = busy.build(request, 0, sale(pair[0]), answer, 0, 2048);
            decoder.wrap(dialect, answer, 0, length);
            assertEquals(pair[1], decoder.mti());
        }
    }

    @Test
    void shouldNotAnswerWhenTheFrameIsAnAnswerOrHasNoTerminal() {
        assertTrue(busy.build(request, 0, sale(210), answer, 0, 2048) < 0);
        int length = new MessageEncoder().wrap(dialect, request, 0, 2048).mti(200).putLong(11, 1).finish();
        assertTrue(busy.build(request, 0, length, answer, 0, 2048) < 0);
        assertTrue(busy.build(request, 0, 12, answer, 0, 2048) < 0);
    }

    @Test
    void shouldNeverThrowWhenBytesAreRandom() {
        Random random = new Random(99);
        for (int i = 0; i < 20_000; i++) {
            int length = sale(200);
            for (int k = random.nextInt(6); k >= 0; k--) {
                request.putByte(random.nextInt(length), (byte) random.nextInt(256));
            }
            int built = busy.build(request, 0, random.nextBoolean() ? length : random.nextInt(length), answer, 0, 2048);
            assertTrue(built < 0 || built >= ListenerContext.MIN_FRAME);
        }
    }
}
