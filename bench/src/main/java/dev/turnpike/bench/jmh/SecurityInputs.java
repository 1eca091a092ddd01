package dev.turnpike.bench.jmh;

import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.SecurityContext;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.SoftwareSecurityModule;
import dev.turnpike.security.TestKeys;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Random;

/** One message of 250 bytes, keys and one PIN block, the same for every library that is measured. Clear keys: test data. */
final class SecurityInputs {
    static final int LENGTH = 250;
    /** Blocks of 8 bytes when padded, and the padded length; also whole blocks of 16. */
    static final int PADDED = 256;
    static final String PAN = "6212345678901234563";
    static final String PIN = "123456";

    /** Zero after {@link #LENGTH}. */
    final byte[] message = new byte[PADDED];
    final byte[] key = new byte[16];
    final byte[] zoneKey = new byte[16];
    final byte[] pan = PAN.getBytes(StandardCharsets.US_ASCII);
    private final SecureRandom random = new SecureRandom();
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, random);

    SecurityInputs() {
        Random seeded = new Random(20261122);
        seeded.nextBytes(message);
        for (int i = LENGTH; i < PADDED; i++) {
            message[i] = 0;
        }
        seeded.nextBytes(key);
        seeded.nextBytes(zoneKey);
    }

    SoftwareSecurityModule module() {
        return new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).random(random).maxKeys(64).conclude());
    }

    /** A handle of {@link #key}; {@code algorithm} as in a key block. */
    int load(SoftwareSecurityModule module, KeyUsage usage, char algorithm, char mode, byte[] clear) {
        int handle = module.load(testKeys.importClear(usage, algorithm, mode, clear), usage);
        require(handle > 0, "a key is refused");
        return handle;
    }

    SecureRandom random() {
        return random;
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
