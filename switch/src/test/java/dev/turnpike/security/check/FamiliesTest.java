package dev.turnpike.security.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnpike.security.cipher.Hex;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.macs.CBCBlockCipherMac;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.macs.ISO9797Alg3Mac;
import org.bouncycastle.crypto.paddings.ISO7816d4Padding;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the published vectors leave out: other lengths, paddings, modes and forms, against Bouncy Castle; and inputs that are none. */
class FamiliesTest {
    private final StringWriter out = new StringWriter();
    private final CryptoCheck check = new CryptoCheck(new PrintWriter(out, true));
    private final Random seeded = new Random(2024);

    private byte[] bytes(int length) {
        byte[] b = new byte[length];
        seeded.nextBytes(b);
        return b;
    }

    private String result(String family, String output, Object... inputs) {
        Map<String, Object> in = new HashMap<>();
        for (int i = 0; i < inputs.length; i += 2) {
            in.put((String) inputs[i], inputs[i + 1] instanceof byte[] b ? Hex.encode(b) : inputs[i + 1]);
        }
        return check.calculate(family, in).get(output).toString();
    }

    private static String mac(Mac mac, byte[] key, byte[] data) {
        byte[] tag = new byte[mac.getMacSize()];
        mac.init(new KeyParameter(key));
        mac.update(data, 0, data.length);
        mac.doFinal(tag, 0);
        return Hex.encode(tag);
    }

    private static Mac cbc(BlockCipher cipher, int padding) {
        return new CBCBlockCipherMac(cipher, cipher.getBlockSize() * 8, padding == 2 ? new ISO7816d4Padding() : null);
    }

    /** Padding method 3 by hand: a block with the length in bits before the message. */
    private static byte[] lengthFirst(byte[] data, int block) {
        byte[] all = new byte[block + data.length];
        long bits = data.length * 8L;
        for (int i = 0; i < 8; i++) {
            all[block - 1 - i] = (byte) (bits >>> 8 * i);
        }
        System.arraycopy(data, 0, all, block, data.length);
        return all;
    }

    @Test
    void shouldAgreeWithBouncyCastleOnMacsOfAllKeyAndMessageLengths() {
        for (int length = 1; length <= 70; length++) {
            byte[] data = bytes(length);
            byte[] single = bytes(8);
            assertEquals(mac(cbc(new DESEngine(), 1), single, data), result("mac_x9_9", "mac", "key", single, "data", data, "padding", 1));
            for (int keyBytes : new int[] {16, 24}) {
                byte[] key = bytes(keyBytes);
                for (int padding = 1; padding <= 3; padding++) {
                    byte[] padded = padding == 3 ? lengthFirst(data, 8) : data;
                    assertEquals(mac(cbc(new DESedeEngine(), padding), key, padded),
                        result("mac_iso9797_alg1", "mac", "key", key, "data", data, "padding", padding));
                    Mac retail = new ISO9797Alg3Mac(new DESEngine(), 64, padding == 2 ? new ISO7816d4Padding() : null);
                    assertEquals(mac(retail, key, padded), result("mac_iso9797_alg3", "mac", "key", key, "data", data, "padding", padding),
                        keyBytes + " bytes, padding " + padding);
                }
                assertEquals(mac(new CMac(new DESedeEngine()), key, data), result("mac_cmac_tdes", "mac", "key", key, "data", data));
            }
            for (int keyBytes : new int[] {16, 24, 32}) {
                byte[] key = bytes(keyBytes);
                assertEquals(mac(new CMac(AESEngine.newInstance()), key, data), result("mac_cmac_aes", "mac", "key", key, "data", data));
            }
            byte[] sm4 = bytes(16);
            assertEquals(mac(new CMac(new SM4Engine()), sm4, data), result("mac_sm4_cmac", "mac", "key", sm4, "data", data));
            for (int padding = 1; padding <= 3; padding++) {
                assertEquals(mac(cbc(new SM4Engine(), padding), sm4, padding == 3 ? lengthFirst(data, 16) : data),
                    result("mac_sm4_cbc", "mac", "key", sm4, "data", data, "padding", padding));
            }
        }
    }

