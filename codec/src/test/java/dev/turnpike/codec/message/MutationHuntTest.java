package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;

/**
 * Broken messages in numbers that a coverage guided fuzzer does not reach in the same time: published and random messages of each dialect
 * are cut, spliced and changed in a few places, and whatever comes out gives a declared result. The normal build does a few thousand for
 * each dialect; {@code -Dhunt.executions=N} does N, {@code -Dhunt.seed=S} others (docs/TESTING.md).
 */
class MutationHuntTest {
    private static final long EXECUTIONS = Long.getLong("hunt.executions", 10_000);
    private static final long SEED = Long.getLong("hunt.seed", 1);
    private static final int MESSAGES_MAX = 400;
    private static final int LENGTH_MAX = 1_200;
    /** One in so many is also encoded again, built from its sub-fields and sometimes printed, which is slower. */
    private static final int WHOLE_EVERY = 64;
    private static final byte[] TELLING = HexFormat.of().parseHex("00010708090A0F10181F20303139403D44606370767F808182838485889099A09FC0D0DFF0FEFF");

    private final HostileBytesTest hostile = new HostileBytesTest();
    private final FuzzTarget whole = new FuzzTarget();

    static List<String> names() {
        return Dialects.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldGiveDeclaredResultWhenMessagesAreMutated(String name) {
        Dialect dialect = Dialects.shipped(name);
        List<byte[]> messages = messages(name, dialect);
        SplittableRandom random = new SplittableRandom(SEED * 31 + name.hashCode());
        long right = 0;
        for (long i = 0; i < EXECUTIONS; i++) {
            byte[] bytes = mutated(messages, random);
            try {
                if (i % WHOLE_EVERY == 0) {
                    whole.run(dialect, bytes);
                }
                right += hostile.consume(dialect, bytes) == 0 ? 1 : 0;
            } catch (RuntimeException | Error e) {
                fail(name + ", execution " + i + " of seed " + SEED + ", bytes " + HexFormat.of().formatHex(bytes), e);
            }
        }
        // Were nearly all refused at the first byte, or none, the hunt would not reach the fields.
        assertTrue(right > EXECUTIONS / 1_000 && right < EXECUTIONS, () -> "not a fair mix of right and wrong messages");
        if (EXECUTIONS > 10_000) {
            System.out.printf("%s: %,d executions, %,d of them walkable to the end, all with a declared result%n", name, EXECUTIONS, right);
        }
    }

    private static List<byte[]> messages(String name, Dialect dialect) {
        List<byte[]> result = new ArrayList<>();
        for (Vector vector : Vector.all()) {
            if (VectorsTest.dialectName(vector).equals(name)) {
                result.add(Arrays.copyOfRange(vector.bytes(), vector.frameBytes(), vector.bytes().length));
            }
        }
        SplittableRandom random = new SplittableRandom(name.hashCode());
        UnsafeBuffer target = new UnsafeBuffer(new byte[LENGTH_MAX]);
        for (int i = 0; i < MESSAGES_MAX; i++) {
            int length = RandomMessage.of(dialect, random).encode(dialect, target, LENGTH_MAX);
            if (length > 0) {
                result.add(Arrays.copyOf(target.byteArray(), length));
            }
        }
        return result;
    }

    private static byte[] mutated(List<byte[]> messages, SplittableRandom random) {
        byte[] bytes = messages.get(random.nextInt(messages.size()));
        byte[] result = bytes.clone();
        for (int changes = 1 + (random.nextInt() & random.nextInt() & 7); changes > 0 && result.length > 0; changes--) {
            result = changed(result, messages, random);
        }
        return result.length > LENGTH_MAX ? Arrays.copyOf(result, LENGTH_MAX) : result;
    }

    private static byte[] changed(byte[] bytes, List<byte[]> messages, SplittableRandom random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(10)) {
            case 0 -> bytes[at] = (byte) random.nextInt(256);
            case 1, 2 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
            case 3 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 4 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
            // the first bytes hold headers, type and bitmap, on which all the rest depends
            case 5 -> bytes[random.nextInt(Math.min(40, bytes.length))] ^= (byte) (1 << random.nextInt(8));
            case 6 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 7 -> {
                return joined(bytes, at, bytes, Math.min(bytes.length, at + 1 + random.nextInt(8)));
            }
            case 8 -> {
                return joined(bytes, at, bytes, Math.max(0, at - 1 - random.nextInt(8)));
            }
            default -> {
                byte[] other = messages.get(random.nextInt(messages.size()));
                return joined(bytes, at, other, random.nextInt(other.length));
            }
        }
        return bytes;
    }

    /** The beginning of one message and the end of another, or of itself with a piece left out or told twice. */
    private static byte[] joined(byte[] head, int headLength, byte[] tail, int tailFrom) {
        byte[] result = Arrays.copyOf(head, headLength + tail.length - tailFrom);
        System.arraycopy(tail, tailFrom, result, headLength, tail.length - tailFrom);
        return result;
    }
}
