package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.keyblock.KeyBlockHeader;
import dev.turnpike.status.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyManagementTest {
    @TempDir
    private Path directory;
    private final SecureRandom random = new SecureRandom();
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private KeyFile file;
    private KeyManagement keys;

    private static final Clock CLOCK = new Clock() {
        @Override
        public long monotonicNs() {
            return 0;
        }

        @Override
        public long wallMs() {
            return 1_793_000_000_000L;
        }
    };

    @BeforeEach
    void open() throws IOException {
        file = KeyFile.open(directory.resolve("keys"));
        keys = management(SecurityProfile.TEST);
    }

    private KeyManagement management(SecurityProfile profile) {
        return new KeyManagement(file, lmk, profile, random, new KeyAudit(directory.resolve("audit"), CLOCK, "ann b"));
    }

    @Test
    void shouldGiveTheAgreedCheckValueWhenComponentsAreEntered() throws IOException {
        List<byte[]> parts = List.of(Hex.decode("2CBF0D8FA4E66ECE6B239E25B9BAD934"), Hex.decode("B60825E3790D31CE4A4AA74397461C13"),
            Hex.decode("29BFE3C1D0C1E50BCD7038A42CFB160B"));
        assertEquals("6CE4CF", keys.enterComponents("zone/a", KeyUsage.ZONE_MASTER, 'T', 'B', by(parts), "6CE4CF"));
        assertThrows(IllegalArgumentException.class,
            () -> keys.enterComponents("zone/b", KeyUsage.ZONE_MASTER, 'T', 'B', by(parts), "6CE4CE"));
        assertThrows(IllegalArgumentException.class,
            () -> keys.enterComponents("zone/b", KeyUsage.ZONE_MASTER, 'T', 'B', by(parts.subList(0, 1)), null));
        assertNull(file.get("zone/b"));
    }

    @Test
    void shouldTakeABareKeyFromTheZoneWhenTheCheckValueAgrees() throws IOException {
        byte[] zmk = Hex.decode("B308CBAD0D2ABA0BEC1901C20207D32C");
        file.put("zone/a", KeyUsage.ZONE_MASTER, new TestKeys(SecurityProfile.TEST, lmk, random).importClear(KeyUsage.ZONE_MASTER, zmk));
        byte[] cryptogram = Hex.decode("C9A62E96ADFB52A7815BE8D7E730B24E");
        String kcv = KeyManagement.checkValue('T', Hex.decode("ADD3B5C7B576D3AE38B90B7C0EB67A7C"));
        assertEquals(kcv, keys.importFromZone("acquirer/a/zpk", KeyUsage.PIN_ENCRYPTION, 'T', 'E', "zone/a", cryptogram, kcv));
        assertThrows(IllegalArgumentException.class,
            () -> keys.importFromZone("x", KeyUsage.PIN_ENCRYPTION, 'T', 'E', "zone/a", cryptogram, "000000"));
        assertThrows(IllegalArgumentException.class,
            () -> keys.importFromZone("x", KeyUsage.PIN_ENCRYPTION, 'T', 'E', "zone/a", cryptogram, null));
        assertThrows(IllegalArgumentException.class,
            () -> keys.importFromZone("x", KeyUsage.PIN_ENCRYPTION, 'T', 'E', "acquirer/a/zpk", cryptogram, kcv));
    }

    @Test
    void shouldKeepRightsAndOptionalBlocksWhenKeysCrossTheZone() throws Exception {
        keys.generate("zone/kbpk", KeyUsage.KEY_BLOCK_PROTECTION, 'A', 'B', 32);
        String kcv = keys.generate("acquirer/a/zpk", KeyUsage.PIN_ENCRYPTION, 'T', 'E', 16);
        String exported = keys.exportBlock("acquirer/a/zpk", "zone/kbpk");
        assertEquals("P0TE", exported.substring(5, 9));
        assertEquals('D', exported.charAt(0));
        assertEquals(kcv, keys.importBlock("copy", KeyUsage.PIN_ENCRYPTION, "zone/kbpk", exported));
        assertThrows(IllegalArgumentException.class, () -> keys.importBlock("copy2", KeyUsage.MAC, "zone/kbpk", exported));
        assertThrows(IllegalArgumentException.class, () -> keys.importBlock("copy", KeyUsage.PIN_ENCRYPTION, "zone/kbpk", exported));
        String changed = exported.substring(0, 8) + "B" + exported.substring(9);
        assertThrows(IllegalArgumentException.class, () -> keys.importBlock("copy3", KeyUsage.PIN_ENCRYPTION, "zone/kbpk", changed));

        file.put("pub", KeyUsage.KEY_BLOCK_PROTECTION, new TestKeys(SecurityProfile.TEST, lmk, random)
            .importHex(KeyUsage.KEY_BLOCK_PROTECTION, "DD7515F2BFC17F85CE48F3CA25CB21F6"));
        keys.importBlock("foreign", KeyUsage.PIN_ENCRYPTION, "pub",
            "B0120P0TE00N0400KS1800604B120F9292800000T104T20600PB0600" + foreignBody());
        KeyBlockHeader h = KeyBlockHeader.parse(file.get("foreign").block());
        assertEquals("00604B120F9292800000", h.optional("KS"));
        assertEquals('N', h.exportability());
        assertThrows(IllegalArgumentException.class, () -> keys.exportBlock("foreign", "zone/kbpk"));
        assertThrows(IllegalArgumentException.class, () -> keys.exportBlock("zone/kbpk", "pub"));
    }

    @Test
    void shouldNeverExportAKeyUnderAWeakerOne() throws IOException {
        keys.generate("zone/t2", KeyUsage.KEY_BLOCK_PROTECTION, 'T', 'B', 16);
        keys.generate("zone/t3", KeyUsage.KEY_BLOCK_PROTECTION, 'T', 'B', 24);
        keys.generate("zone/a16", KeyUsage.KEY_BLOCK_PROTECTION, 'A', 'B', 16);
        keys.generate("zone/a24", KeyUsage.KEY_BLOCK_PROTECTION, 'A', 'B', 24);
        keys.generate("zone/a32", KeyUsage.KEY_BLOCK_PROTECTION, 'A', 'B', 32);
        keys.generate("d8", KeyUsage.MAC, 'D', 'C', 8);
        keys.generate("t16", KeyUsage.PIN_ENCRYPTION, 'T', 'E', 16);
        keys.generate("t24", KeyUsage.PIN_ENCRYPTION, 'T', 'E', 24);
        keys.generate("s16", KeyUsage.MAC, '4', 'C', 16);
        keys.generate("a16", KeyUsage.MAC, 'A', 'C', 16);
        keys.generate("a24", KeyUsage.MAC, 'A', 'C', 24);
        keys.generate("a32", KeyUsage.MAC, 'A', 'C', 32);
        keys.generate("h16", KeyUsage.HMAC, 'H', 'C', 16);
        keys.generate("h64", KeyUsage.HMAC, 'H', 'C', 64);
        TestKeys clear = new TestKeys(SecurityProfile.TEST, lmk, random);
        byte[] secret = new byte[32];
        secret[31] = 5;
        file.put("sm2", KeyUsage.SM2_SIGNATURE, clear.importClear(KeyUsage.SM2_SIGNATURE, 'E', 'S', secret));
        file.put("sm2-public", KeyUsage.SM2_SIGNATURE, clear.importClear(KeyUsage.SM2_SIGNATURE, 'E', 'V',
            dev.turnpike.security.gm.Sm2.standard().publicKey(java.math.BigInteger.valueOf(5))));
        String[] kept = {"d8 t16 sm2-public", "d8 t16 t24 sm2-public", "d8 t16 t24 s16 a16 h16 sm2 sm2-public",
            "d8 t16 t24 s16 a16 a24 h16 sm2 sm2-public", "d8 t16 t24 s16 a16 a24 a32 h16 h64 sm2 sm2-public"};
        String[] zones = {"zone/t2", "zone/t3", "zone/a16", "zone/a24", "zone/a32"};
        for (int i = 0; i < zones.length; i++) {
            List<String> exported = new java.util.ArrayList<>();
            for (String name : "d8 t16 t24 s16 a16 a24 a32 h16 h64 sm2 sm2-public".split(" ")) {
                try {
                    keys.exportBlock(name, zones[i]);
                    exported.add(name);
                } catch (IllegalArgumentException e) {
                    assertEquals("key " + name + " is stronger than the key that would protect it", e.getMessage());
                }
            }
            assertEquals(kept[i], String.join(" ", exported), zones[i]);
        }
    }

    /** The rest of a published block with four optional blocks, out of the vector file. */
    private static String foreignBody() throws Exception {
        String json = Files.readString(Path.of(KeyManagementTest.class.getResource("/vectors/crypto.json").toURI()));
        int at = json.indexOf("B0120P0TE00N0400KS1800604B120F9292800000T104T20600PB0600");
        return json.substring(at + 56, at + 120);
    }

    @Test
    void shouldKeepTheOldKeyUsableWhenRotating() throws IOException {
        String first = keys.generate("acquirer/a/zpk", KeyUsage.PIN_ENCRYPTION, 'T', 'E', 16);
        String second = keys.generate("next", KeyUsage.PIN_ENCRYPTION, 'T', 'E', 16);
        keys.rotate("acquirer/a/zpk", "next");
        KeyFile again = KeyFile.open(directory.resolve("keys"));
        assertNull(again.get("next"));
        assertNotNull(again.get("acquirer/a/zpk" + KeyManagement.PREVIOUS));
        assertEquals(List.of(second, first), List.of(kcv("acquirer/a/zpk"), kcv("acquirer/a/zpk@previous")));
        keys.retire("acquirer/a/zpk");
        assertNull(file.get("acquirer/a/zpk@previous"));
    }

    @Test
    void shouldKeepThreePreviousVersionsAndRetireTheOldestFirst() throws IOException {
        List<String> values = new java.util.ArrayList<>();
        values.add(keys.generate("zpk", KeyUsage.PIN_ENCRYPTION, 'T', 'E', 16));
        for (int i = 0; i < 3; i++) {
            values.add(0, keys.generate("next", KeyUsage.PIN_ENCRYPTION, 'T', 'E', 16));
            keys.rotate("zpk", "next");
        }
        assertEquals(List.of("zpk", "zpk@previous", "zpk@previous-2", "zpk@previous-3"), keys.versions("zpk"));
        assertEquals(values, keys.versions("zpk").stream().map(this::kcv).toList(), "newest first, none lost");
        keys.generate("next", KeyUsage.PIN_ENCRYPTION, 'T', 'E', 16);
        assertThrows(IllegalArgumentException.class, () -> keys.rotate("zpk", "next"), "a version would be lost");
        assertThrows(IllegalArgumentException.class, () -> keys.rotate("zpk", "zpk"));
        assertThrows(IllegalArgumentException.class, () -> keys.rotate("zpk@previous", "next"));
        assertEquals("zpk@previous-3", keys.retire("zpk"));
        keys.rotate("zpk", "next");
        assertEquals(values.subList(0, 3), keys.versions("zpk").subList(1, 4).stream().map(this::kcv).toList());
        for (int i = 0; i < 3; i++) {
            keys.retire("zpk");
        }
        assertThrows(IllegalArgumentException.class, () -> keys.retire("zpk"));
        try (SoftwareSecurityModule module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(10).conclude())) {
            assertTrue(module.load(file.get("zpk").block(), KeyUsage.PIN_ENCRYPTION) > 0);
        }
    }

    @Test
    void shouldRewrapWithRightsAndOptionalBlocksOrNothingAtAll() throws IOException {
        file.put("pub", KeyUsage.KEY_BLOCK_PROTECTION, new TestKeys(SecurityProfile.TEST, lmk, random)
            .importHex(KeyUsage.KEY_BLOCK_PROTECTION, "DD7515F2BFC17F85CE48F3CA25CB21F6"));
        String value = keys.generate("mak", KeyUsage.MAC, 'T', 'G', 16);
        try (LocalMasterKey fresh = LocalMasterKey.random(random); LocalMasterKey stranger = LocalMasterKey.random(random)) {
            assertEquals(2, keys.rewrap(fresh));
            KeyManagement after = new KeyManagement(KeyFile.open(directory.resolve("keys")), fresh, SecurityProfile.TEST, random,
                new KeyAudit(directory.resolve("audit2"), dev.turnpike.status.SystemClock.INSTANCE, "x"));
            assertEquals(value, after.list().stream().filter(k -> k.name().equals("mak")).findFirst().orElseThrow().checkValue());
            assertEquals('G', after.list().stream().filter(k -> k.name().equals("mak")).findFirst().orElseThrow().mode());
            assertEquals(0, keys.rewrap(fresh), "done already");
            String before = Files.readString(directory.resolve("keys"));
            assertThrows(IllegalArgumentException.class, () -> keys.rewrap(stranger), "readable under neither");
            assertEquals(before, Files.readString(directory.resolve("keys")));
        }
    }

    private static java.util.SequencedMap<String, byte[]> by(List<byte[]> parts) {
        java.util.SequencedMap<String, byte[]> map = new java.util.LinkedHashMap<>();
        for (byte[] part : parts) {
            map.put("custodian" + map.size(), part);
        }
        return map;
    }

    private String kcv(String name) {
        return keys.list().stream().filter(k -> k.name().equals(name)).findFirst().orElseThrow().checkValue();
    }

    @Test
    void shouldLeaveARecordWithoutValuesWhenAnythingIsDone() throws IOException {
        String value = keys.generate("mak", KeyUsage.MAC, 'T', 'C', 16);
        keys.remove("mak");
        List<String> lines = Files.readAllLines(directory.resolve("audit"));
        assertEquals("2026-10-26T07:33:20Z operator=ann_b action=generate key=mak usage=MAC kcv=" + value, lines.get(0));
        assertTrue(lines.get(1).contains("action=remove key=mak"));
    }

    @Test
    void shouldKeepARecordOnOneLineWhateverItsFieldsAre() throws IOException {
        KeyAudit audit = new KeyAudit(directory.resolve("forged"), CLOCK, "eve\nroot");
        audit.record("re move", "a\n2026-10-26T07:33:20Z operator=ann", null, "12\u20ac");
        assertEquals(List.of("2026-10-26T07:33:20Z operator=eve_root action=re%0020move key=a%000A2026-10-26T07:33:20Z%0020operator%003Dann usage=-"
            + " kcv=12%20AC"), Files.readAllLines(directory.resolve("forged")));
    }

    @Test
    void shouldSayInTheAuditThatAChangeFailed() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("gone"));
        KeyManagement lost = new KeyManagement(KeyFile.open(folder.resolve("keys")), lmk, SecurityProfile.TEST, random,
            new KeyAudit(directory.resolve("audit"), CLOCK, "ann"));
        Files.delete(folder);
        assertThrows(IOException.class, () -> lost.generate("mak", KeyUsage.MAC, 'T', 'C', 16));
        List<String> lines = Files.readAllLines(directory.resolve("audit"));
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).contains("action=generate key=mak"), lines.get(0));
        assertTrue(lines.get(1).contains("action=generate-failed key=mak"), lines.get(1));
    }

    @Test
    void shouldChangeNothingWhenAPreviousVersionWouldHaveTooLongAName() throws IOException {
        String longest = "k".repeat(KeyFile.MAX_NAME_LENGTH);
        keys.generate(longest, KeyUsage.MAC, 'T', 'C', 16);
        keys.generate("next", KeyUsage.MAC, 'T', 'C', 16);
        assertThrows(IllegalArgumentException.class, () -> keys.rotate(longest, "next"));
        assertNotNull(file.get("next"));
        assertEquals(2, Files.readAllLines(directory.resolve("audit")).size(), "no record of what was not done");
    }

    @Test
    void shouldRefusePublishedKeysWhenTheProfileIsProduction() {
        KeyManagement production = management(SecurityProfile.PRODUCTION);
        List<byte[]> parts = List.of(Hex.decode("0123456789ABCDEF0000000000000000"), Hex.decode("0000000000000000FEDCBA9876543210"));
        assertThrows(IllegalArgumentException.class, () -> production.enterComponents("m", KeyUsage.MAC, 'T', 'C', by(parts), null));
    }

    @Test
    void shouldMakeTheDataKeysOnceAndOpenOldSealsAfterRotation() {
        assertTrue(DataKeys.ensure(file, lmk, random));
        assertFalse(DataKeys.ensure(file, lmk, random));
        org.agrona.concurrent.UnsafeBuffer pan = new org.agrona.concurrent.UnsafeBuffer("4012345678909".getBytes());
        org.agrona.concurrent.UnsafeBuffer old = new org.agrona.concurrent.UnsafeBuffer(new byte[64]);
        org.agrona.concurrent.UnsafeBuffer fresh = new org.agrona.concurrent.UnsafeBuffer(new byte[64]);
        org.agrona.concurrent.UnsafeBuffer out = new org.agrona.concurrent.UnsafeBuffer(new byte[64]);
        int n;
        try (SoftwareSecurityModule before = module()) {
            n = before.sealPan(1, 1, pan, 0, 13, old, 0);
        }
        assertEquals("data/pan/0002", DataKeys.rotatePanKey(file, lmk, random));
        try (SoftwareSecurityModule after = module()) {
            assertEquals(13, after.openPan(old, 0, n, out, 0));
            assertEquals(n, after.sealPan(1, 1, pan, 0, 13, fresh, 0));
            assertNotEquals(old, fresh);
        }
    }

    private SoftwareSecurityModule module() {
        return new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(10).dataKeys(file).conclude());
    }
}
