package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.fault.FaultInjectingSecurityModule;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A batch gives for every message what the single call gives. */
class BatchTest {
    private static final int ROOM = 12;
    private static final String PAN = "6212345678901234563";

    private final SecureRandom secure = new SecureRandom();
    private final Random random = new Random(20261122);
    private final LocalMasterKey lmk = LocalMasterKey.random(secure);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, secure);
    private final SoftwareSecurityModule module = new SoftwareSecurityModule(
        new SecurityContext().localMasterKey(lmk).maxKeys(500).acceptPinWithoutPan(true).conclude());
    private final UnsafeBuffer data = new UnsafeBuffer(bytes(600));
    private final UnsafeBuffer pan = new UnsafeBuffer(PAN.getBytes(StandardCharsets.US_ASCII));

    private byte[] bytes(int n) {
        byte[] b = new byte[n];
        random.nextBytes(b);
        return b;
    }

    private int macKey(MacAlgorithm algorithm, char mode) {
        char cipher = switch (algorithm.base()) {
            case CMAC_AES -> 'A';
            case CMAC_SM4, UNIONPAY_ECB_SM4, SM4_CBC, SM4_RETAIL -> '4';
            case X9_9_CBC -> 'D';
            default -> 'T';
        };
        return module.load(testKeys.importClear(KeyUsage.MAC, cipher, mode, bytes(cipher == 'D' ? 8 : algorithm.base() == MacAlgorithm.SM4_RETAIL ? 32 : 16)),
            KeyUsage.MAC);
    }

    @Test
    void shouldGenerateTheMacsOfSingleCallsWhenAlgorithmsKeysAndLengthsAreMixed() {
        MacAlgorithm[] algorithms = MacAlgorithm.values();
        int[] keys = new int[algorithms.length * 3];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = macKey(algorithms[i / 3], 'C');
        }
        MacBatch batch = new MacBatch(ROOM);
        UnsafeBuffer out = new UnsafeBuffer(new byte[ROOM * 8]);
        UnsafeBuffer single = new UnsafeBuffer(new byte[8]);
        for (int round = 0; round < 1_000; round++) {
            batch.clear();
            int size = random.nextInt(ROOM + 1);
            int[] key = new int[size];
            int[] length = new int[size];
            MacOutput[] output = new MacOutput[size];
            for (int i = 0; i < size; i++) {
                key[i] = random.nextInt(keys.length);
                length[i] = random.nextInt(300);
                output[i] = MacOutput.values()[random.nextInt(3)];
                assertEquals(i, batch.generate(keys[key[i]], algorithms[key[i] / 3], output[i], data, i, length[i], out, 8 * i));
            }
            module.macs(batch);
            for (int i = 0; i < size; i++) {
                MacAlgorithm algorithm = algorithms[key[i] / 3];
                assertEquals(8, batch.status(i));
                module.generateMac(keys[key[i]], algorithm, output[i], data, i, length[i], single, 0);
                assertEquals(single.getLong(0), out.getLong(8 * i), algorithm + " over " + length[i]);
            }
            batch.clear();
            int bad = size == 0 ? -1 : random.nextInt(size);
            if (bad >= 0) {
                out.putByte(8 * bad + 3, (byte) (out.getByte(8 * bad + 3) ^ 1));
            }
            for (int i = 0; i < size; i++) {
                batch.verify(keys[key[i]], algorithms[key[i] / 3], output[i], data, i, length[i], out, 8 * i, 8);
            }
            module.macs(batch);
            for (int i = 0; i < size; i++) {
                assertEquals(i == bad ? SecurityStatus.MAC_WRONG.code() : 0, batch.status(i));
            }
        }
    }

    @Test
    void shouldRefuseInABatchWhatASingleCallRefuses() {
        int retail = macKey(MacAlgorithm.X9_19, 'C');
        int verifyOnly = macKey(MacAlgorithm.X9_19, 'V');
        int generateOnly = macKey(MacAlgorithm.X9_19, 'G');
        int pin = module.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, bytes(16)), KeyUsage.PIN_ENCRYPTION);
        UnsafeBuffer out = new UnsafeBuffer(new byte[80]);
        module.generateMac(retail, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 0);
        long before = out.getLong(8);
        MacBatch batch = new MacBatch(ROOM);
        assertEquals(0, batch.verify(retail, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 0, 8));
        assertEquals(SecurityStatus.UNAVAILABLE.code(), batch.status(0));
        batch.verify(retail, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 0, 4);
        batch.verify(generateOnly, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 0, 8);
        batch.generate(verifyOnly, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 8);
        batch.generate(pin, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 8);
        batch.generate(0, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 8);
        batch.generate(retail, MacAlgorithm.CMAC_AES, MacOutput.RAW_8, data, 0, 100, out, 8);
        module.macs(batch);
        SecurityStatus[] expected = {null, SecurityStatus.MAC_WRONG, SecurityStatus.MODE_REFUSED, SecurityStatus.MODE_REFUSED,
            SecurityStatus.USAGE_REFUSED, SecurityStatus.KEY_UNKNOWN, SecurityStatus.ALGORITHM_REFUSED};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i] == null ? 0 : expected[i].code(), batch.status(i), "message " + i);
        }
        assertEquals(before, out.getLong(8), "a refused MAC is not written");
        while (batch.size() < batch.capacity()) {
            batch.generate(retail, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 8);
        }
        assertThrows(IllegalStateException.class, () -> batch.generate(retail, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 1, out, 8));
        assertThrows(IllegalArgumentException.class, () -> new MacBatch(0));
        assertThrows(IllegalArgumentException.class, () -> new PinBatch(0));
    }

    @Test
    void shouldRefuseTheMessageThatReachesPastItsBufferAndNoOther() {
        int retail = macKey(MacAlgorithm.X9_19, 'C');
        UnsafeBuffer out = new UnsafeBuffer(new byte[8]);
        module.generateMac(retail, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 0);
        MacBatch batch = new MacBatch(2);
        batch.verify(retail, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 0, 8);
        batch.verify(retail, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 590, 100, out, 0, 8);
        module.macs(batch);
        assertEquals(0, batch.status(0));
        assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(), batch.status(1));
        batch.clear();
        batch.verify(0, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 0, 8);
        module.macs(batch);
        assertEquals(SecurityStatus.KEY_UNKNOWN.code(), batch.status(0));
    }

    @Test
    void shouldTranslateAsSingleCallsWhenFormatsAndKeysAreMixed() {
        PinBlockFormat[] formats = PinBlockFormat.values();
        byte[] clear = bytes(16);
        PinBatch batch = new PinBatch(ROOM);
        UnsafeBuffer out = new UnsafeBuffer(new byte[16 * ROOM]);
        for (int round = 0; round < 300; round++) {
            batch.clear();
            int size = random.nextInt(ROOM + 1);
            int[] expected = new int[size];
            UnsafeBuffer[] single = new UnsafeBuffer[size];
            String[] pins = new String[size];
            PinBlockFormat[] to = new PinBlockFormat[size];
            for (int i = 0; i < size; i++) {
                PinBlockFormat in = formats[random.nextInt(formats.length)];
                to[i] = formats[random.nextInt(formats.length)];
                pins[i] = "123456789012".substring(0, 4 + random.nextInt(9));
                int from = pinKey(in, clear);
                int target = pinKey(to[i], clear);
                byte[] made = new TerminalCrypto(secure).pinKey(clear, cipher(in)).pinBlock(in, pins[i], PAN);
                if (random.nextInt(5) == 0) {
                    made[random.nextInt(8)] ^= 4;
                }
                UnsafeBuffer block = new UnsafeBuffer(made);
                int panLength = random.nextInt(6) == 0 ? 12 : 19;
                single[i] = new UnsafeBuffer(new byte[16]);
                expected[i] = module.translatePin(from, in, target, to[i], pan, 0, panLength, block, 0, made.length, single[i], 0);
                batch.translate(from, in, target, to[i], pan, 0, panLength, block, 0, made.length, out, 16 * i);
            }
            module.translatePins(batch);
            for (int i = 0; i < size; i++) {
                assertEquals(expected[i], batch.status(i));
                if (expected[i] > 0) {
                    byte[] ours = new byte[expected[i]];
                    byte[] theirs = new byte[expected[i]];
                    out.getBytes(16 * i, ours);
                    single[i].getBytes(0, theirs);
                    // Formats with random filler differ; the PIN does not.
                    assertEquals(clearPin(to[i], theirs, clear), clearPin(to[i], ours, clear));
                }
            }
        }
        assertEquals(2 * formats.length, loaded.size(), "every format took part on both sides");
    }

    private final java.util.Map<String, Integer> loaded = new java.util.HashMap<>();

    private int pinKey(PinBlockFormat format, byte[] clear) {
        boolean icc = format == PinBlockFormat.ISO_2;
        KeyUsage usage = icc && loaded.size() % 2 == 0 ? KeyUsage.EMV_CONFIDENTIALITY : KeyUsage.PIN_ENCRYPTION;
        return loaded.computeIfAbsent(format + (random.nextBoolean() ? "a" : "b"),
            x -> module.load(testKeys.importClear(usage, cipher(format), usage == KeyUsage.PIN_ENCRYPTION ? 'B' : 'E', clear), usage));
    }

    private static char cipher(PinBlockFormat format) {
        return format == PinBlockFormat.ISO_4 ? 'A' : format == PinBlockFormat.CUP_SM4 ? '4' : 'T';
    }

    private String clearPin(PinBlockFormat format, byte[] block, byte[] key) {
        return new TerminalCrypto(secure).pinKey(key, cipher(format)).clearPin(format, block, PAN);
    }

    @Test
    void shouldInjectFaultsIntoTheMessagesOfABatch() {
        try (FaultInjectingSecurityModule faulty = new FaultInjectingSecurityModule(module)) {
            faulty.fail(FaultInjectingSecurityModule.Operation.GENERATE_MAC, 1, 1, SecurityStatus.UNAVAILABLE);
            int key = macKey(MacAlgorithm.X9_19, 'C');
            UnsafeBuffer out = new UnsafeBuffer(new byte[24]);
            MacBatch batch = new MacBatch(3);
            for (int i = 0; i < 3; i++) {
                batch.generate(key, MacAlgorithm.X9_19, MacOutput.RAW_8, data, 0, 100, out, 8 * i);
            }
            faulty.macs(batch);
            assertEquals(8, batch.status(0));
            assertEquals(SecurityStatus.UNAVAILABLE.code(), batch.status(1));
            assertEquals(8, batch.status(2));
            assertTrue(out.getLong(0) == out.getLong(16) && out.getLong(8) == 0);
        }
    }
}
