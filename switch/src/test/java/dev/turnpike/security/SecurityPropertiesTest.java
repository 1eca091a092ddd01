package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptPurpose;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What must hold for every key, block and message, not for examples. */
class SecurityPropertiesTest {
    private static final String PAN = "6212345678901234563";

    private final SecureRandom random = new SecureRandom();
    private final Random seeded = new Random(4);
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, random);
    private final SoftwareSecurityModule module = new SoftwareSecurityModule(
        new SecurityContext().localMasterKey(lmk).maxKeys(1000).acceptPinWithoutPan(true).makeIccPinBlocks(true).conclude());

    @Test
    void shouldRefuseTheBlockWhenAnySingleBitIsFlipped() {
        byte[] block = testKeys.importHex(KeyUsage.MAC, "0123456789ABCDEFFEDCBA9876543210").getBytes(StandardCharsets.US_ASCII);
        for (int bit = 0; bit < 8 * block.length; bit++) {
            block[bit / 8] ^= (byte) (1 << bit % 8);
            assertTrue(module.load(block, 0, block.length, KeyUsage.MAC) < 0, "bit " + bit);
            block[bit / 8] ^= (byte) (1 << bit % 8);
        }
        LocalMasterKey other = LocalMasterKey.random(random);
        SoftwareSecurityModule stranger = new SoftwareSecurityModule(new SecurityContext().localMasterKey(other).maxKeys(10).conclude());
        assertEquals(SecurityStatus.KEY_BLOCK_MAC_WRONG.code(), stranger.load(block, 0, block.length, KeyUsage.MAC));
    }

    @Test
    void shouldRefuseTheMacWhenAnySingleBitOfMessageOrMacIsFlipped() {
        int key = module.load(testKeys.importHex(KeyUsage.MAC, "0123456789ABCDEFFEDCBA9876543210"), KeyUsage.MAC);
        byte[] message = new byte[53];
        seeded.nextBytes(message);
        UnsafeBuffer data = new UnsafeBuffer(message);
        UnsafeBuffer mac = new UnsafeBuffer(new byte[8]);
        for (MacAlgorithm algorithm : EnumSet.of(MacAlgorithm.UNIONPAY_ECB, MacAlgorithm.X9_19, MacAlgorithm.CBC_3DES, MacAlgorithm.CMAC_TDES)) {
            for (MacOutput output : MacOutput.values()) {
                assertEquals(8, module.generateMac(key, algorithm, output, data, 0, 53, mac, 0));
                assertEquals(0, module.verifyMac(key, algorithm, output, data, 0, 53, mac, 0, 8));
                flipAll(data, 53, () -> module.verifyMac(key, algorithm, output, data, 0, 53, mac, 0, 8));
                flipAll(mac, 8, () -> module.verifyMac(key, algorithm, output, data, 0, 53, mac, 0, 8));
                assertEquals(SecurityStatus.MAC_WRONG.code(), module.verifyMac(key, algorithm, output, data, 0, 53, mac, 0, 4));
            }
        }
    }

    private interface Call {
        int run();
    }

    private static void flipAll(UnsafeBuffer buffer, int bytes, Call verify) {
        for (int bit = 0; bit < 8 * bytes; bit++) {
            buffer.putByte(bit / 8, (byte) (buffer.getByte(bit / 8) ^ 1 << bit % 8));
            assertEquals(SecurityStatus.MAC_WRONG.code(), verify.run());
            buffer.putByte(bit / 8, (byte) (buffer.getByte(bit / 8) ^ 1 << bit % 8));
        }
    }

    @Test
    void shouldShowThatTheUnionPayMacDependsOnTheXorAlone() {
        int key = module.load(testKeys.importHex(KeyUsage.MAC, "0123456789ABCDEFFEDCBA9876543210"), KeyUsage.MAC);
        byte[] message = new byte[48];
        seeded.nextBytes(message);
        UnsafeBuffer data = new UnsafeBuffer(message);
        UnsafeBuffer mac = new UnsafeBuffer(new byte[8]);
        module.generateMac(key, MacAlgorithm.UNIONPAY_ECB, MacOutput.RAW_8, data, 0, 48, mac, 0);
        data.putLong(0, data.getLong(0) ^ 0x1234);
        data.putLong(40, data.getLong(40) ^ 0x1234);
        assertEquals(0, module.verifyMac(key, MacAlgorithm.UNIONPAY_ECB, MacOutput.RAW_8, data, 0, 48, mac, 0, 8), "docs/SECURITY.md says so");
    }

    @Test
    void shouldRefuseEverythingOffTheDiagonalWhenKeysAreLoaded() {
        Map<KeyUsage, String> blocks = new EnumMap<>(KeyUsage.class);
        for (KeyUsage usage : KeyUsage.values()) {
            char algorithm = usage.acceptsAlgorithm('T') ? 'T' : usage == KeyUsage.HMAC || usage == KeyUsage.JOURNAL_SEAL ? 'H' : usage == KeyUsage.SM2_SIGNATURE ? 'E' : 'A';
            byte[] key = Hex.decode(algorithm == 'T' ? "0123456789ABCDEFFEDCBA9876543210" : "00112233445566778899AABBCCDDEEFF".repeat(2));
            blocks.put(usage, testKeys.importClear(usage, algorithm, usage.defaultMode(), key));
        }
        for (KeyUsage made : KeyUsage.values()) {
            for (KeyUsage asked : KeyUsage.values()) {
                int status = module.load(blocks.get(made), asked);
                assertEquals(made == asked, status > 0, made + " loaded as " + asked + ": " + SecurityStatus.of(status));
            }
        }
    }

    @Test
    void shouldRefuseTheCallWhenTheModeOfUseDoesNotAllowIt() {
        byte[] key = Hex.decode("0123456789ABCDEFFEDCBA9876543210");
        int generate = module.load(testKeys.importClear(KeyUsage.MAC, 'T', 'G', key), KeyUsage.MAC);
        int verify = module.load(testKeys.importClear(KeyUsage.MAC, 'T', 'V', key), KeyUsage.MAC);
        UnsafeBuffer b = new UnsafeBuffer(new byte[64]);
        assertEquals(8, module.generateMac(generate, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, 32, b, 40));
        assertEquals(0, module.verifyMac(verify, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, 32, b, 40, 8));
        int refused = SecurityStatus.MODE_REFUSED.code();
        assertEquals(refused, module.generateMac(verify, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, 32, b, 40));
        assertEquals(refused, module.verifyMac(generate, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, 32, b, 40, 8));
        int ecb = SecurityStatus.ALGORITHM_REFUSED.code();
        assertEquals(ecb, module.generateMac(generate, MacAlgorithm.CMAC_AES, MacOutput.RAW_8, b, 0, 32, b, 40));
        assertEquals(SecurityStatus.MODE_REFUSED.code(), module.load(testKeys.importClear(KeyUsage.TERMINAL_MASTER, key), KeyUsage.ZONE_MASTER));
    }

    @Test
    void shouldTranslateThePermittedPairsOfFormatsAndNoOthers() {
        Map<PinBlockFormat, Set<PinBlockFormat>> permitted = new EnumMap<>(PinBlockFormat.class);
        Set<PinBlockFormat> bound = EnumSet.of(PinBlockFormat.ISO_0, PinBlockFormat.ISO_2, PinBlockFormat.ISO_3, PinBlockFormat.ISO_4,
            PinBlockFormat.CUP_SM4);
        Set<PinBlockFormat> fromOne = EnumSet.copyOf(bound);
        fromOne.add(PinBlockFormat.ISO_1);
        permitted.put(PinBlockFormat.ISO_1, fromOne);
        permitted.put(PinBlockFormat.ISO_2, EnumSet.noneOf(PinBlockFormat.class));
        for (PinBlockFormat f : PinBlockFormat.values()) {
            permitted.putIfAbsent(f, bound);
        }
        byte[] raw = Hex.decode("89E88CF7931444F334BD7547FC3F380C");
        UnsafeBuffer pan = new UnsafeBuffer(PAN.getBytes(StandardCharsets.US_ASCII));
        UnsafeBuffer out = new UnsafeBuffer(new byte[16]);
        for (PinBlockFormat in : PinBlockFormat.values()) {
            char inCipher = cipher(in);
            int from = module.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, inCipher, 'B', raw), KeyUsage.PIN_ENCRYPTION);
            for (PinBlockFormat to : PinBlockFormat.values()) {
                KeyUsage usage = to == PinBlockFormat.ISO_2 ? KeyUsage.EMV_CONFIDENTIALITY : KeyUsage.PIN_ENCRYPTION;
                int toKey = module.load(testKeys.importClear(usage, cipher(to), 'E', raw), usage);
                for (String pin : new String[] {"1234", "123456", "123456789012"}) {
                    UnsafeBuffer block = new UnsafeBuffer(new TerminalCrypto(random).pinKey(raw, inCipher).pinBlock(in, pin, PAN));
                    int status = module.translatePin(from, in, toKey, to, pan, 0, 19, block, 0, in.lengthBytes(), out, 0);
                    if (permitted.get(in).contains(to)) {
                        assertEquals(to.lengthBytes(), status, in + " to " + to);
                        byte[] made = new byte[to.lengthBytes()];
                        out.getBytes(0, made);
                        assertEquals(pin, new TerminalCrypto(random).pinKey(raw, cipher(to)).clearPin(to, made, PAN), in + " to " + to);
                    } else {
                        assertEquals(SecurityStatus.PIN_FORMAT_REFUSED.code(), status, in + " to " + to);
                    }
                }
            }
        }
    }

    private static char cipher(PinBlockFormat format) {
        return format == PinBlockFormat.ISO_4 ? 'A' : format == PinBlockFormat.CUP_SM4 ? '4' : 'T';
    }

    @Test
    void shouldRefuseWhatIsOffByDefaultWhenTheContextDoesNotTurnItOn() {
        SoftwareSecurityModule strict = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(10).conclude());
        byte[] raw = Hex.decode("89E88CF7931444F334BD7547FC3F380C");
        int pin = strict.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, raw), KeyUsage.PIN_ENCRYPTION);
        int icc = strict.load(testKeys.importClear(KeyUsage.EMV_CONFIDENTIALITY, 'T', 'E', raw), KeyUsage.EMV_CONFIDENTIALITY);
        UnsafeBuffer pan = new UnsafeBuffer(PAN.getBytes(StandardCharsets.US_ASCII));
        UnsafeBuffer b = new UnsafeBuffer(new byte[16]);
        int refused = SecurityStatus.PIN_FORMAT_REFUSED.code();
        assertEquals(refused, strict.translatePin(pin, PinBlockFormat.CUP_NO_PAN, pin, PinBlockFormat.ISO_0, pan, 0, 19, b, 0, 8, b, 0));
        assertEquals(refused, strict.translatePin(pin, PinBlockFormat.ISO_0, icc, PinBlockFormat.ISO_2, pan, 0, 19, b, 0, 8, b, 0));
        assertEquals(SecurityStatus.USAGE_REFUSED.code(),
            strict.translatePin(pin, PinBlockFormat.ISO_0, pin, PinBlockFormat.ISO_2, pan, 0, 19, b, 0, 8, b, 0));
    }

    @Test
    void shouldSurviveAnyBytesWhereAPeerCanSendThem() {
        byte[] raw = Hex.decode("89E88CF7931444F334BD7547FC3F380C");
        int pin = module.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, raw), KeyUsage.PIN_ENCRYPTION);
        byte[] any = new byte[64];
        UnsafeBuffer b = new UnsafeBuffer(any);
        UnsafeBuffer out = new UnsafeBuffer(new byte[64]);
        for (int i = 0; i < 20_000; i++) {
            seeded.nextBytes(any);
            int panLength = seeded.nextInt(22);
            int length = seeded.nextInt(20);
            assertTrue(module.translatePin(pin, PinBlockFormat.ISO_0, pin, PinBlockFormat.ISO_3, b, 0, panLength, b, 24, length, out, 0) < 0);
            assertTrue(module.openPan(b, 0, length * 3, out, 0) < 0);
            assertTrue(module.load(any, 0, 1 + length, KeyUsage.MAC) < 0);
            module.decryptTrack(pin, b, 0, length * 3);
        }
    }

    @Test
    void shouldDeriveTransactionKeysWithTheRightsOfTheirPurpose() {
        int bdk = module.load(testKeys.importHex(KeyUsage.DUKPT_BASE, "0123456789ABCDEFFEDCBA9876543210"), KeyUsage.DUKPT_BASE);
        UnsafeBuffer ksn = new UnsafeBuffer(Hex.decode("FFFF9876543210E00001"));
        int pin = module.deriveDukpt(bdk, DukptPurpose.PIN, null, ksn, 0, 10);
        int zpk = module.load(testKeys.importHex(KeyUsage.PIN_ENCRYPTION, "EFE0853B256B583D868F251CE99EA1D9"), KeyUsage.PIN_ENCRYPTION);
        UnsafeBuffer block = new UnsafeBuffer(Hex.decode("1B9C1845EB993A7A"));
        UnsafeBuffer pan = new UnsafeBuffer("4012345678909".getBytes(StandardCharsets.US_ASCII));
        UnsafeBuffer out = new UnsafeBuffer(new byte[16]);
        assertEquals(8, module.translatePin(pin, PinBlockFormat.ISO_0, zpk, PinBlockFormat.ISO_0, pan, 0, 13, block, 0, 8, out, 0));
        assertEquals("EED17FCBA597B368", Hex.encode(out.byteArray(), 0, 8));
        assertEquals(SecurityStatus.MODE_REFUSED.code(),
            module.translatePin(pin, PinBlockFormat.ISO_0, pin, PinBlockFormat.ISO_0, pan, 0, 13, block, 0, 8, out, 0));
        ksn.putByte(9, (byte) 0);
        assertEquals(SecurityStatus.KSN_REFUSED.code(), module.deriveDukpt(bdk, DukptPurpose.PIN, null, ksn, 0, 10));
        assertEquals(SecurityStatus.USAGE_REFUSED.code(), module.deriveDukpt(zpk, DukptPurpose.PIN, null, ksn, 0, 10));

        int aesBdk = module.load(testKeys.importClear(KeyUsage.DUKPT_BASE, 'A', 'X', Hex.decode("FEDCBA9876543210F1F1F1F1F1F1F1F1")),
            KeyUsage.DUKPT_BASE);
        UnsafeBuffer aesKsn = new UnsafeBuffer(Hex.decode("123456789012345600000001"));
        int aesPin = module.deriveDukpt(aesBdk, DukptPurpose.PIN, DukptAes.KeyType.AES_128, aesKsn, 0, 12);
        UnsafeBuffer wide = new UnsafeBuffer(Hex.decode("A912150391AB65A67E52883D81CE2D15"));
        UnsafeBuffer aesPan = new UnsafeBuffer("4111111111111111".getBytes(StandardCharsets.US_ASCII));
        assertEquals(8, module.translatePin(aesPin, PinBlockFormat.ISO_4, zpk, PinBlockFormat.ISO_0, aesPan, 0, 16, wide, 0, 16, out, 0));
        assertEquals(SecurityStatus.KEY_TOO_STRONG.code(),
            module.deriveDukpt(aesBdk, DukptPurpose.PIN, DukptAes.KeyType.AES_256, aesKsn, 0, 12));
        assertEquals(SecurityStatus.ALGORITHM_REFUSED.code(),
            module.deriveDukpt(aesBdk, DukptPurpose.PIN, DukptAes.KeyType.HMAC_128, aesKsn, 0, 12));
        ksn.putByte(9, (byte) 1);
        for (DukptAes.KeyType type : DukptAes.KeyType.values()) {
            int status = module.deriveDukpt(bdk, DukptPurpose.PIN, type, ksn, 0, 10);
            assertEquals(type == DukptAes.KeyType.TDES_2, status > 0, type + ": a triple DES base key gives double-length keys alone");
            assertTrue(status > 0 || status == SecurityStatus.ALGORITHM_REFUSED.code());
        }
    }

    @Test
    void shouldRefuseATripleLengthBaseKeyWhenItIsLoaded() {
        byte[] triple = Hex.decode("0123456789ABCDEFFEDCBA98765432101122334455667788");
        for (KeyUsage usage : new KeyUsage[] {KeyUsage.DUKPT_BASE, KeyUsage.DUKPT_INITIAL}) {
            assertThrows(IllegalArgumentException.class, () -> testKeys.importClear(usage, 'T', 'X', triple));
            try (dev.turnpike.security.keyblock.KeyBlockCodec codec = lmk.codec()) {
                String block = codec.wrap(dev.turnpike.security.keyblock.KeyBlockHeader.of('D', usage.code(), 'T', 'X', 'N'), triple, random);
                assertEquals(SecurityStatus.KEY_LENGTH_REFUSED, SecurityStatus.of(module.load(block, usage)));
            } catch (dev.turnpike.security.keyblock.KeyBlockException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void shouldTranslateToADukptKeyWhenItWasDerivedForEncryption() {
        int bdk = module.load(testKeys.importHex(KeyUsage.DUKPT_BASE, "0123456789ABCDEFFEDCBA9876543210"), KeyUsage.DUKPT_BASE);
        int aesBdk = module.load(testKeys.importClear(KeyUsage.DUKPT_BASE, 'A', 'X', Hex.decode("FEDCBA9876543210F1F1F1F1F1F1F1F1")),
            KeyUsage.DUKPT_BASE);
        UnsafeBuffer ksn = new UnsafeBuffer(Hex.decode("FFFF9876543210E00001"));
        UnsafeBuffer aesKsn = new UnsafeBuffer(Hex.decode("123456789012345600000001"));
        int zpk = module.load(testKeys.importHex(KeyUsage.PIN_ENCRYPTION, "EFE0853B256B583D868F251CE99EA1D9"), KeyUsage.PIN_ENCRYPTION);
        UnsafeBuffer zoneBlock = new UnsafeBuffer(Hex.decode("EED17FCBA597B368"));
        UnsafeBuffer pan = new UnsafeBuffer("4012345678909".getBytes(StandardCharsets.US_ASCII));
        UnsafeBuffer out = new UnsafeBuffer(new byte[16]);
        int towards = module.deriveDukpt(bdk, DukptPurpose.PIN_ENCRYPTION, null, ksn, 0, 10);
        assertEquals(8, module.translatePin(zpk, PinBlockFormat.ISO_0, towards, PinBlockFormat.ISO_0, pan, 0, 13, zoneBlock, 0, 8, out, 0));
        assertEquals("1B9C1845EB993A7A", Hex.encode(out.byteArray(), 0, 8), "the block of X9.24-1 for this serial number");
        assertEquals(SecurityStatus.MODE_REFUSED.code(),
            module.translatePin(towards, PinBlockFormat.ISO_0, zpk, PinBlockFormat.ISO_0, pan, 0, 13, out, 0, 8, out, 0));
        assertEquals(SecurityStatus.USAGE_REFUSED.code(),
            module.generateMac(towards, MacAlgorithm.X9_19, MacOutput.RAW_8, pan, 0, 13, out, 0));
        int wide = module.deriveDukpt(aesBdk, DukptPurpose.PIN_ENCRYPTION, DukptAes.KeyType.AES_128, aesKsn, 0, 12);
        assertEquals(16, module.translatePin(zpk, PinBlockFormat.ISO_0, wide, PinBlockFormat.ISO_4, pan, 0, 13, zoneBlock, 0, 8, out, 0));
        int back = module.deriveDukpt(aesBdk, DukptPurpose.PIN, DukptAes.KeyType.AES_128, aesKsn, 0, 12);
        assertEquals(8, module.translatePin(back, PinBlockFormat.ISO_4, zpk, PinBlockFormat.ISO_0, pan, 0, 13, out, 0, 16, out, 0));
        assertEquals("EED17FCBA597B368", Hex.encode(out.byteArray(), 0, 8));
    }

    @Test
    void shouldRefusePublishedKeysWhenTheProfileIsProduction() {
        SoftwareSecurityModule production = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(10)
            .profile(SecurityProfile.PRODUCTION).softwareOverride(true).conclude());
        assertEquals(SecurityStatus.TEST_KEY_REFUSED.code(),
            production.load(testKeys.importHex(KeyUsage.MAC, "0123456789ABCDEFFEDCBA9876543210"), KeyUsage.MAC));
        byte[] own = new byte[16];
        random.nextBytes(own);
        assertTrue(production.load(testKeys.importClear(KeyUsage.MAC, own), KeyUsage.MAC) > 0);
    }

    @Test
    void shouldNeverGiveTheSameBlockTwiceWhenFillIsRandom() {
        byte[] raw = Hex.decode("89E88CF7931444F334BD7547FC3F380C");
        TerminalCrypto terminal = new TerminalCrypto(random).pinKey(raw);
        assertNotEquals(Hex.encode(terminal.pinBlock(PinBlockFormat.ISO_3, "1234", PAN)),
            Hex.encode(terminal.pinBlock(PinBlockFormat.ISO_3, "1234", PAN)));
        assertEquals(Hex.encode(terminal.pinBlock(PinBlockFormat.ISO_0, "1234", PAN)),
            Hex.encode(terminal.pinBlock(PinBlockFormat.ISO_0, "1234", PAN)));
    }

    @Test
    void shouldNumberEveryStatusByItsOrder() {
        for (SecurityStatus s : SecurityStatus.values()) {
            assertEquals(-s.ordinal(), s.code());
            assertEquals(s, SecurityStatus.of(s.code()));
        }
        assertEquals(SecurityStatus.PIN_BLOCK_WRONG.code(), dev.turnpike.security.pin.PinBlocks.PIN_BLOCK_WRONG);
        assertEquals(SecurityStatus.PAN_MALFORMED.code(), dev.turnpike.security.pin.PinBlocks.PAN_MALFORMED);
    }
}
