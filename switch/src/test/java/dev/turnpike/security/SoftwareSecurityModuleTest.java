package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.cipher.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SoftwareSecurityModuleTest {
    private static final String PAN = "6212345678901234563";

    private final SecureRandom random = new SecureRandom();
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, random);
    private final SoftwareSecurityModule module = new SoftwareSecurityModule(context().conclude());

    private SecurityContext context() {
        KeyFile file = emptyKeyFile();
        assertTrue(DataKeys.ensure(file, lmk, random));
        return new SecurityContext().localMasterKey(lmk).maxKeys(100).dataKeys(file);
    }

    private static KeyFile emptyKeyFile() {
        try {
            return KeyFile.open(Path.of("/nonexistent/keys"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(TerminalKeyLayout.class)
    void shouldGiveTerminalAndSwitchTheSameKeysWhenSigningOn(TerminalKeyLayout layout) {
        byte[] tmk = Hex.decode("258FB0AB70D025CDB99DF2C4D302D646");
        int tmkHandle = module.load(testKeys.importClear(KeyUsage.TERMINAL_MASTER, layout.sm4() ? '4' : 'T', 'E', tmk),
            KeyUsage.TERMINAL_MASTER);
        assertTrue(tmkHandle > 0);
        UnsafeBuffer f62 = new UnsafeBuffer(new byte[80]);
        TerminalKeySet set = new TerminalKeySet();
        assertEquals(layout.lengthBytes(), module.generateTerminalKeys(tmkHandle, layout, f62, 3, set));
        TerminalCrypto terminal = new TerminalCrypto(random).masterKey(tmk, layout.sm4());
        assertTrue(terminal.loadWorkingKeys(layout, f62, 3, layout.lengthBytes()));

        MacAlgorithm algorithm = layout.sm4() ? MacAlgorithm.UNIONPAY_ECB_SM4 : MacAlgorithm.UNIONPAY_ECB;
        UnsafeBuffer data = ascii("some message of odd length");
        UnsafeBuffer mac = new UnsafeBuffer(new byte[8]);
        terminal.mac(algorithm, MacOutput.ASCII_HEX_8, data, 0, data.capacity(), mac, 0);
        int mak = module.load(set.mac(), 0, set.macLength(), KeyUsage.MAC);
        assertEquals(0, module.verifyMac(mak, algorithm, MacOutput.ASCII_HEX_8, data, 0, data.capacity(), mac, 0, 8));
        mac.putByte(7, (byte) (mac.getByte(7) ^ 1));
        assertEquals(SecurityStatus.MAC_WRONG.code(),
            module.verifyMac(mak, algorithm, MacOutput.ASCII_HEX_8, data, 0, data.capacity(), mac, 0, 8));

        translate(terminal, module.load(set.pin(), 0, set.pinLength(), KeyUsage.PIN_ENCRYPTION), layout.sm4());
    }

    private void translate(TerminalCrypto terminal, int pik, boolean sm4) {
        assertTrue(pik > 0);
        byte[] zpk = Hex.decode("89E88CF7931444F334BD7547FC3F380C");
        int zpkHandle = module.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, 'T', 'E', zpk), KeyUsage.PIN_ENCRYPTION);
        PinBlockFormat format = sm4 ? PinBlockFormat.CUP_SM4 : PinBlockFormat.ISO_0;
        UnsafeBuffer pan = ascii(PAN);
        UnsafeBuffer block = new UnsafeBuffer(terminal.pinBlock(format, "123456", PAN));
        UnsafeBuffer out = new UnsafeBuffer(new byte[16]);
        assertEquals(8, module.translatePin(pik, format, zpkHandle, PinBlockFormat.ISO_0, pan, 0, pan.capacity(), block, 0,
            block.capacity(), out, 0));
        byte[] translated = new byte[8];
        out.getBytes(0, translated);
        TerminalCrypto acquirer = new TerminalCrypto(random).pinKey(zpk);
        assertEquals("123456", acquirer.clearPin(PinBlockFormat.ISO_0, translated, PAN));
        assertNull(acquirer.clearPin(PinBlockFormat.ISO_0, translated, "6212345678901234571"));
        assertEquals(SecurityStatus.MODE_REFUSED.code(), module.translatePin(pik, format, pik, format, pan, 0, pan.capacity(), block, 0,
            block.capacity(), out, 0));
        UnsafeBuffer otherPan = ascii("6212345678901234571");
        assertEquals(SecurityStatus.PIN_BLOCK_WRONG.code(), module.translatePin(pik, format, zpkHandle, PinBlockFormat.ISO_0, otherPan, 0,
            otherPan.capacity(), block, 0, block.capacity(), out, 0));
    }

    @Test
    void shouldRefuseTheUseWhenAKeyIsForSomethingElse() {
        byte[] key = Hex.decode("258FB0AB70D025CDB99DF2C4D302D646");
        String pin = testKeys.importClear(KeyUsage.PIN_ENCRYPTION, key);
        assertEquals(SecurityStatus.USAGE_REFUSED.code(), module.load(pin, KeyUsage.MAC));
        int handle = module.load(pin, KeyUsage.PIN_ENCRYPTION);
        UnsafeBuffer b = new UnsafeBuffer(new byte[64]);
        assertEquals(SecurityStatus.USAGE_REFUSED.code(),
            module.generateMac(handle, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, 32, b, 40));
        module.unload(handle);
        assertEquals(SecurityStatus.KEY_UNKNOWN.code(),
            module.generateMac(handle, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, 32, b, 40));
        int mak = module.load(testKeys.importHex(KeyUsage.MAC, "0123456789ABCDEF"), KeyUsage.MAC);
        assertNotEquals(handle, mak);
        assertEquals(SecurityStatus.KEY_LENGTH_REFUSED.code(),
            module.generateMac(mak, MacAlgorithm.X9_19, MacOutput.RAW_8, b, 0, 32, b, 40));
        assertEquals(8, module.generateMac(mak, MacAlgorithm.UNIONPAY_ECB, MacOutput.RAW_4_ZERO_4, b, 0, 32, b, 40));
    }

    @Test
    void shouldGiveThePublishedMacWhenUnionPayEcbRuns() {
        int mak = module.load(testKeys.importHex(KeyUsage.MAC, "313215FDA2C4AB4C"), KeyUsage.MAC);
        UnsafeBuffer fold = new UnsafeBuffer(Hex.decode("8DBA2933C4B6C379"));
        UnsafeBuffer mac = new UnsafeBuffer(new byte[8]);
        assertEquals(8, module.generateMac(mak, MacAlgorithm.UNIONPAY_ECB, MacOutput.ASCII_HEX_8, fold, 0, 8, mac, 0));
        assertEquals("B7133B57", mac.getStringWithoutLengthAscii(0, 8));
    }

    @Test
    void shouldOpenWhatItSealedAndRefuseItWhenChanged() {
        UnsafeBuffer sealed = new UnsafeBuffer(new byte[64]);
        int n = module.sealPan(7, 42, ascii(PAN), 0, PAN.length(), sealed, 0);
        assertEquals(12 + PAN.length() + 16, n);
        assertEquals("00000007000000000000002A", Hex.encode(sealed.byteArray(), 0, 12));
        UnsafeBuffer out = new UnsafeBuffer(new byte[64]);
        assertEquals(PAN.length(), module.openPan(sealed, 0, n, out, 0));
        assertEquals(PAN, out.getStringWithoutLengthAscii(0, PAN.length()));
        for (int bit = 0; bit < 8 * n; bit++) {
            sealed.putByte(bit / 8, (byte) (sealed.getByte(bit / 8) ^ 1 << bit % 8));
            assertEquals(SecurityStatus.SEAL_BROKEN.code(), module.openPan(sealed, 0, n, out, 0));
            sealed.putByte(bit / 8, (byte) (sealed.getByte(bit / 8) ^ 1 << bit % 8));
        }
        byte[] one = new byte[16];
        byte[] two = new byte[16];
        module.panHash(ascii(PAN), 0, PAN.length(), new UnsafeBuffer(one), 0);
        module.panHash(ascii(PAN), 0, PAN.length(), new UnsafeBuffer(two), 0);
        assertArrayEquals(one, two);
        assertNotEquals(module.contentDigest(ascii("a"), 0, 1), module.contentDigest(ascii("b"), 0, 1));
    }

    @Test
    void shouldKeepKeysWhenFilesAreRewritten(@TempDir Path directory) throws IOException {
        LocalMasterKey made = LocalMasterKey.create(directory.resolve("lmk"), random);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("lmk"))));
        assertEquals(made, LocalMasterKey.load(directory.resolve("lmk")));
        KeyFile file = KeyFile.open(directory.resolve("keys"));
        String block = new TestKeys(SecurityProfile.TEST, made, random).importHex(KeyUsage.MAC, "0123456789ABCDEF");
        for (int i = 0; i < 1_000; i++) {
            file.put("terminal/" + i + "/mak", KeyUsage.MAC, block);
        }
        file.save();
        KeyFile again = KeyFile.open(directory.resolve("keys"));
        assertEquals(file.all(), again.all());
        assertTrue(again.remove("terminal/7/mak"));
        again.save();
        assertNull(KeyFile.open(directory.resolve("keys")).get("terminal/7/mak"));
        Files.setPosixFilePermissions(directory.resolve("lmk"), PosixFilePermissions.fromString("rw-r-----"));
        assertThrows(IOException.class, () -> LocalMasterKey.load(directory.resolve("lmk")));
    }

    @Test
    void shouldRefuseClearKeysAndSoftwareWhenTheProfileIsProduction() {
        assertThrows(IllegalStateException.class, () -> new TestKeys(SecurityProfile.PRODUCTION, lmk, random));
        SecurityContext production = context().profile(SecurityProfile.PRODUCTION);
        assertThrows(IllegalStateException.class, production::conclude);
        production.softwareOverride(true).conclude();
        assertThrows(IllegalStateException.class, production::conclude);
    }

    @Test
    void shouldSayFullWhenNoMoreKeysFit() {
        String block = testKeys.importHex(KeyUsage.MAC, "0123456789ABCDEF");
        int before = module.loadedKeys();
        for (int i = before; i < 100; i++) {
            assertTrue(module.load(block, KeyUsage.MAC) > 0);
        }
        assertEquals(SecurityStatus.KEYS_FULL.code(), module.load(block, KeyUsage.MAC));
        assertFalse(SecurityStatus.of(1) != SecurityStatus.OK);
    }

    @Test
    void shouldFindTheDigitsInPlaceWhenATrackIsEncrypted() {
        byte[] tdk = Hex.decode("89E88CF7931444F334BD7547FC3F380C");
        int handle = module.load(testKeys.importClear(KeyUsage.DATA_ENCRYPTION, tdk), KeyUsage.DATA_ENCRYPTION);
        for (String track : new String[] {"6212345678901234563=49121010000000000", "6212345678901234563=4912101000000000"}) {
            UnsafeBuffer b = ascii(track);
            assertTrue(new TerminalCrypto(random).trackKey(tdk).encryptTrack(b, 0, track.length()));
            assertNotEquals(track, b.getStringWithoutLengthAscii(0, track.length()));
            assertEquals(0, module.decryptTrack(handle, b, 0, track.length()));
            assertEquals(track, b.getStringWithoutLengthAscii(0, track.length()));
        }
    }

    private static UnsafeBuffer ascii(String s) {
        return new UnsafeBuffer(s.getBytes(StandardCharsets.US_ASCII));
    }
}
