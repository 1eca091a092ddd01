package dev.turnpike;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** Random clear keys for test fleets, with odd parity, as hexadecimal text for the simulators' files. Any thread. */
final class TestKeyMaker {
    private final SecureRandom random = new SecureRandom();

    /** A double-length triple DES key, 32 hexadecimal digits. */
    String doubleLength() {
        return hex(16);
    }

    /** A DES key, 16 hexadecimal digits. */
    String singleLength() {
        return hex(8);
    }

    SecureRandom random() {
        return random;
    }

    private String hex(int length) {
        byte[] key = new byte[length];
        random.nextBytes(key);
        for (int i = 0; i < length; i++) {
            int upper = key[i] & 0xfe;
            key[i] = (byte) (upper | 1 - Integer.bitCount(upper) % 2);
        }
        String text = HexFormat.of().withUpperCase().formatHex(key);
        Arrays.fill(key, (byte) 0);
        return text;
    }
}