    @Test
    void shouldTruncateMacsAndTakeLowerCase() {
        byte[] key = bytes(16);
        byte[] data = bytes(33);
        for (String family : new String[] {"mac_iso9797_alg1", "mac_iso9797_alg3", "mac_cmac_aes", "mac_hmac_sha256", "mac_sm4_cbc"}) {
            String full = result(family, "mac", "key", key, "data", data);
            String lower = Hex.encode(data).toLowerCase(java.util.Locale.ROOT);
            for (int length = 1; length <= full.length() / 2; length++) {
                assertEquals(full.substring(0, 2 * length), result(family, "mac", "key", key, "data", lower, "length", length));
            }
            for (int length : new int[] {0, -1, full.length() / 2 + 1}) {
                assertThrows(IllegalArgumentException.class, () -> result(family, "mac", "key", key, "data", data, "length", length));
            }
        }
    }

    @Test
    void shouldAgreeWithBouncyCastleOnHmacAndDigestOfAnyLength() {
        for (int keyBytes : new int[] {0, 1, 16, 63, 64, 65, 131, 200}) {
            byte[] key = bytes(keyBytes);
            byte[] data = bytes(keyBytes + 3);
            assertEquals(mac(new HMac(new SHA256Digest()), key, data), result("mac_hmac_sha256", "mac", "key", key, "data", data));
            byte[] digest = new byte[32];
            SM3Digest sm3 = new SM3Digest();
            sm3.update(data, 0, data.length);
            sm3.doFinal(digest, 0);
            assertEquals(Hex.encode(digest), result("sm3", "digest", "data", data));
        }
    }

    @Test
    void shouldAgreeWithBouncyCastleOnEveryModeOfSm4() throws GeneralSecurityException {
        for (String mode : new String[] {"ECB", "CBC", "CTR", "OFB", "CFB"}) {
            for (int length : new int[] {16, 32, 80, 33}) {
                if (length % 16 != 0 && (mode.equals("ECB") || mode.equals("CBC"))) {
                    continue;
                }
                byte[] key = bytes(16);
                byte[] iv = bytes(16);
                byte[] data = bytes(length);
                Cipher reference = Cipher.getInstance("SM4/" + mode + "/NoPadding", new BouncyCastleProvider());
                SecretKeySpec spec = new SecretKeySpec(key, "SM4");
                if (mode.equals("ECB")) {
                    reference.init(Cipher.ENCRYPT_MODE, spec);
                } else {
                    reference.init(Cipher.ENCRYPT_MODE, spec, new IvParameterSpec(iv));
                }
                String expected = Hex.encode(reference.doFinal(data));
                assertEquals(expected, sm4("encrypt", mode, key, iv, Hex.encode(data)), mode);
                assertEquals(Hex.encode(data), sm4("decrypt", mode, key, iv, expected), mode);
            }
        }
    }

    private String sm4(String op, String mode, byte[] key, byte[] iv, String data) {
        return mode.equals("ECB") ? result("sm4", "output", "op", op, "mode", mode, "key", key, "data", data)
            : result("sm4", "output", "op", op, "mode", mode, "key", key, "iv", iv, "data", data);
    }

    @Test
    void shouldAgreeWithBouncyCastleOnCheckValuesOfEveryMethodAndLength() {
        byte[] zero8 = new byte[8];
        byte[] zero16 = new byte[16];
        for (int length = 1; length <= 8; length++) {
            byte[] key = bytes(24);
            assertEquals(mac(new CMac(new DESedeEngine()), key, zero8).substring(0, 2 * length),
                result("kcv", "kcv", "key", key, "method", "TDES_CMAC", "length", length));
            assertEquals(mac(cbc(new DESedeEngine(), 1), key, zero8).substring(0, 2 * length),
                result("kcv", "kcv", "key", key, "method", "TDES_ZERO", "length", length));
            for (int keyBytes : new int[] {16, 24, 32}) {
                byte[] aes = bytes(keyBytes);
                assertEquals(mac(new CMac(AESEngine.newInstance()), aes, zero16).substring(0, 2 * length),
                    result("kcv", "kcv", "key", aes, "method", "AES_CMAC", "length", length));
                assertEquals(mac(cbc(AESEngine.newInstance(), 1), aes, zero16).substring(0, 2 * length),
                    result("kcv", "kcv", "key", aes, "method", "AES_ZERO", "length", length));
            }
        }
    }

