package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptPurpose;
import dev.turnpike.security.gm.Sm2;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call of the module that takes a key, with a key of every usage: everything off the diagonal is refused. */
class UsageMatrixTest {
    private static final byte[] DOUBLE = Hex.decode("89E88CF7931444F334BD7547FC3F380C");
    private static final byte[] WIDE = Hex.decode("00112233445566778899AABBCCDDEEFF0F1E2D3C4B5A69788796A5B4C3D2E1F0");
    private static final String PAN = "6212345678901234563";

    /** A call with the key under test; {@code good} is a key that fits the call's other place. */
    private interface Call {
        int run(UsageMatrixTest t, int key);
    }

    enum Operation {
        GENERATE_MAC("GC", (t, k) -> t.module.generateMac(k, MacAlgorithm.X9_19, MacOutput.RAW_8, t.b, 0, 32, t.out, 0), KeyUsage.MAC),
        VERIFY_MAC("VC", (t, k) -> t.module.verifyMac(k, MacAlgorithm.X9_19, MacOutput.RAW_8, t.b, 0, 32, t.out, 0, 8), KeyUsage.MAC),
        DERIVE_DUKPT("X", (t, k) -> t.module.deriveDukpt(k, DukptPurpose.PIN, DukptAes.KeyType.AES_128, t.ksn, 0, 10), KeyUsage.DUKPT_BASE,
            KeyUsage.DUKPT_INITIAL),
        TRANSLATE_FROM("BD", (t, k) -> t.module.translatePin(k, PinBlockFormat.ISO_0, t.zpk, PinBlockFormat.ISO_0, t.pan, 0, 19, t.b, 0, 8,
            t.out, 0), KeyUsage.PIN_ENCRYPTION),
        TRANSLATE_TO("BE", (t, k) -> t.module.translatePin(t.zpk, PinBlockFormat.ISO_0, k, PinBlockFormat.ISO_0, t.pan, 0, 19, t.pinBlock, 0, 8,
            t.out, 0), KeyUsage.PIN_ENCRYPTION),
        TRANSLATE_TO_ICC("E", (t, k) -> t.module.translatePin(t.zpk, PinBlockFormat.ISO_0, k, PinBlockFormat.ISO_2, t.pan, 0, 19, t.pinBlock, 0,
            8, t.out, 0), KeyUsage.EMV_CONFIDENTIALITY),
        TERMINAL_KEYS("E", (t, k) -> t.module.generateTerminalKeys(k, TerminalKeyLayout.DOUBLE_003, t.out, 0, new TerminalKeySet()),
            KeyUsage.TERMINAL_MASTER),
        DECRYPT_TRACK("BD", (t, k) -> t.module.decryptTrack(k, t.track, 0, 38), KeyUsage.DATA_ENCRYPTION),
        VERIFY_CVV("VC", (t, k) -> t.module.verifyCvv(k, t.pan, 0, 19, t.digits, 0), KeyUsage.CARD_VERIFICATION),
        VERIFY_PVV_PIN("BD", (t, k) -> t.module.verifyPinVisa(k, PinBlockFormat.ISO_0, t.pan, 0, 19, t.pinBlock, 0, 8, t.pvkVisa, t.digits, 0),
            KeyUsage.PIN_ENCRYPTION),
        VERIFY_PVV("VC", (t, k) -> t.module.verifyPinVisa(t.zpk, PinBlockFormat.ISO_0, t.pan, 0, 19, t.pinBlock, 0, 8, k, t.digits, 0),
            KeyUsage.PIN_VERIFICATION_VISA),
        VERIFY_IBM_PIN("BD", (t, k) -> t.module.verifyPinIbm(k, PinBlockFormat.ISO_0, t.pan, 0, 19, t.pinBlock, 0, 8, t.pvkIbm, t.digits, 0,
            t.digits, 0, t.digits, 0, 4), KeyUsage.PIN_ENCRYPTION),
        VERIFY_IBM("VC", (t, k) -> t.module.verifyPinIbm(t.zpk, PinBlockFormat.ISO_0, t.pan, 0, 19, t.pinBlock, 0, 8, k, t.digits, 0,
            t.digits, 0, t.digits, 0, 4), KeyUsage.PIN_VERIFICATION_IBM),
        VERIFY_CRYPTOGRAM("X", (t, k) -> t.module.verifyCryptogram(k, t.card, t.b, 0, 32, t.b, 32), KeyUsage.EMV_CRYPTOGRAM),
        RESPOND_1("X", (t, k) -> t.module.respondMethod1(k, t.card, t.b, 0, 32, t.b, 32, t.b, 0, t.out, 0), KeyUsage.EMV_CRYPTOGRAM),
        RESPOND_2("X", (t, k) -> t.module.respondMethod2(k, t.card, t.b, 0, 32, t.b, 32, t.b, 0, 4, t.out, 0), KeyUsage.EMV_CRYPTOGRAM),
        SCRIPT_MAC("X", (t, k) -> t.module.scriptMac(k, t.card, t.b, 0, 32, t.out, 0), KeyUsage.EMV_INTEGRITY),
        GENERATE_HMAC("GC", (t, k) -> t.module.generateHmac(k, t.b, 0, 32, t.out, 0), KeyUsage.HMAC),
        VERIFY_HMAC("VC", (t, k) -> t.module.verifyHmac(k, t.b, 0, 32, t.out, 0, 32), KeyUsage.HMAC),
        ENCRYPT_DATA("BE", (t, k) -> t.module.encryptData(k, t.b, 0, t.b, 0, 32, t.out, 0), KeyUsage.DATA_ENCRYPTION),
        DECRYPT_DATA("BD", (t, k) -> t.module.decryptData(k, t.b, 0, t.b, 0, 32, t.out, 0), KeyUsage.DATA_ENCRYPTION),
        SIGN("S", (t, k) -> t.module.sign(k, t.b, 0, 0, t.b, 0, 32, t.out, 0), KeyUsage.SM2_SIGNATURE),
        VERIFY_SIGNATURE("V", (t, k) -> t.module.verifySignature(k, t.b, 0, 0, t.b, 0, 32, t.b, 0), KeyUsage.SM2_SIGNATURE),
        PUBLIC_KEY("SV", (t, k) -> t.module.publicKey(k, t.out, 0), KeyUsage.SM2_SIGNATURE);

