package dev.turnpike.security.cipher;

import java.util.Locale;

/** Key check values: the first bytes of a zero block encrypted (DES, SM4, older AES) or of its CMAC (AES). Stateless; any thread. */
public final class CheckValues {
    /** Fewest hex digits of a check value that is to show anything; six are usual. */
    public static final int MIN_DIGITS = 4;

    private CheckValues() {
    }

    /**
     * Whether a check value on paper is the beginning of the real one.
     *
     * @throws IllegalArgumentException when the one on paper has fewer than {@link #MIN_DIGITS} hex digits or more than the real one
     */
    public static boolean agrees(String onPaper, String real) {
        if (onPaper.length() < MIN_DIGITS || onPaper.length() > real.length() || !onPaper.matches("[0-9A-Fa-f]+")) {
            throw new IllegalArgumentException(real.length() < MIN_DIGITS ? "a key of this kind has no check value to compare"
                : "a check value has " + MIN_DIGITS + " to " + real.length() + " hex digits");
        }
        return real.startsWith(onPaper.toUpperCase(Locale.ROOT));
    }

    /** First {@code length} bytes of the encrypted zero block. */
    public static byte[] zeroBlock(BlockKey key, int length) {
        byte[] block = new byte[key.blockBytes()];
        if (length < 1 || length > block.length) {
            throw new IllegalArgumentException("a check value has 1 to " + block.length + " bytes");
        }
        key.encrypt(block, 0, block, 0);
        return java.util.Arrays.copyOf(block, length);
    }

    /** First {@code length} bytes of the CMAC over a zero block. */
    public static byte[] cmac(BlockKey key, int length) {
        byte[] block = new byte[key.blockBytes()];
        if (length < 1 || length > block.length) {
            throw new IllegalArgumentException("a check value has 1 to " + block.length + " bytes");
        }
        try (Cmac cmac = new Cmac(key)) {
            cmac.mac(new byte[block.length], 0, block.length, block, 0);
        }
        return java.util.Arrays.copyOf(block, length);
    }
}
