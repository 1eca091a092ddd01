package dev.turnpike.security.keyblock;

import dev.turnpike.security.cipher.Wiping;
import java.util.List;

/** Keys entered in parts by different people: XOR of two or more components of equal length. Stateless; any thread. */
public final class KeyComponents {
    private KeyComponents() {
    }

    /**
     * The key. Components and result are not parity adjusted; the components stay the caller's to wipe.
     *
     * @throws IllegalArgumentException for fewer than two components, unequal or impossible lengths, or a result of zeros
     */
    public static byte[] combine(List<byte[]> components) {
        if (components.size() < 2) {
            throw new IllegalArgumentException("a key is entered as at least two components, by different people");
        }
        int length = components.get(0).length;
        if (length != 8 && length != 16 && length != 24 && length != 32) {
            throw new IllegalArgumentException("a component has 8, 16, 24 or 32 bytes, not " + length);
        }
        byte[] key = new byte[length];
        int any = 0;
        for (byte[] c : components) {
            if (c.length != length) {
                Wiping.wipe(key);
                throw new IllegalArgumentException("components have unequal lengths");
            }
            for (int i = 0; i < length; i++) {
                key[i] ^= c[i];
            }
        }
        for (byte b : key) {
            any |= b;
        }
        if (any == 0) {
            throw new IllegalArgumentException("the components cancel each other");
        }
        return key;
    }
}
