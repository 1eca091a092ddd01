package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.dialect.WireForm;

/** The short ways of the encoder against fields that are built with strings, for every field of every shipped dialect. */
class FieldWriterTest {
    private static final int MOST = 70;

    static List<String> names() {
        return Dialects.names();
    }

    private static byte[] canonical(SplittableRandom random, FieldSpec spec, int length) {
        byte[] value = new byte[length];
        random.nextBytes(value);
        String allowed = spec.kind() == ContentKind.Z ? "0123456789=" : "0123456789";
        for (int i = 0; i < length && spec.encoding() != ContentEncoding.BINARY && spec.encoding() != ContentEncoding.HEX; i++) {
            value[i] = (byte) allowed.charAt(random.nextInt(allowed.length()));
        }
        return value;
    }

    private static String hex(byte[] value) {
        StringBuilder text = new StringBuilder();
        for (byte octet : value) {
            text.append(String.format("%02X", octet));
        }
        return text.toString();
    }

    private static byte[] unhex(String text) {
        return java.util.HexFormat.of().parseHex(text);
    }

    /** The bytes of a value as they travel. */
    private static byte[] wire(FieldSpec spec, byte[] value) {
        if (spec.encoding() == ContentEncoding.HEX) {
            return hex(value).getBytes(StandardCharsets.US_ASCII);
        }
        if (spec.encoding() != ContentEncoding.BCD) {
            return value;
        }
        String digits = new String(value, StandardCharsets.US_ASCII).replace('=', 'D');
        String pad = Integer.toHexString(spec.padNibble());
        boolean odd = digits.length() % 2 == 1;
        return unhex(odd ? spec.alignRight() ? pad + digits : digits + pad : digits);
    }

    private static byte[] length(LengthForm form, int digits, int units) {
        Charset charset = form == LengthForm.EBCDIC ? Charset.forName("IBM037") : StandardCharsets.US_ASCII;
        return switch (form) {
            case FIXED, REST -> new byte[0];
            case BCD -> unhex(String.format("%0" + 2 * digits + "d", units));
            case ASCII, EBCDIC -> String.format("%0" + digits + "d", units).getBytes(charset);
            case HEX -> String.format("%0" + digits + "X", units).getBytes(charset);
            default -> unhex(String.format("%0" + 2 * digits + "X", units));
        };
    }

    @Test
    void shouldWriteLengthsOfAnyFormAndNothingBesideThem() {
        for (LengthForm form : new LengthForm[] {LengthForm.BCD, LengthForm.ASCII, LengthForm.EBCDIC, LengthForm.HEX,
            LengthForm.BINARY}) {
            int base = form == LengthForm.HEX ? 16 : form == LengthForm.BCD ? 100 : form == LengthForm.BINARY ? 256 : 10;
            for (int bytes = 1; bytes <= 4; bytes++) {
                long most = Math.min(20_000, Math.round(Math.pow(base, bytes)) - 1);
                for (int length = 0; length <= most; length += length < 300 ? 1 : 97) {
                    byte[] target = new byte[8];
                    FieldCodec.writeLength(form, length, new UnsafeBuffer(target), 2, bytes);
                    byte[] expected = new byte[8];
                    System.arraycopy(length(form, bytes, length), 0, expected, 2, bytes);
                    assertArrayEquals(expected, target, form + " of " + length);
                    assertEquals(length, FieldCodec.readLength(form, new UnsafeBuffer(target), 2, bytes));
                }
            }
        }
    }

