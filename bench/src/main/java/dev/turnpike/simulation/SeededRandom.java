package dev.turnpike.simulation;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** A source of "secure" random bytes that repeats itself with its seed. For simulated keys alone. */
final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient SplittableRandom random;

    SeededRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        // The constructor of the superclass may ask before there is a source.
        if (random != null) {
            random.nextBytes(bytes);
        }
    }

    @Override
    public byte[] generateSeed(int count) {
        byte[] seed = new byte[count];
        nextBytes(seed);
        return seed;
    }
}