        private final String modes;
        private final Call call;
        private final Set<KeyUsage> usages = EnumSet.noneOf(KeyUsage.class);

        Operation(String modes, Call call, KeyUsage... usages) {
            this.modes = modes;
            this.call = call;
            this.usages.addAll(Set.of(usages));
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, random);
    private final SoftwareSecurityModule module = new SoftwareSecurityModule(
        new SecurityContext().localMasterKey(lmk).maxKeys(500).makeIccPinBlocks(true).conclude());
    private final UnsafeBuffer b = new UnsafeBuffer(new byte[128]);
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[128]);
    private final UnsafeBuffer ksn = new UnsafeBuffer(Hex.decode("FFFF9876543210E00001"));
    private final UnsafeBuffer pan = ascii(PAN);
    private final UnsafeBuffer track = ascii(PAN + "=4912101000000000000");
    private final UnsafeBuffer digits = ascii("0123456789012345");
    private final UnsafeBuffer pinBlock = new UnsafeBuffer(new TerminalCrypto(random).pinKey(DOUBLE).pinBlock(PinBlockFormat.ISO_0, "1234", PAN));
    private final EmvCard card = new EmvCard().pan(PAN);
    private final int zpk = module.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, 'T', 'B', DOUBLE), KeyUsage.PIN_ENCRYPTION);
    private final int pvkVisa = module.load(testKeys.importClear(KeyUsage.PIN_VERIFICATION_VISA, DOUBLE), KeyUsage.PIN_VERIFICATION_VISA);
    private final int pvkIbm = module.load(testKeys.importClear(KeyUsage.PIN_VERIFICATION_IBM, DOUBLE), KeyUsage.PIN_VERIFICATION_IBM);

    private static UnsafeBuffer ascii(String s) {
        return new UnsafeBuffer(s.getBytes(StandardCharsets.US_ASCII));
    }

    private int key(KeyUsage usage, char mode) {
        char algorithm = "TAHE".chars().filter(a -> usage.acceptsAlgorithm((char) a)).mapToObj(a -> (char) a).findFirst().orElseThrow();
        byte[] value = algorithm == 'T' ? DOUBLE : WIDE;
        if (algorithm == 'E' && mode == 'V') {
            value = Sm2.standard().publicKey(new BigInteger(1, WIDE));
        }
        int handle = module.load(testKeys.importClear(usage, algorithm, mode, value), usage);
        assertTrue(handle > 0, usage + ": " + SecurityStatus.of(handle));
        return handle;
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void shouldRefuseEveryKeyOfAnotherUsage(Operation operation) {
        for (KeyUsage usage : KeyUsage.values()) {
            for (char mode : "BDEXCGVS".toCharArray()) {
                if (usage.acceptsMode(mode)) {
                    SecurityStatus status = SecurityStatus.of(operation.call.run(this, key(usage, mode)));
                    if (!operation.usages.contains(usage)) {
                        assertEquals(SecurityStatus.USAGE_REFUSED, status, usage + " mode " + mode);
                    } else if (operation.modes.indexOf(mode) < 0) {
                        assertEquals(SecurityStatus.MODE_REFUSED, status, usage + " mode " + mode);
                    } else {
                        assertNotEquals(SecurityStatus.USAGE_REFUSED, status, usage + " mode " + mode);
                        assertNotEquals(SecurityStatus.MODE_REFUSED, status, usage + " mode " + mode);
                    }
                }
            }
        }
        assertEquals(SecurityStatus.KEY_UNKNOWN, SecurityStatus.of(operation.call.run(this, 0)));
        int gone = key(KeyUsage.MAC, 'C');
        module.unload(gone);
        assertEquals(SecurityStatus.KEY_UNKNOWN, SecurityStatus.of(operation.call.run(this, gone)));
    }

    @Test
    void shouldHaveARowForEveryCallThatTakesAKey() {
        Map<KeyUsage, Long> rows = new EnumMap<>(KeyUsage.class);
        for (Operation o : Operation.values()) {
            o.usages.forEach(u -> rows.merge(u, 1L, Long::sum));
        }
        // The rest has no call with a handle: wrapping under zone keys is key management, data keys are the context's or the sealer's.
        Set<KeyUsage> without = EnumSet.allOf(KeyUsage.class);
        without.removeAll(rows.keySet());
        assertEquals(EnumSet.of(KeyUsage.ZONE_MASTER, KeyUsage.KEY_BLOCK_PROTECTION, KeyUsage.PAN_SEAL, KeyUsage.PAN_HASH,
            KeyUsage.CONTENT_DIGEST, KeyUsage.JOURNAL_SEAL), without);
        long calls = java.util.stream.Stream.of(SecurityModule.class, IssuerSecurity.class, DataSecurity.class)
            .flatMap(c -> java.util.stream.Stream.of(c.getDeclaredMethods()))
            .filter(m -> m.getReturnType() == int.class && m.getParameterCount() > 0 && m.getParameterTypes()[0] == int.class)
            .filter(m -> !m.getName().equals("sealPan")).count();
        // A translation has three rows, PIN verification two each.
        assertEquals(calls + 2 + 1 + 1, Operation.values().length);
    }
}
