package dev.turnpike.security.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.SecurityContext;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.SecurityStatus;
import dev.turnpike.security.SoftwareSecurityModule;
import dev.turnpike.security.TestKeys;
import java.security.SecureRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FaultInjectingSecurityModuleTest {
    private final SecureRandom random = new SecureRandom();
    private final LocalMasterKey lmk = LocalMasterKey.random(random);

    @Test
    void shouldFailTheCallsItWasToldToAndNoOthers() {
        UnsafeBuffer b = new UnsafeBuffer(new byte[64]);
        try (FaultInjectingSecurityModule module = new FaultInjectingSecurityModule(
            new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(10).conclude()))) {
            int key = module.load(new TestKeys(SecurityProfile.TEST, lmk, random).importHex(KeyUsage.MAC, "0123456789ABCDEFFEDCBA9876543210"),
                KeyUsage.MAC);
            assertTrue(key > 0);
            module.fail(FaultInjectingSecurityModule.Operation.GENERATE_MAC, 1, 2, SecurityStatus.UNAVAILABLE);
            int[] results = new int[4];
            for (int i = 0; i < 4; i++) {
                results[i] = module.generateMac(key, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, 32, b, 40);
            }
            int down = SecurityStatus.UNAVAILABLE.code();
            assertEquals("8 " + down + " " + down + " 8", results[0] + " " + results[1] + " " + results[2] + " " + results[3]);
            assertEquals(2, module.injected());
            module.down(true);
            assertEquals(down, module.verifyMac(key, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, 32, b, 40, 8));
            assertThrows(IllegalStateException.class, () -> module.contentDigest(b, 0, 1));
            module.down(false);
            assertEquals(0, module.verifyMac(key, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, 32, b, 40, 8));
        }
    }
}
