package dev.turnpike.security;

import dev.turnpike.security.keyblock.KeyBlockCodec;
import dev.turnpike.security.keyblock.KeyBlockException;
import dev.turnpike.security.keyblock.KeyBlockHeader;
import java.security.SecureRandom;

/** Key blocks of version D under the local master key. */
final class LocalBlocks {
    private LocalBlocks() {
    }

    static String wrap(LocalMasterKey lmk, KeyUsage usage, String code, char algorithm, char mode, char exportability, byte[] key,
                       SecureRandom random) {
        try (KeyBlockCodec codec = lmk.codec()) {
            return wrap(codec, usage, code, algorithm, mode, exportability, key, random);
        }
    }

    static String wrap(KeyBlockCodec codec, KeyUsage usage, String code, char algorithm, char mode, char exportability, byte[] key,
                       SecureRandom random) {
        boolean fits = usage.acceptsCode(code) && usage.acceptsMode(mode) && usage.acceptsAlgorithm(algorithm)
            && LoadedKey.lengthFits(usage, algorithm, key.length);
        if (!fits) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes, algorithm " + algorithm + ", mode " + mode
                + " does not fit usage " + usage);
        }
        try {
            return codec.wrap(KeyBlockHeader.of('D', code, algorithm, mode, exportability), key, random);
        } catch (KeyBlockException e) {
            throw new IllegalStateException("a checked key always fits a block", e);
        }
    }
}
