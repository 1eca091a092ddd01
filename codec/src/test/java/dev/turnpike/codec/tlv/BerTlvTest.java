package dev.turnpike.codec.tlv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.DialectException;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.message.DecodeError;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import dev.turnpike.codec.message.SubfieldDecoder;

class BerTlvTest {
    private final int[] ends = new int[BerTlv.DEPTH_MAX];

    private static UnsafeBuffer bytes(String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private int error(String hex) {
        UnsafeBuffer buffer = bytes(hex);
        return BerTlv.error(buffer, 0, buffer.capacity(), ends);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "FFFF", "0000FF9F36020011", "9F36020011FF008200", "9F3602001100", "70050082010000", "70820003820100"})
    void shouldFindNothingWrongWhenFillerStandsBeforeATag(String hex) {
        assertEquals(-1, error(hex));
    }

    @ParameterizedTest
    @CsvSource({"9F360200, 2", "9F, 0", "9F36, 0", "0082, 1", "82FF, 0", "8280, 0", "7003820255, 3", "009F3602001155, 6", "9FFFFFFF7F00, 0"})
    void shouldSayWhereItStopsWhenObjectsAreNotWellFormed(String hex, int offset) {
        assertEquals(offset, error(hex));
    }

    @Test
    void shouldTakeAThousandObjectsAndNoMoreWhenCounted() {
        assertEquals(-1, error("8200".repeat(BerTlv.OBJECTS_MAX)));
        assertEquals(2 * BerTlv.OBJECTS_MAX, error("8200".repeat(BerTlv.OBJECTS_MAX + 1)));
        assertEquals(-1, error("00".repeat(5_000)), "filler is no object");
    }

    /** Constructed objects, one in another, around one primitive object. */
    private static String nested(int levels) {
        String hex = "8200";
        for (int i = 0; i < levels; i++) {
            hex = "70" + String.format("%02X", hex.length() / 2) + hex;
        }
        return hex;
    }

    @Test
    void shouldTakeEightLevelsAndNoMoreWhenNested() {
        assertEquals(-1, error(nested(BerTlv.DEPTH_MAX - 1)));
        assertEquals(2 * (BerTlv.DEPTH_MAX - 1), error(nested(BerTlv.DEPTH_MAX)));
    }

    @Test
    void shouldSkipFillerWhenFindingAndCopying() {
        UnsafeBuffer source = bytes("00FF9F36020011008A02303000");
        assertEquals(5L << 32 | 2, BerTlv.find(source, 0, source.capacity(), 0x9F36));
        assertEquals(10L << 32 | 2, BerTlv.find(source, 0, source.capacity(), 0x8A));
        assertEquals(-1, BerTlv.find(source, 0, source.capacity(), 0x82));
        UnsafeBuffer target = new UnsafeBuffer(new byte[20]);
        assertEquals(5, BerTlv.copy(source, 0, source.capacity(), target, 0, new int[] {0x9F36}, true));
        assertEquals("9F36020011", HexFormat.of().withUpperCase().formatHex(target.byteArray(), 0, 5));
        assertEquals(4, BerTlv.copy(source, 0, source.capacity(), target, 0, new int[] {0x9F36}, false));
        assertEquals("8A023030", HexFormat.of().withUpperCase().formatHex(target.byteArray(), 0, 4));
    }

    /** The check of a validating decode and the index of sub-fields agree about any bytes, limits included. */
    @Test
    void shouldAgreeWithTheIndexOfSubfieldsWhenBytesAreAny() throws DialectException {
        // the shipped dialects also know how long a tag may be
        Dialect dialect = DialectLoader.load("plain", """
            dialect: plain
            extends: iso87a-bin
            fields:
              55: {type: b-lll, name: ICC data, max: 998, sensitive: structured, sub: {kind: ber}}
            """);
        MessageEncoder encoder = new MessageEncoder();
        MessageDecoder decoder = new MessageDecoder();
        SubfieldDecoder parts = new SubfieldDecoder();
        SplittableRandom random = new SplittableRandom(3);
        byte[] likely = HexFormat.of().parseHex("0000FF0102030482708A9F36268181");
        UnsafeBuffer target = new UnsafeBuffer(new byte[4096]);
        int right = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] value = i < 20 ? HexFormat.of().parseHex(nested(i / 2)) : new byte[random.nextInt(24)];
            for (int k = 0; i >= 20 && k < value.length; k++) {
                value[k] = likely[random.nextInt(likely.length)];
            }
            int length = encoder.wrap(dialect, target, 0, 4096).mti(200).put(55, value).finish();
            assertEquals(0, decoder.wrap(dialect, target, 0, length));
            boolean indexed = parts.wrap(decoder, 55) == 0;
            boolean valid = BerTlv.error(target, decoder.offset(55), decoder.length(55), ends) < 0;
            assertEquals(indexed, valid, () -> HexFormat.of().formatHex(value) + " " + DecodeError.of(parts.errorCode()));
            assertEquals(valid ? 0 : DecodeError.CONTENT.code(), decoder.validate());
            right += valid ? 1 : 0;
        }
        assertTrue(right > 1_000, "well-formed values among them: " + right);
    }
}
