package dev.turnpike.security.check;

import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.SecurityContext;
import dev.turnpike.security.SecurityModule;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.SecurityStatus;
import dev.turnpike.security.SoftwareSecurityModule;
import dev.turnpike.security.TestKeys;
import dev.turnpike.security.cipher.Hex;
import java.security.SecureRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A software module of the check's own, under a random local master key: vectors go through key blocks, handles and refusals as messages
 * do. A refusal is an {@link IllegalArgumentException} with its status. Confined to one thread.
 */
final class CheckModule {
    private static final int MAX_KEYS = 64;

    private final TestKeys keys;
    private final SecurityModule module;

    CheckModule() {
        SecureRandom random = new SecureRandom();
        LocalMasterKey lmk = LocalMasterKey.random(random);
        keys = new TestKeys(SecurityProfile.TEST, lmk, random);
        module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(MAX_KEYS).acceptPinWithoutPan(true)
            .makeIccPinBlocks(true).conclude());
    }

    SecurityModule module() {
        return module;
    }

    /** A handle, to be unloaded. */
    int load(KeyUsage usage, char algorithm, char mode, byte[] key) {
        return accepted(module.load(keys.importClear(usage, algorithm, mode, key), usage));
    }

    /** What a call returned, unless it is a refusal. */
    static int accepted(int returned) {
        if (returned < 0) {
            throw new IllegalArgumentException("the module answers " + SecurityStatus.of(returned));
        }
        return returned;
    }

    /** The field that a MAC is written to. */
    byte[] mac(char cipher, byte[] key, MacAlgorithm algorithm, MacOutput output, DirectBuffer data) {
        int handle = load(KeyUsage.MAC, cipher, 'C', key);
        try {
            UnsafeBuffer out = new UnsafeBuffer(new byte[MacOutput.LENGTH]);
            accepted(module.generateMac(handle, algorithm, output, data, 0, data.capacity(), out, 0));
            accepted(module.verifyMac(handle, algorithm, output, data, 0, data.capacity(), out, 0, MacOutput.LENGTH));
            return out.byteArray();
        } finally {
            module.unload(handle);
        }
    }

    /** The first 8 bytes of a MAC as hex. */
    String mac(char cipher, byte[] key, MacAlgorithm algorithm, DirectBuffer data) {
        return Hex.encode(mac(cipher, key, algorithm, MacOutput.RAW_8, data));
    }

    /** {@code full}, a MAC as hex that is longer than the module's, when the module makes its first 8 bytes. */
    String agreed(String full, char cipher, byte[] key, MacAlgorithm algorithm, DirectBuffer data) {
        if (!full.startsWith(mac(cipher, key, algorithm, data))) {
            throw new IllegalStateException("the module makes another MAC");
        }
        return full;
    }
}
