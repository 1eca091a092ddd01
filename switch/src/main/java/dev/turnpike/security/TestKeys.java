package dev.turnpike.security;

import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Wiping;
import java.security.SecureRandom;

/** Clear keys for test fleets: turned into key blocks at once. Refused under the production profile. Any thread. */
public final class TestKeys {
    private final LocalMasterKey lmk;
    private final SecureRandom random;

    /** Throws {@link IllegalStateException} under {@link SecurityProfile#PRODUCTION}. */
    public TestKeys(SecurityProfile profile, LocalMasterKey lmk, SecureRandom random) {
        if (profile != SecurityProfile.TEST) {
            throw new IllegalStateException("clear keys are refused under the " + profile + " profile");
        }
        this.lmk = lmk;
        this.random = random;
    }

    /**
     * A key block of {@code key}: DES for 8, 16 and 24 bytes where the usage allows it, else AES.
     *
     * @throws IllegalArgumentException when key and usage do not fit
     */
    public String importClear(KeyUsage usage, byte[] key) {
        char des = key.length == 8 ? 'D' : 'T';
        return importClear(usage, usage.acceptsAlgorithm(des) && LoadedKey.lengthFits(des, key.length) ? des : 'A', usage.defaultMode(), key);
    }

    /**
     * A key block of {@code key}.
     *
     * @param algorithm D (8 bytes), T (16 or 24), A AES, 4 SM4
     * @param mode      mode of use as in the key block
     * @throws IllegalArgumentException when key, algorithm, mode and usage do not fit
     */
    public String importClear(KeyUsage usage, char algorithm, char mode, byte[] key) {
        return LocalBlocks.wrap(lmk, usage, usage.code(), algorithm, mode, 'E', key, random);
    }

    /**
     * As {@link #importClear(KeyUsage, byte[])} with the key as hex text.
     *
     * @throws IllegalArgumentException also when the text is not hexadecimal
     */
    public String importHex(KeyUsage usage, CharSequence hex) {
        byte[] key = Hex.decode(hex);
        try {
            return importClear(usage, key);
        } finally {
            Wiping.wipe(key);
        }
    }
}