    private static byte[] field(FieldSpec spec, byte[] value) {
        byte[] bytes = wire(spec, value);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int units = spec.wireForm() == WireForm.HEX_OF_CHARACTERS ? bytes.length : value.length;
        all.writeBytes(length(spec.lengthForm(), spec.prefixBytes(), units));
        all.writeBytes(bytes);
        return all.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldWriteFieldsAsDescribedWhenTheirFormIsUsual(String name) {
        Dialect dialect = Dialects.shipped(name);
        SplittableRandom random = new SplittableRandom(name.hashCode());
        int usual = 0;
        for (int number = 2; number <= Dialect.FIELD_MAX; number++) {
            FieldSpec spec = dialect.field(number);
            if (spec == null) {
                continue;
            }
            usual += spec.plainMax() > 0 ? 1 : 0;
            for (int length = spec.plainMin(); length <= Math.min(MOST, spec.plainMax()); length++) {
                byte[] value = canonical(random, spec, length);
                byte[] expected = field(spec, value);
                int end = encode(dialect, number, new UnsafeBuffer(value), length, new byte[2048], 2048);
                for (int room = end < 0 ? 99 : -1; room <= 26; room++) {
                    encodeWithRoom(dialect, number, value, expected, end, room);
                }
            }
            assertEquals(FieldWriter.DECLINED, write(spec, new byte[spec.plainMax() + 1], new byte[2048], 0, 2048));
        }
        assertTrue(usual > 0, name);
    }

    /** Length of a message of one field, or a negative code. */
    private static int encode(Dialect dialect, int number, UnsafeBuffer value, int length, byte[] target, int capacity) {
        MessageEncoder encoder = new MessageEncoder().wrap(dialect.withoutHeaders(), new UnsafeBuffer(target), 0, capacity);
        return encoder.expectFieldsAbove64().mti(200).put(number, value, 0, length).finish();
    }

    private static void encodeWithRoom(Dialect dialect, int number, byte[] value, byte[] expected, int end, int room) {
        byte[] target = new byte[end + 32];
        int limit = end + room;
        UnsafeBuffer source = new UnsafeBuffer(room % 2 == 0 ? value : Arrays.copyOf(value, value.length + 16));
        int length = encode(dialect, number, source, value.length, target, limit);
        assertEquals(room < 0 ? -DecodeError.CAPACITY.code() : end, length, "field " + number);
        for (int i = limit; i < target.length; i++) {
            assertEquals(0, target[i], "field " + number + " wrote byte " + i + " beyond " + limit);
        }
        if (room >= 0) {
            assertArrayEquals(expected, Arrays.copyOfRange(target, end - expected.length, end), "field " + number);
        }
    }

    private static int write(FieldSpec spec, byte[] value, byte[] target, int position, int limit) {
        return FieldWriter.write(spec, new UnsafeBuffer(value), 0, value.length, new UnsafeBuffer(target), position, limit);
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldReencodeFieldsAsDescribedWhenBothFormsAreUsual(String name) {
        Dialect from = Dialects.shipped(name);
        SplittableRandom random = new SplittableRandom(name.hashCode());
        for (String other : names()) {
            Dialect to = Dialects.shipped(other);
            for (int number = 2; number <= Dialect.FIELD_MAX; number++) {
                FieldSpec source = from.field(number);
                FieldSpec spec = to.field(number);
                int least = source == null || spec == null ? 1 : Math.max(source.plainMin(), spec.plainMin());
                int most = source == null || spec == null ? 0 : Math.min(source.plainMax(), spec.plainMax());
                boolean sameKind = most > 0 && (source.kind() == ContentKind.B) == (spec.kind() == ContentKind.B);
                for (int length = least; sameKind && length <= Math.min(40, most); length++) {
                    byte[] value = canonical(random, source, length);
                    byte[] bytes = wire(source, value);
                    byte[] target = new byte[256];
                    int units = source.wireForm() == WireForm.HEX_OF_CHARACTERS ? bytes.length : length;
                    int end = FieldWriter.copy(spec, source, new UnsafeBuffer(bytes), 0, bytes.length, units,
                        new UnsafeBuffer(target), 0, target.length);
                    if (end != FieldWriter.DECLINED) {
                        assertArrayEquals(field(spec, value), Arrays.copyOf(target, end), "field " + number + " to " + other);
                    }
                }
            }
        }
    }
}
