package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;

/** Any bytes give a declared result. Buffers have the exact size of the message, so that a read beyond it would throw. */
class HostileBytesTest {
    private final MessageDecoder decoder = new MessageDecoder();
    private final SubfieldDecoder parts = new SubfieldDecoder();

    static List<Vector> vectors() {
        return Vector.all();
    }

    static List<String> names() {
        return Dialects.names();
    }

    @Provide
    Arbitrary<String> dialects() {
        return Arbitraries.of(Dialects.names());
    }

    /** Decodes, validates and splits; checks that whatever is said about the bytes is inside them. */
    int consume(Dialect dialect, byte[] bytes) {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        int code = decoder.wrap(dialect, buffer, 0, bytes.length);
        assertTrue(code >= 0 && DecodeError.of(code).code() == code);
        assertTrue(decoder.errorOffset() >= 0 && decoder.errorOffset() <= bytes.length);
        assertTrue(decoder.walkedOffset() <= bytes.length);
        int validated = decoder.validate();
        assertTrue(code == 0 || validated == code);
        assertTrue(decoder.errorOffset() >= 0 && decoder.errorOffset() <= bytes.length);
        for (int header = 0; header < decoder.headerCount(); header++) {
            parts.wrapHeader(decoder, header);
        }
        int seen = 0;
        for (int field = decoder.nextField(0); field > 0; field = decoder.nextField(field)) {
            seen++;
            assertTrue(decoder.offset(field) >= 0 && decoder.offset(field) + decoder.length(field) <= bytes.length);
            decoder.asLong(field);
            decoder.digits(field, 1, 2);
            parts.wrap(decoder, field);
            assertTrue(parts.count() <= SubfieldDecoder.ELEMENTS_MAX);
            for (int i = 0; i < parts.count(); i++) {
                assertTrue(parts.depth(i) <= SubfieldDecoder.DEPTH_MAX);
                parts.asLong(i);
                parts.contentRight(i);
            }
        }
        assertEquals(decoder.walkedFields(), seen);
        return code;
    }

    @Property(tries = 1500)
    void shouldSurviveEncodingAndDecodingWhenMessageIsValid(@ForAll("dialects") String name, @ForAll long seed) {
        Dialect dialect = Dialects.shipped(name);
        RandomMessage message = RandomMessage.of(dialect, new SplittableRandom(seed));
        UnsafeBuffer target = new UnsafeBuffer(new byte[16_384]);
        int length = message.encode(dialect, target, 16_384);
        assertTrue(length > 0, () -> name + ": " + DecodeError.of(length).text());
        byte[] bytes = Arrays.copyOf(target.byteArray(), length);
        assertEquals(0, consume(dialect, bytes), decoder::errorText);
        assertEquals(0, decoder.errorCode(), decoder::errorText);
        assertEquals(message.mti(), decoder.mti());
        assertEquals(message.fields().size(), decoder.walkedFields());
        for (Map.Entry<Integer, byte[]> field : message.fields().entrySet()) {
            assertArrayEquals(field.getValue(), decoder.canonicalBytes(field.getKey()), () -> name + " field " + field.getKey());
        }
        UnsafeBuffer again = new UnsafeBuffer(new byte[length]);
        assertEquals(length, new MessageEncoder().wrap(dialect, again, 0, length).copyAll(decoder).finish());
        assertArrayEquals(bytes, again.byteArray());
        for (int capacity = 0; capacity < length; capacity += 1 + capacity / 4) {
            assertTrue(message.encode(dialect, new UnsafeBuffer(new byte[capacity]), capacity) < 0);
        }
    }

    @Property(tries = 800)
    void shouldGiveDeclaredResultWhenValidMessageIsCutOrMutated(@ForAll("dialects") String name, @ForAll long seed) {
        Dialect dialect = Dialects.shipped(name);
        SplittableRandom random = new SplittableRandom(seed);
        UnsafeBuffer target = new UnsafeBuffer(new byte[16_384]);
        int length = RandomMessage.of(dialect, random).encode(dialect, target, 16_384);
        byte[] bytes = Arrays.copyOf(target.byteArray(), length);
        int end = random.nextInt(length);
        assertTrue(consume(dialect, Arrays.copyOf(bytes, end)) > 0);
        for (int i = 0; i < 50; i++) {
            byte[] mutated = bytes.clone();
            mutated[random.nextInt(length)] = (byte) random.nextInt(256);
            consume(dialect, mutated);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldGiveDeclaredResultWhenBytesAreRandom(String name) {
        Dialect dialect = Dialects.shipped(name);
        SplittableRandom random = new SplittableRandom(name.hashCode());
        UnsafeBuffer start = new UnsafeBuffer(new byte[256]);
        int head = new MessageEncoder().wrap(dialect, start, 0, 256).expectFieldsAbove64().mti(200).finish();
        for (int i = 0; i < 4_000; i++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            consume(dialect, bytes);
            // behind a good beginning the random bytes reach the fields
            byte[] deeper = new byte[head + bytes.length];
            start.getBytes(0, deeper, 0, head);
            System.arraycopy(bytes, 0, deeper, head, bytes.length);
            for (int k = head - dialect.bitmap().wireBytes(); k < head; k++) {
                deeper[k] = dialect.bitmap().wireBytes() == 8 ? (byte) (random.nextInt() & random.nextInt() & 0x7F) : deeper[k];
            }
            consume(dialect, deeper);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldGiveDeclaredResultWhenAnyByteOfAPublishedMessageIsAnyOther(Vector vector) {
        byte[] bytes = Arrays.copyOfRange(vector.bytes(), vector.frameBytes(), vector.bytes().length);
        String family = VectorsTest.dialectName(vector);
        Dialect dialect = vector.dialect(family);
        for (int at = 0; at < bytes.length; at++) {
            byte was = bytes[at];
            for (int value = at % 3; value < 256; value += 3) {
                bytes[at] = (byte) value;
                consume(dialect, bytes);
            }
            bytes[at] = was;
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldWalkAnyStructureWhenFieldContentIsRandom(String name) {
        Dialect dialect = Dialects.shipped(name);
        SplittableRandom random = new SplittableRandom(7);
        byte[] likely = HexFormat.of().parseHex("0001020300FF303132333435212026708283849F01");
        for (int field = 2; field <= Dialect.FIELD_MAX; field++) {
            if (dialect.field(field) == null || dialect.field(field).structure() == null) {
                continue;
            }
            for (int i = 0; i < 1_000; i++) {
                byte[] content = new byte[random.nextInt(60)];
                for (int k = 0; k < content.length; k++) {
                    content[k] = likely[random.nextInt(likely.length)];
                }
                UnsafeBuffer target = new UnsafeBuffer(new byte[512]);
                int length = new MessageEncoder().wrap(dialect, target, 0, 512).mti(210).put(field, content).finish();
                if (length > 0) {
                    consume(dialect, Arrays.copyOf(target.byteArray(), length));
                }
            }
        }
    }
}
