package dev.turnpike.simulator.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Published terminal messages, MACs and keys; their sources are those of the codec's corpus. */
class WireTest {
    private static final byte[] SIGN_ON_ANSWER = Hex.bytes("60000001386131003111080810003800010AC0001450021122130107200800085500"
        + "323231333031343931333239303039393939393930363030313433303137303131393939390011000005190030004046F161A743497B32EAC760D"
        + "F5EA57DF5900ECCE3977731A7EA402DDF0000000000000000CFF1592A");
    private static final byte[] QR_SALE = Hex.bytes("600003000060321032007202003020048000C0801500000000"
        + "000000123400000203009930303030"
        + "303030313935323731383138323231373837353135360019260000010006000000000043"
        + "5F01123238343431323334353637383930313233345F03063136303033365F04063230303832365C0230314233413039324145");

    @Test
    void shouldReadAPublishedSignOnAnswer() {
        WireReader reader = new WireReader(WireLayout.POS);
        assertEquals(0, reader.wrap(SIGN_ON_ANSWER, 0, SIGN_ON_ANSWER.length));
        assertEquals(810, reader.mti());
        assertEquals("500211", reader.text(11));
        assertEquals("00085500", reader.text(32));
        assertEquals("221301491329", reader.text(37));
        assertEquals("00000519003", reader.text(60));
        assertEquals(519, reader.number(60, 2, 6));
        assertEquals(40, reader.bytes(62).length);
    }

    @Test
    void shouldWriteThePublishedMessageAgainByteForByte() {
        WireReader reader = new WireReader(WireLayout.POS);
        reader.wrap(SIGN_ON_ANSWER, 0, SIGN_ON_ANSWER.length);
        WireWriter writer = new WireWriter(WireLayout.POS, 512);
        writer.begin(810, false).header(0, SIGN_ON_ANSWER, 0, 11).put(11, "500211").put(12, "221301").putNumber(13, 720)
            .put(32, "00085500").put(37, "221301491329").put(39, "00").put(41, "99999906").put(42, "001430170119999")
            .put(60, "00000519003").put(62, reader.bytes(62));
        assertArrayEquals(SIGN_ON_ANSWER, Arrays.copyOf(writer.buffer(), writer.finish()));
    }

    @Test
    void shouldUnwrapThePublishedWorkingKeys() {
        WireReader reader = new WireReader(WireLayout.POS);
        reader.wrap(SIGN_ON_ANSWER, 0, SIGN_ON_ANSWER.length);
        byte[] block = reader.bytes(62);
        DesKey master = new DesKey(Hex.bytes("258FB0AB70D025CDB99DF2C4D302D646"));
        byte[] clear = new byte[16];
        master.decrypt(block, 0, 16, clear, 0);
        assertEquals("D931648F3DE313A4A22C15DCA4F4299E", Hex.of(clear));
        assertEquals("900ECCE3", new DesKey(clear).checkValue());
    }

    @Test
    void shouldMakeThePublishedUnionPayMac() {
        WireReader reader = new WireReader(WireLayout.POS);
        assertEquals(0, reader.wrap(QR_SALE, 0, QR_SALE.length));
        assertEquals("030", reader.text(22));
        MessageMac mac = new MessageMac(MessageMac.Method.UNIONPAY_ECB,
            new DesKey(Hex.bytes("0723C80DB5F4CD3D0723C80DB5F4CD3D")));
        int body = reader.bodyOffset();
        assertTrue(mac.matches(QR_SALE, body, reader.start(64) - body, QR_SALE, reader.valueOffset(64)));
        QR_SALE[20] ^= 1;
        assertFalse(mac.matches(QR_SALE, body, reader.start(64) - body, QR_SALE, reader.valueOffset(64)));
        QR_SALE[20] ^= 1;
    }

    @Test
    void shouldMakeThePublishedRetailMac() {
        byte[] data = Hex.bytes("68656C6C6F20776F726C64");
        byte[] out = new byte[8];
        new MessageMac(MessageMac.Method.X9_19, new DesKey(Hex.bytes("AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBB"))).compute(data, 0,
            data.length, out, 0);
        assertEquals("78DA3D3DEB48FD4D", Hex.of(out));
    }

    @Test
    void shouldNeverThrowWhenBytesAreRandom() {
        SplittableRandom random = new SplittableRandom(7);
        WireReader[] readers = {new WireReader(WireLayout.POS), new WireReader(WireLayout.ISO87A_HEX),
            new WireReader(WireLayout.ISO87A_BINARY)};
        byte[] start = Hex.bytes("6000060000603100310000" + "0200");
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if ((round & 1) == 0) {
                System.arraycopy(start, 0, bytes, 0, Math.min(start.length, bytes.length));
            }
            for (WireReader reader : readers) {
                reader.wrap(bytes, 0, bytes.length);
                for (int field : new int[] {2, 4, 11, 35, 41, 60, 90}) {
                    reader.number(field);
                    reader.text(field);
                }
            }
        }
    }
}
