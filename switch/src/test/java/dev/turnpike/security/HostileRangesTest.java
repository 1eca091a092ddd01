package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptPurpose;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Every call of the module with ranges that lie anywhere: a status comes back, never an exception, and nothing outside is written. */
class HostileRangesTest {
    private static final int[] EDGES = {0, 1, -1, 7, 8, 16, 32, 63, 64, 65, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE - 7};

    private final SecureRandom secure = new SecureRandom();
    private final Random random = new Random(41);
    private final LocalMasterKey lmk = LocalMasterKey.random(secure);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, secure);
    private final SoftwareSecurityModule module;
    private final byte[] backing = new byte[256];
    private final UnsafeBuffer b = new UnsafeBuffer(backing, 96, 64);
    private final EmvCard card = new EmvCard();

    HostileRangesTest() throws IOException {
        KeyFile file = KeyFile.open(Path.of("/nonexistent/keys"));
        DataKeys.ensure(file, lmk, secure);
        module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(400).dataKeys(file).acceptPinWithoutPan(true)
            .makeIccPinBlocks(true).conclude());
    }

    private int key(KeyUsage usage, char algorithm, char mode, int bytes) {
        byte[] key = new byte[bytes];
        random.nextBytes(key);
        key[0] &= 0x7F;
        if (algorithm == 'E' && mode == 'V') {
            key = dev.turnpike.security.gm.Sm2.standard().publicKey(BigInteger.TEN);
        }
        int handle = module.load(testKeys.importClear(usage, algorithm, mode, key), usage);
        assertTrue(handle > 0, usage + ": " + SecurityStatus.of(handle));
        return handle;
    }

    private int n() {
        return random.nextInt(3) == 0 ? random.nextInt(-4, 72) : EDGES[random.nextInt(EDGES.length)];
    }

    private static <T> T any(T[] all, Random random) {
        return all[random.nextInt(all.length)];
    }

    private void fill() {
        for (int i = 96; i < 160; i++) {
            backing[i] = (byte) (random.nextBoolean() ? '0' + random.nextInt(10) : random.nextInt(256));
        }
    }

    private void statusOf(int returned) {
        assertTrue(returned > -SecurityStatus.values().length, "a status, not " + returned);
        for (int i = 0; i < 256; i++) {
            assertTrue(i >= 96 && i < 160 || backing[i] == 0, "byte outside of the buffer");
        }
    }

    @Test
    void shouldAnswerWithAStatusWhateverTheRangesAre() {
        int mac = key(KeyUsage.MAC, 'T', 'C', 16);
        int sm4 = key(KeyUsage.MAC, '4', 'C', 16);
        int pin = key(KeyUsage.PIN_ENCRYPTION, 'T', 'B', 16);
        int wide = key(KeyUsage.PIN_ENCRYPTION, 'A', 'B', 16);
        int tmk = key(KeyUsage.TERMINAL_MASTER, 'T', 'E', 16);
        int tdk = key(KeyUsage.DATA_ENCRYPTION, 'T', 'B', 16);
        int bdk = key(KeyUsage.DUKPT_BASE, 'T', 'X', 16);
        int aes = key(KeyUsage.DUKPT_BASE, 'A', 'X', 16);
        MacBatch macs = new MacBatch(2);
        PinBatch pins = new PinBatch(2);
        for (int round = 0; round < 60_000; round++) {
            fill();
            MacAlgorithm algorithm = any(MacAlgorithm.values(), random);
            PinBlockFormat in = any(PinBlockFormat.values(), random);
            PinBlockFormat out = any(PinBlockFormat.values(), random);
            int macKey = random.nextBoolean() ? mac : sm4;
            int inKey = random.nextBoolean() ? pin : wide;
            int outKey = random.nextBoolean() ? pin : wide;
            statusOf(module.generateMac(macKey, algorithm, MacOutput.RAW_8, b, n(), n(), b, n()));
            statusOf(module.verifyMac(macKey, algorithm, MacOutput.RAW_8, b, n(), n(), b, n(), random.nextBoolean() ? 8 : n()));
            macs.clear();
            macs.verify(macKey, algorithm, MacOutput.RAW_8, b, n(), n(), b, n(), 8);
            macs.generate(macKey, algorithm, MacOutput.RAW_8, b, n(), n(), b, n());
            module.macs(macs);
            statusOf(macs.status(0));
            statusOf(macs.status(1));
            statusOf(module.translatePin(inKey, in, outKey, out, b, n(), n(), b, n(), in.lengthBytes(), b, n()));
            pins.clear();
            pins.translate(inKey, in, outKey, out, b, n(), n(), b, n(), in.lengthBytes(), b, n());
            module.translatePins(pins);
            statusOf(pins.status(0));
            if (round % 16 == 0) {
                statusOf(module.generateTerminalKeys(tmk, any(TerminalKeyLayout.values(), random), b, n(), new TerminalKeySet()));
            }
            statusOf(module.decryptTrack(tdk, b, n(), n()));
            statusOf(module.sealPan(1, round, b, n(), n(), b, n()));
            statusOf(module.openPan(b, n(), n(), b, n()));
            statusOf(module.load(b, n(), n(), KeyUsage.MAC));
            statusOf(module.load(backing.clone(), n(), n(), KeyUsage.MAC));
            int derived = module.deriveDukpt(random.nextBoolean() ? bdk : aes, any(DukptPurpose.values(), random),
                any(DukptAes.KeyType.values(), random), b, n(), random.nextBoolean() ? 10 : n());
            statusOf(derived);
            module.unload(derived);
            statusOf(module.digestSm3(b, n(), n(), b, n()));
        }
    }

    @Test
    void shouldAnswerTheIssuersCallsWithAStatusWhateverTheRangesAre() {
        int pin = key(KeyUsage.PIN_ENCRYPTION, 'T', 'B', 16);
        int cvk = key(KeyUsage.CARD_VERIFICATION, 'T', 'C', 16);
        int visa = key(KeyUsage.PIN_VERIFICATION_VISA, 'T', 'C', 16);
        int ibm = key(KeyUsage.PIN_VERIFICATION_IBM, 'T', 'C', 16);
        int imk = key(KeyUsage.EMV_CRYPTOGRAM, 'T', 'X', 16);
        int smi = key(KeyUsage.EMV_INTEGRITY, 'T', 'X', 16);
        int hmac = key(KeyUsage.HMAC, 'H', 'C', 32);
        int data = key(KeyUsage.DATA_ENCRYPTION, 'A', 'B', 16);
        int sign = key(KeyUsage.SM2_SIGNATURE, 'E', 'S', 32);
        int verify = key(KeyUsage.SM2_SIGNATURE, 'E', 'V', 65);
        for (int round = 0; round < 20_000; round++) {
            fill();
            PinBlockFormat in = any(PinBlockFormat.values(), random);
            statusOf(module.verifyCvv(cvk, b, n(), n(), b, n()));
            statusOf(module.verifyPinVisa(pin, in, b, n(), n(), b, n(), in.lengthBytes(), visa, b, n()));
            statusOf(module.verifyPinIbm(pin, in, b, n(), n(), b, n(), in.lengthBytes(), ibm, b, n(), b, n(), b, n(), n()));
            card.copyFrom(b, n());
            statusOf(module.verifyCryptogram(imk, card, b, n(), n(), b, n()));
            card.copyFrom(b, random.nextInt(24));
            statusOf(module.respondMethod1(imk, card, b, n(), n(), b, n(), b, n(), b, n()));
            card.pan(b, n(), n());
            statusOf(module.respondMethod2(imk, card, b, n(), n(), b, n(), b, n(), n(), b, n()));
            card.clear().pan("6212345678901234563");
            statusOf(module.scriptMac(smi, card, b, n(), n(), b, n()));
            statusOf(module.generateHmac(hmac, b, n(), n(), b, n()));
            statusOf(module.verifyHmac(hmac, b, n(), n(), b, n(), n()));
            statusOf(module.encryptData(data, b, n(), b, n(), n(), b, n()));
            statusOf(module.decryptData(data, b, n(), b, n(), n(), b, n()));
            statusOf(module.publicKey(verify, b, n()));
            if (round % 32 == 0) {
                statusOf(module.sign(sign, b, n(), n(), b, n(), n(), b, n()));
                statusOf(module.verifySignature(verify, b, n(), n(), b, n(), n(), b, n()));
            }
        }
    }

    @Test
    void shouldRefuseNegativeAndTooLongRangesAndDoctoredCards() {
        int mac = key(KeyUsage.MAC, 'T', 'C', 16);
        int imk = key(KeyUsage.EMV_CRYPTOGRAM, 'T', 'X', 16);
        for (int length : new int[] {-1, 65, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(),
                module.verifyMac(mac, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, length, b, 0, 8));
        }
        UnsafeBuffer encoded = new UnsafeBuffer(new byte[EmvCard.ENCODED_LENGTH]);
        for (int method : new int[] {-1, 4, 127}) {
            new EmvCard().pan("6212345678901234563").copyTo(encoded, 0);
            encoded.putByte(21, (byte) method);
            assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(), module.verifyCryptogram(imk, new EmvCard().copyFrom(encoded, 0), b, 0, 8, b, 8));
        }
        for (int digits : new int[] {-1, 20, 127}) {
            new EmvCard().pan("6212345678901234563").copyTo(encoded, 0);
            encoded.putByte(0, (byte) digits);
            assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(), module.verifyCryptogram(imk, new EmvCard().copyFrom(encoded, 0), b, 0, 8, b, 8));
        }
        new EmvCard().pan("6212345678901234563").copyTo(encoded, 0);
        assertEquals(SecurityStatus.NOT_VERIFIED.code(), module.verifyCryptogram(imk, new EmvCard().copyFrom(encoded, 0), b, 0, 8, b, 8));
    }
}