    /** Published in tests/test_pin.py and tests/test_mac.py of github knovichikhin/psec. */
    @Test
    void shouldAgreeWithMorePublishedValues() {
        String pvk = "0123456789ABCDEFFEDCBA9876543210";
        assertEquals("5635", result("ibm3624", "pin", "op", "pinFromOffset", "pvk", pvk, "decimalisationTable", "1234567890123456", "offset", "1111",
            "validationData", "1122334455667788"));
        assertEquals("5518", result("ibm3624", "pin", "op", "pinFromOffset", "pvk", pvk, "decimalisationTable", "1234567890123456", "offset", "0000",
            "validationData", "11223344556677", "pad", "f"));
        assertEquals("0000", result("ibm3624", "offset", "op", "offsetFromPin", "pvk", pvk, "decimalisationTable", "1234567890123456", "pin", "3675",
            "validationData", "12233445566778", "pad", "1"));
        assertEquals("3244", result("pvv", "pvv", "pvk", pvk, "pvki", "2", "pin", "1912", "pan", "1122334455667788"));
        String key = "41".repeat(8) + "42".repeat(8);
        assertEquals("361", result("cvv", "cvv", "cvk", "99999999999999998888888888888888", "pan", "2222222222222222", "expiry", "3333",
            "serviceCode", "111"));
        assertEquals("CDACA53E", result("mac_iso9797_alg1", "mac", "key", "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBB", "data", "68656C6C6F20776F726C64",
            "padding", 3, "length", 4));
        assertEquals(16, result("mac_iso9797_alg3", "mac", "key", key, "data", "").length());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ibm3624|{"op":"pinFromOffset","pvk":"0123456789ABCDEF","decimalisationTable":"1234567890123456","offset":"0000","validationData":"1122334455667788","pad":""}
        ibm3624|{"op":"pinFromOffset","pvk":"0123456789ABCDEF","decimalisationTable":"1234567890123456","offset":"0000","validationData":"1122334455667788","pad":"FF"}
        ibm3624|{"op":"pinFromOffset","pvk":"0123456789ABCDEF","decimalisationTable":"123456789012345A","offset":"0000","validationData":"1122334455667788"}
        ibm3624|{"op":"offsetFromPin","pvk":"0123456789ABCDEF","decimalisationTable":"1234567890123456","pin":"000","validationData":"1122334455667788"}
        pvv|{"pvk":"","pvki":"1","pin":"0000","pan":"1122334455667788"}
        pvv|{"pvk":"0123456789ABCDEFFEDCBA9876543210","pvki":"","pin":"0000","pan":"1122334455667788"}
        pvv|{"pvk":"0123456789ABCDEFFEDCBA9876543210","pvki":"A","pin":"0000","pan":"1122334455667788"}
        pvv|{"pvk":"0123456789ABCDEFFEDCBA9876543210","pvki":"1","pin":"000D","pan":"1122334455667788"}
        pvv|{"pvk":"0123456789ABCDEFFEDCBA9876543210","pvki":"1","pin":"0000","pan":""}
        cvv|{"cvk":"41414141414141414242424242424242","pan":"5555555551234567","expiry":"201A","serviceCode":"220"}
        cvv|{"cvk":"414141414141414142424242424242424343434343434343","pan":"5555555551234567","expiry":"2012","serviceCode":"220"}
        mac_iso9797_alg3|{"key":"41414141414141414242424242424242","data":"00","padding":4}
        mac_iso9797_alg1|{"key":"4141414141414141424242424242424","data":"00"}
        mac_cmac_aes|{"key":"41414141414141414242424242424242FF","data":"00"}
        tr31_wrap|{"kbpk":"41414141414141414242424242424242","header":"B0000P0TE00N0000","key":"01020304050607","padding":"00000000000000"}
        tr31_wrap|{"kbpk":"41414141414141","header":"A0000P0TE00N0000","key":"0102030405060708","padding":"000000000000"}
        tr31_wrap|{"kbpk":"41414141414141414242424242424242","header":"X0000P0TE00N0000","key":"0102030405060708","padding":"000000000000"}
        tr31_wrap|{"kbpk":"41414141414141414242424242424242","header":"B0000P0TE00N0000","key":"0102030405060708","padding":"0000"}
        tr31_kbpk_derive|{"kbpk":"4141414141414141","version":"B"}
        tr31_kbpk_derive|{"kbpk":"41414141414141414242424242424242","version":""}
        dukpt_tdes|{"op":"derive","bdk":"0123456789ABCDEFFEDCBA9876543210","ksn":"FFFF9876543210E00000"}
        dukpt_tdes|{"op":"derive","bdk":"0123456789ABCDEF","ksn":"FFFF9876543210E00001"}
        dukpt_aes|{"op":"transactionKey","bdk":"FEDCBA9876543210F1F1F1F1F1F1F1F1","initialKeyId":"1234567890123456","counter":"00000000"}
        dukpt_aes|{"op":"workingKeys","bdk":"FEDCBA9876543210F1F1F1F1F1F1F1F1","initialKeyId":"1234567890123456","counter":"00000001","workingKeyType":"AES512"}
        emv_udk|{"imk":"0123456789ABCDEFFEDCBA9876543210","pan":"9901234567890123","psn":"45","option":"C"}
        emv_udk|{"imk":"0123456789ABCDEFFEDCBA9876543210","pan":"9901234567890123","psn":"4"}
        emv_session_key|{"imk":"0123456789ABCDEFFEDCBA9876543210","pan":"9901234567890123","psn":"45","skMethod":"MCHIP","atc":"0001"}
        emv_arpc|{"imk":"0123456789ABCDEFFEDCBA9876543210","pan":"9901234567890123","psn":"45","method":3,"arqc":"0123456789ABCDEF","arc":"3030"}
        sm2_sign|{"op":"verify","publicKey":"00","message":"00","r":"01","s":"01"}
        sm2_sign|{"op":"verify","publicKey":"04","message":"00","r":"01","s":"01","curve":"p256"}
        sm4|{"op":"encrypt","mode":"CBC","key":"0123456789ABCDEFFEDCBA9876543210","data":"0123456789ABCDEFFEDCBA9876543210","iv":"00"}
        key_components|{"components":["0123456789ABCDEF","0123456789ABCDEF"]}
        key_components|{"components":["0123456789ABCDEF","01234567"]}
        key_components|{"components":[]}
        key_encrypt_ecb|{"op":"wrap","kek":"0123456789ABCDEFFEDCBA9876543210","key":"112233"}
        des_parity|{"op":"adjust","key":"0123"}
        kcv|{"method":"DES_ZERO","key":"0123456789ABCDEF","length":9}
        kcv|{"method":"ROT13","key":"0123456789ABCDEF","length":3}
        pinblock_format3|{"op":"encode","pin":"1234","pan":"5555555551234567","fill":"1234567890"}
        pinblock_format3|{"op":"encode","pin":"1234","pan":"5555555551234567","fill":"ABCDEF"}
        pinblock_format4|{"op":"encipher","pin":"1234","pan":"5555555551234567","key":"0123456789ABCDEF","random":"0011223344556677"}
        pinblock_format4|{"op":"encipher","pin":"1234","pan":"5555555551234567","key":"0123456789ABCDEFFEDCBA9876543210","random":"00"}
        pin_translate|{"inScheme":"STATIC","inKey":"0123456789ABCDEFFEDCBA9876543210","inFormat":7,"outFormat":0,"inPan":"5555555551234567","inPinBlock":"0000000000000000","outKey":"0123456789ABCDEFFEDCBA9876543210"}
        """)
    void shouldRefuseWhatNoCallAccepts(String family, String inputs, @TempDir Path directory) throws IOException {
        Path file = directory.resolve("v.json");
        Files.writeString(file, "[{\"family\":\"" + family + "\",\"name\":\"n\",\"inputs\":" + inputs + ",\"error\":true}]");
        assertTrue(check.check(file), out.toString());
    }

    @Test
    void shouldTranslateWithDukptOnEitherSideAndUnderSm4() {
        String bdk = "0123456789ABCDEFFEDCBA9876543210";
        String pan = "4012345678909";
        // The first block of X9.24-1 A.4, from and to.
        Map<String, Object> there = check.calculate("pin_translate", Map.of("inScheme", "DUKPT_TDES", "inBdk", bdk, "inKsn", "FFFF9876543210E00001",
            "inFormat", 0, "inPan", pan, "inPinBlock", "1B9C1845EB993A7A", "outFormat", "CUP_SM4", "outKey", "00112233445566778899AABBCCDDEEFF"));
        assertEquals("1234", there.get("pin"));
        assertEquals("1B9C1845EB993A7A", result("pin_translate", "outPinBlock", "inScheme", "STATIC", "inKey", "00112233445566778899AABBCCDDEEFF",
            "inFormat", "CUP_SM4", "inPan", pan, "inPinBlock", there.get("outPinBlock"), "outScheme", "DUKPT_TDES", "outBdk", bdk, "outKsn",
            "FFFF9876543210E00001", "outFormat", 0));
        assertFalse(check.calculate("pin_translate", Map.of("inKey", bdk, "inFormat", 0, "inPan", pan, "inPinBlock",
            result("pin_translate", "outPinBlock", "inScheme", "DUKPT_TDES", "inBdk", bdk, "inKsn", "FFFF9876543210E00001", "inFormat", 0, "inPan",
                pan, "inPinBlock", "1B9C1845EB993A7A", "outFormat", 0, "outKey", bdk), "outFormat", 3, "outKey", bdk)).containsKey("outPinBlock"),
            "random filler cannot be expected");
    }

    @Test
    void shouldGiveADeclaredResultWhateverStandsInAnInput() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ArrayNode mutants = json.createArrayNode();
        JsonNode vectors = json.readTree(FamiliesTest.class.getResourceAsStream("/vectors/crypto.json"));
        String[] values = {"", "0", "00", "ZZ", "-1", "\u0660\u0661", "=".repeat(40), "F".repeat(33), "9".repeat(400), "0".repeat(4096)};
        for (JsonNode vector : vectors) {
            for (Iterator<String> names = vector.path("inputs").fieldNames(); names.hasNext();) {
                String name = names.next();
                for (int i = -2; i < values.length; i++) {
                    ObjectNode mutant = vector.deepCopy();
                    ObjectNode inputs = (ObjectNode) mutant.get("inputs");
                    if (i == -2) {
                        inputs.remove(name);
                    } else if (i == -1) {
                        inputs.putNull(name);
                    } else {
                        inputs.put(name, values[i]);
                    }
                    mutants.add(mutant);
                }
            }
        }
        assertTrue(mutants.size() > 10_000);
        for (JsonNode mutant : mutants) {
            check.evaluate(mutant);
        }
        assertFalse(out.toString().contains("broke"), () -> out.toString().lines().filter(l -> l.contains("broke")).distinct().limit(10).toList()
            .toString());
    }

    @Test
    void shouldCompareValuesAndNotTheirSpelling(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("v.json");
        Files.writeString(file, """
            [{"family":"sm3","name":"lower case","inputs":{"data":"616263"},
              "expected":{"digest":"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"}},
             {"family":"tr31_header","name":"number as text","inputs":{"keyBlock":"B0016P0TE00N0000"},"expected":{"length":"16","optBlocks":[]}}]
            """);
        assertTrue(check.check(file), out.toString());
        Files.writeString(file, "[{\"family\":\"tr31_header\",\"name\":\"usage\",\"inputs\":{\"keyBlock\":\"B0016P0TE00N0000\"},\"expected\":{\"keyUsage\":\"p0\"}}]");
        assertFalse(check.check(file));
    }
}
