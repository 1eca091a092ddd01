package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final int WALK_READS = 64;
    private static final int WALK_READS_PER_BYTE = 16;

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

    /** Counts how often bytes are read: the work that a message makes, whatever the machine does. */
    private static final class CountingBuffer extends UnsafeBuffer {
        private long reads;

        CountingBuffer(byte[] bytes) {
            super(bytes);
        }

        @Override
        public byte getByte(int index) {
            reads++;
            return super.getByte(index);
        }

        @Override
        public short getShort(int index) {
            reads++;
            return super.getShort(index);
        }

        @Override
        public int getInt(int index) {
            reads++;
            return super.getInt(index);
        }

        @Override
        public long getLong(int index) {
            reads++;
            return super.getLong(index);
        }

        @Override
        public long getLong(int index, ByteOrder order) {
            reads++;
            return super.getLong(index, order);
        }
    }

    /** A published message of a dialect; none of iso2003b is known. */
    private static Optional<Vector> published(String name) {
        return Vector.all().stream().filter(vector -> VectorsTest.dialectName(vector).equals(name)
            && !vector.id().equals("atm-0820-ascii-binbitmap")).findFirst();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldGiveDeclaredResultWithinBoundOfWorkWhenAMessageIsCutOrAnyByteIsAnyOther(String name) {
        byte[] bytes = published(name).map(vector -> Arrays.copyOfRange(vector.bytes(), vector.frameBytes(), vector.bytes().length))
            .orElseGet(HandAssembledMessageTest::bytes);
        Dialect dialect = published(name).map(vector -> vector.dialect(name)).orElseGet(() -> Dialects.shipped("iso2003b"));
        assertEquals(name, dialect.name());
        assertEquals(0, consume(dialect, bytes), decoder::errorText);
        for (int end = 0; end < bytes.length; end++) {
            assertTrue(consume(dialect, Arrays.copyOf(bytes, end)) > 0 || dialect.keepRemainder());
            assertTrue(readsToWalk(dialect, Arrays.copyOf(bytes, end)) <= WALK_READS + WALK_READS_PER_BYTE * end);
        }
        for (int at = 0; at < bytes.length; at++) {
            byte was = bytes[at];
            for (int value = 0; value < 256; value++) {
                bytes[at] = (byte) value;
                consume(dialect, bytes);
                long reads = readsToWalk(dialect, bytes);
                assertTrue(reads <= WALK_READS + WALK_READS_PER_BYTE * bytes.length, () -> name + ": " + reads + " reads");
            }
            bytes[at] = was;
        }
    }

    /** Reads of {@code wrap}, {@code validate} and a walk of all sub-fields. */
    private long readsToWalk(Dialect dialect, byte[] bytes) {
        CountingBuffer buffer = new CountingBuffer(bytes);
        decoder.wrap(dialect, buffer, 0, bytes.length);
        decoder.validate();
        for (int field = decoder.nextField(0); field > 0; field = decoder.nextField(field)) {
            parts.wrap(decoder, field);
        }
        return buffer.reads;
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
