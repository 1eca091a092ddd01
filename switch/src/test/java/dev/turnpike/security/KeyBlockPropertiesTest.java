package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.keyblock.KeyBlock;
import dev.turnpike.security.keyblock.KeyBlockCodec;
import dev.turnpike.security.keyblock.KeyBlockException;
import dev.turnpike.security.keyblock.KeyBlockHeader;
import dev.turnpike.security.keyblock.OptionalBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key blocks of all four versions, and PIN translations there and back: what must hold for every bit and pair. */
class KeyBlockPropertiesTest {
    private static final String PAN = "6212345678901234563";

    private final SecureRandom random = new SecureRandom();
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, random);
    private final SoftwareSecurityModule module = new SoftwareSecurityModule(
        new SecurityContext().localMasterKey(lmk).maxKeys(1000).acceptPinWithoutPan(true).conclude());

    private byte[] bytes(int n) {
        byte[] b = new byte[n];
        random.nextBytes(b);
        return b;
    }

    @ParameterizedTest
    @ValueSource(chars = {'A', 'B', 'C', 'D'})
    void shouldRefuseTheBlockOfAnyVersionWhenAnySingleBitIsFlipped(char version) throws KeyBlockException {
        byte[] protection = bytes(version == 'D' ? 32 : 16);
        byte[] key = bytes(16);
        for (List<OptionalBlock> optional : List.of(List.<OptionalBlock>of(), List.of(new OptionalBlock("KS", "00604B120F9292800000")))) {
            try (KeyBlockCodec codec = new KeyBlockCodec(protection, version)) {
                String block = codec.wrap(new KeyBlockHeader(version, "P0", 'T', 'E', "00", 'E', optional), key, random);
                byte[] text = block.getBytes(StandardCharsets.US_ASCII);
                for (int bit = 0; bit < 8 * text.length; bit++) {
                    text[bit / 8] ^= (byte) (1 << bit % 8);
                    String flipped = new String(text, StandardCharsets.ISO_8859_1);
                    assertThrows(KeyBlockException.class, () -> codec.unwrap(flipped), "bit " + bit);
                    text[bit / 8] ^= (byte) (1 << bit % 8);
                }
                try (KeyBlock opened = codec.unwrap(block)) {
                    assertArrayEquals(key, opened.key());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'A', 'B', 'C', 'D'})
    void shouldGiveBackEveryLengthOfKeyUnderEveryProtectionKey(char version) throws KeyBlockException {
        for (int protectionBytes : version == 'D' ? new int[] {16, 24, 32} : version == 'B' ? new int[] {16, 24} : new int[] {8, 16, 24}) {
            try (KeyBlockCodec codec = new KeyBlockCodec(bytes(protectionBytes), version)) {
                int length = 0;
                for (Object[] kind : new Object[][] {{'T', 8}, {'T', 16}, {'T', 24}, {'A', 16}, {'A', 24}, {'A', 32}, {'H', 20}, {'4', 16}}) {
                    byte[] key = bytes((int) kind[1]);
                    String block = codec.wrap(KeyBlockHeader.of(version, "D0", (char) kind[0], 'B', 'E'), key, random);
                    try (KeyBlock opened = codec.unwrap(block)) {
                        assertArrayEquals(key, opened.key());
                    }
                    if (kind[0].equals('T')) {
                        assertTrue(length == 0 || length == block.length(), "padding hides the length of triple DES keys");
                        length = block.length();
                    }
                }
            }
        }
    }

    @Test
    void shouldRefuseWrongUsageModeAlgorithmAndLengthEachByItsOwnStatus() throws KeyBlockException {
        assertEquals(SecurityStatus.USAGE_REFUSED, load("P0", 'T', 'B', 16, KeyUsage.MAC));
        assertEquals(SecurityStatus.USAGE_REFUSED, load("M3", 'T', 'C', 16, KeyUsage.PIN_ENCRYPTION));
        assertEquals(SecurityStatus.MODE_REFUSED, load("P0", 'T', 'G', 16, KeyUsage.PIN_ENCRYPTION));
        assertEquals(SecurityStatus.MODE_REFUSED, load("P0", 'T', 'N', 16, KeyUsage.PIN_ENCRYPTION), "no restriction is no right");
        assertEquals(SecurityStatus.ALGORITHM_REFUSED, load("C0", 'A', 'V', 16, KeyUsage.CARD_VERIFICATION));
        assertEquals(SecurityStatus.ALGORITHM_REFUSED, load("P0", 'R', 'E', 16, KeyUsage.PIN_ENCRYPTION));
        assertEquals(SecurityStatus.KEY_LENGTH_REFUSED, load("P0", '4', 'E', 24, KeyUsage.PIN_ENCRYPTION));
        assertEquals(SecurityStatus.KEY_LENGTH_REFUSED, load("20", 'T', 'C', 8, KeyUsage.MAC), "single DES does not pass for triple");
        assertEquals(SecurityStatus.OK, load("20", 'D', 'C', 8, KeyUsage.MAC));
    }

    private SecurityStatus load(String code, char algorithm, char mode, int bytes, KeyUsage usage) throws KeyBlockException {
        try (KeyBlockCodec codec = lmk.codec()) {
            return SecurityStatus.of(module.load(codec.wrap(KeyBlockHeader.of('D', code, algorithm, mode, 'E'), bytes(bytes), random), usage));
        }
    }

    @Test
    void shouldNotLetAKeyOutThatMayNotLeave(@TempDir Path directory) throws IOException, KeyBlockException {
        KeyFile file = KeyFile.open(directory.resolve("keys"));
        KeyManagement keys = new KeyManagement(file, lmk, SecurityProfile.TEST, random, new KeyAudit(directory.resolve("audit"),
            dev.turnpike.status.SystemClock.INSTANCE, "x"));
        keys.generate("zone", KeyUsage.KEY_BLOCK_PROTECTION, 'A', 'B', 16);
        try (KeyBlockCodec codec = lmk.codec()) {
            file.put("stays", KeyUsage.PIN_ENCRYPTION, codec.wrap(KeyBlockHeader.of('D', "P0", 'T', 'E', 'N'), bytes(16), random));
            file.put("leaves", KeyUsage.PIN_ENCRYPTION, codec.wrap(KeyBlockHeader.of('D', "P0", 'T', 'E', 'E'), bytes(16), random));
            file.put("stronger", KeyUsage.DATA_ENCRYPTION, codec.wrap(KeyBlockHeader.of('D', "D0", 'A', 'B', 'E'), bytes(32), random));
        }
        assertThrows(IllegalArgumentException.class, () -> keys.exportBlock("stays", "zone"));
        assertThrows(IllegalArgumentException.class, () -> keys.exportBlock("stronger", "zone"));
        assertThrows(IllegalArgumentException.class, () -> keys.exportBlock("leaves", "leaves"), "a PIN key protects no blocks");
        assertEquals('D', keys.exportBlock("leaves", "zone").charAt(0));
    }

    @Test
    void shouldComeBackToTheSamePinWhenTranslatedThereAndBack() {
        byte[] one = Hex.decode("89E88CF7931444F334BD7547FC3F380C");
        byte[] two = Hex.decode("F039121BEC83D26B169BDCD5B22AAF8F");
        UnsafeBuffer pan = new UnsafeBuffer(PAN.getBytes(StandardCharsets.US_ASCII));
        int pairs = 0;
        for (PinBlockFormat from : PinBlockFormat.values()) {
            for (PinBlockFormat to : PinBlockFormat.values()) {
                boolean bothWays = from.translatesTo(to) && to.translatesTo(from) && to != PinBlockFormat.ISO_2;
                if (!bothWays) {
                    continue;
                }
                pairs++;
                int near = key(from, one);
                int far = key(to, two);
                for (String pin : new String[] {"0000", "98765", "123456", "123456789012"}) {
                    UnsafeBuffer first = new UnsafeBuffer(new TerminalCrypto(random).pinKey(one, cipher(from)).pinBlock(from, pin, PAN));
                    UnsafeBuffer there = new UnsafeBuffer(new byte[16]);
                    UnsafeBuffer back = new UnsafeBuffer(new byte[from.lengthBytes()]);
                    int n = module.translatePin(near, from, far, to, pan, 0, 19, first, 0, from.lengthBytes(), there, 0);
                    assertEquals(to.lengthBytes(), n, from + " to " + to);
                    assertEquals(from.lengthBytes(), module.translatePin(far, to, near, from, pan, 0, 19, there, 0, n, back, 0), to + " to " + from);
                    assertEquals(pin, new TerminalCrypto(random).pinKey(one, cipher(from)).clearPin(from, back.byteArray(), PAN));
                    if (from != to) {
                        assertNotEquals(Hex.encode(first.byteArray()), Hex.encode(there.byteArray(), 0, n));
                    }
                }
            }
        }
        assertEquals(17, pairs, "0, 3, 4 and SM4 among each other, and 1 with itself");
    }

    private int key(PinBlockFormat format, byte[] raw) {
        return module.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, cipher(format), 'B', raw), KeyUsage.PIN_ENCRYPTION);
    }

    private static char cipher(PinBlockFormat format) {
        return format == PinBlockFormat.ISO_4 ? 'A' : format == PinBlockFormat.CUP_SM4 ? '4' : 'T';
    }

    @Test
    void shouldRefuseEveryMacWhenAnySingleBitIsFlippedUnderEveryAlgorithm() {
        UnsafeBuffer data = new UnsafeBuffer(bytes(53));
        UnsafeBuffer mac = new UnsafeBuffer(new byte[8]);
        for (MacAlgorithm algorithm : MacAlgorithm.values()) {
            char cipher = algorithm == MacAlgorithm.CMAC_AES ? 'A' : algorithm.name().contains("SM4") ? '4'
                : algorithm.base() == MacAlgorithm.X9_9_CBC ? 'D' : 'T';
            int key = module.load(testKeys.importClear(KeyUsage.MAC, cipher, 'C', bytes(cipher == 'D' ? 8
                : algorithm.base() == MacAlgorithm.SM4_RETAIL ? 32 : 16)), KeyUsage.MAC);
            for (MacOutput output : MacOutput.values()) {
                assertEquals(8, module.generateMac(key, algorithm, output, data, 0, 53, mac, 0), algorithm.name());
                for (int bit = 0; bit < 64 + 8 * 53; bit++) {
                    UnsafeBuffer target = bit < 64 ? mac : data;
                    int at = (bit < 64 ? bit : bit - 64) / 8;
                    target.putByte(at, (byte) (target.getByte(at) ^ 1 << bit % 8));
                    assertEquals(SecurityStatus.MAC_WRONG.code(), module.verifyMac(key, algorithm, output, data, 0, 53, mac, 0, 8),
                        algorithm + " " + output + " bit " + bit);
                    target.putByte(at, (byte) (target.getByte(at) ^ 1 << bit % 8));
                }
                assertEquals(0, module.verifyMac(key, algorithm, output, data, 0, 53, mac, 0, 8));
            }
        }
    }
}
