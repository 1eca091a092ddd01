package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DialectGuessTest {
    static List<Vector> vectors() {
        return Vector.all().stream().filter(v -> !v.id().startsWith("atm") && !v.family().contains("header")).toList();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldPutTheRightDialectFirstWhenBytesArePublished(Vector vector) {
        List<DialectGuess> guesses = DialectGuess.of(vector.bytes());
        assertTrue(!guesses.isEmpty());
        assertEquals(VectorsTest.dialectName(vector), guesses.getFirst().dialect(), guesses::toString);
        assertEquals(vector.frameBytes(), guesses.getFirst().frameBytes());
    }

    @Test
    void shouldFindNothingWhenBytesAreNoMessage() {
        byte[] bytes = new byte[300];
        new SplittableRandom(1).nextBytes(bytes);
        assertEquals(List.of(), DialectGuess.of(bytes));
        assertEquals(List.of(), DialectGuess.of(new byte[0]));
    }
}
