package dev.turnpike.security;

/**
 * Effective strength of keys (NIST SP 800-57 part 1): a key is never wrapped under a weaker one, which would be the easier way to it.
 * Stateless; any thread.
 */
final class KeyStrength {
    private static final int SHA_256_BITS = 256;

    private KeyStrength() {
    }

    /** Bits of work that finding a key of {@code bytes} takes; 0 for what is no secret. */
    static int bits(char algorithm, int bytes) {
        return switch (algorithm) {
            case 'D' -> 56;
            // Three keys fall to a meeting in the middle, two to one with known pairs.
            case 'T' -> bytes > 16 ? 112 : bytes > 8 ? 80 : 56;
            case 'H' -> Math.min(8 * bytes, SHA_256_BITS);
            // A public key is no secret; a private one of 256 bits falls to the square root of the group.
            case 'E' -> bytes == DataSecurity.PUBLIC_KEY_LENGTH ? 0 : 4 * bytes;
            case '4' -> 128;
            default -> 8 * bytes;
        };
    }
}
