package dev.turnpike.security.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CryptoCheckTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CryptoCheck check = new CryptoCheck(new PrintWriter(bytes, true, StandardCharsets.UTF_8));

    @Test
    void shouldAgreeWithEveryPublishedVector() throws IOException, URISyntaxException {
        Path file = Path.of(CryptoCheckTest.class.getResource("/vectors/crypto.json").toURI());
        boolean agreed = check.check(file);
        assertTrue(agreed, bytes.toString(StandardCharsets.UTF_8));
        assertTrue(check.passed() > 450);
    }

    @Test
    void shouldRefuseAFileThatIsNotOneArrayOfVectors(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("v.json");
        String one = "[{\"family\":\"sm3\",\"name\":\"n\",\"inputs\":{\"data\":\"\"},\"error\":true}]";
        for (String text : new String[] {one + "\n" + one, one + "\n]", one + " x", "[]", "{}", "", "[1,"}) {
            Files.writeString(file, text);
            String message = assertThrows(IOException.class, () -> check.check(file), text).getMessage();
            assertTrue(message.startsWith(file.toString()), message);
            assertFalse(text.startsWith(one) && !message.contains(text.contains("\n") ? "v.json:2:" : "v.json:1:"), message);
        }
        assertEquals(0, check.passed());
    }

    @Test
    void shouldTakeAPublicKeyOffTheCurveForASignatureThatIsNotValid(@TempDir Path directory) throws IOException {
        String inputs = "\"inputs\":{\"op\":\"verify\",\"message\":\"61\",\"publicKey\":\"04" + "11".repeat(64) + "\",\"r\":\"01\",\"s\":\"01\"}";
        Path file = directory.resolve("v.json");
        Files.writeString(file, "[{\"family\":\"sm2_sign\",\"name\":\"a\"," + inputs + ",\"expected\":{\"valid\":false}},"
            + "{\"family\":\"sm2_sign\",\"name\":\"b\"," + inputs + ",\"error\":true},"
            + "{\"family\":\"sm2_sign\",\"name\":\"c\"," + inputs + ",\"expected\":{\"valid\":true}}]");
        assertFalse(check.check(file));
        assertEquals(2, check.passed());
        assertEquals(1, check.failed());
    }

    @Test
    void shouldCreateTheSameKeyBlockAgainWhateverFormItsLengthsHave() {
        String key = "89E88CF7931444F334BD7547FC3F380C";
        String[] headers = {"B0000P0TE00E0100KS000210ABCDEFGH", "B0000P0TE00E0100KS0003010ABCDEFG", "B0000P0TE00E0100KS0c00000000",
            "B0000P0TE00E0100KS0C00000000", "B0000P0TE00E01X7KS0C00000000"};
        for (String header : headers) {
            String padded = header.length() % 8 == 0 ? header : header.substring(0, 12) + "02" + header.substring(14) + "PB04";
            String block = (String) check.calculate("tr31_wrap", Map.of("kbpk", "DD7515F2BFC17F85CE48F3CA25CB21F6", "header", padded,
                "key", key, "padding", "000000000000")).get("keyBlock");
            assertEquals(padded.substring(5), block.substring(5, padded.length()));
            assertEquals(key, check.calculate("tr31_unwrap", Map.of("kbpk", "DD7515F2BFC17F85CE48F3CA25CB21F6", "keyBlock", block)).get("key"));
        }
    }

    @Test
    void shouldKnowMacsByTheNamesOfTheField() {
        String pair = "0123456789ABCDEFFEDCBA9876543210";
        for (String[] names : new String[][] {{"x9_19", "iso9797_alg3"}, {"cmac_sm4", "sm4_cmac"}}) {
            Map<String, String> inputs = Map.of("key", pair, "data", "616263");
            assertEquals(check.calculate("mac_" + names[1], inputs), check.calculate("mac_" + names[0], inputs));
        }
        assertEquals(check.calculate("mac_iso9797_alg1", Map.of("key", pair.substring(16), "data", "616263")),
            check.calculate("mac_x9_9", Map.of("key", pair.substring(16), "data", "616263")));
    }

    @Test
    void shouldMakeTheUnionPayMacOverTheFoldWithSm4() {
        String key = "0123456789ABCDEFFEDCBA9876543210";
        String data = "00112233445566778899AABBCCDDEEFF0F0E0D0C";
        Map<String, Object> got = check.calculate("mac_unionpay_ecb_sm4", Map.of("key", key, "data", data));
        String fold = "0F1F2F3F445566778899AABBCCDDEEFF";
        assertEquals(fold, got.get("xorBlock"));
        // By hand: the first 16 characters of the fold, encrypted, added to the other 16, and encrypted again.
        byte[] first = java.util.HexFormat.of().parseHex(sm4(key, ascii(fold.substring(0, 16))));
        byte[] second = fold.substring(16).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 16; i++) {
            first[i] ^= second[i];
        }
        String mac = sm4(key, java.util.HexFormat.of().withUpperCase().formatHex(first));
        assertEquals(mac.substring(0, 16), got.get("macBinary"));
        assertEquals(mac.substring(0, 8), got.get("macAscii"));
        assertEquals(ascii(mac.substring(0, 8)), got.get("macField64"));
    }

    private String sm4(String key, String block) {
        return (String) check.calculate("sm4", Map.of("op", "encrypt", "mode", "ECB", "key", key, "data", block)).get("output");
    }

    private static String ascii(String text) {
        return java.util.HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void shouldTranslateToADukptKeyThroughTheModule() {
        String pin = "EED17FCBA597B368";
        Map<String, Object> got = check.calculate("pin_translate", Map.of("inScheme", "STATIC", "inKey", "EFE0853B256B583D868F251CE99EA1D9",
            "inFormat", "0", "inPan", "4012345678909", "inPinBlock", pin, "outScheme", "DUKPT_TDES",
            "outBdk", "0123456789ABCDEFFEDCBA9876543210", "outKsn", "FFFF9876543210E00001", "outFormat", "0"));
        assertEquals("1B9C1845EB993A7A", got.get("outPinBlock"));
        got = check.calculate("pin_translate", Map.of("inScheme", "STATIC", "inKey", "EFE0853B256B583D868F251CE99EA1D9",
            "inFormat", "0", "inPan", "4012345678909", "inPinBlock", pin, "outScheme", "DUKPT_AES", "outRandom", "1122334455667788",
            "outBdk", "FEDCBA9876543210F1F1F1F1F1F1F1F1", "outKsn", "123456789012345600000001", "outFormat", "4"));
        assertEquals(32, got.get("outPinBlock").toString().length());
        assertEquals("1234", got.get("pin"));
    }

    @Test
    void shouldAgreeWithThePublishedVectorsOfTerminals(@TempDir Path directory) throws IOException, URISyntaxException {
        Path file = Path.of(CryptoCheckTest.class.getResource("/vectors/pos-mac-and-keys.json").toURI());
        assertTrue(check.check(file), bytes.toString(StandardCharsets.UTF_8));
        assertEquals(4, check.passed());
        Path changed = directory.resolve("changed.json");
        Files.copy(file.resolveSibling("messages.json"), directory.resolve("messages.json"));
        String text = Files.readString(file);
        // Each value that is stated, and each that is worked with: none may be changed without the vector failing.
        for (String value : new String[] {"B3A092AE", "0723C80DB5F4CD3D0723", "8A9E91B8", "B7133B57", "C24A8FB57AA20123", "96D605EA176B7E9E",
            "D931648F3DE3", "900ECCE3", "AB7C577CC7A1", "CFF1592A", "258FB0AB70D0", "bytes 13"}) {
            char last = value.charAt(value.length() - 1);
            Files.writeString(changed, text.replace(value, value.substring(0, value.length() - 1) + (last == '5' ? '3' : '5')));
            assertFalse(new CryptoCheck(new PrintWriter(bytes, true, StandardCharsets.UTF_8)).check(changed), value);
        }
        Files.delete(directory.resolve("messages.json"));
        Files.writeString(changed, text);
        assertFalse(new CryptoCheck(new PrintWriter(bytes, true, StandardCharsets.UTF_8)).check(changed));
        assertTrue(bytes.toString(StandardCharsets.UTF_8).contains("is not in a messages.json beside the vectors"));
    }

    @Test
    void shouldTakeAsciiDigitsAlone() {
        Map<String, String> right = Map.of("op", "pinFromOffset", "pvk", "0123456789ABCDEF", "decimalisationTable", "0123456789012345",
            "validationData", "1234567890123456", "offset", "0000");
        assertEquals(2, check.calculate("ibm3624", right).size());
        for (String name : new String[] {"decimalisationTable", "validationData", "offset"}) {
            Map<String, String> wide = new java.util.HashMap<>(right);
            wide.put(name, right.get(name).replace('0', '\uFF10'));
            assertThrows(IllegalArgumentException.class, () -> check.calculate("ibm3624", wide), name);
        }
        assertThrows(IllegalArgumentException.class, () -> check.calculate("mac_x9_9",
            Map.of("key", "0123456789ABCDEF", "data", "00", "padding", "\uFF11")));
    }

    @Test
    void shouldSayWhatDisagreesAndWhatItDoesNotKnow(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("v.json");
        Files.writeString(file, """
            [{"family":"sm3","name":"right","inputs":{"data":"616263"},
              "expected":{"digest":"66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0"}},
             {"family":"sm3","name":"wrong","inputs":{"data":"616264"},
              "expected":{"digest":"66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0"}},
             {"family":"sm3","name":"refused","inputs":{"data":"6162"},"error":true},
             {"family":"rot13","name":"unknown","inputs":{},"expected":{"x":"y"}}]
            """);
        assertFalse(check.check(file));
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("FAILED sm3: wrong: digest is"), text);
        assertTrue(text.contains("FAILED sm3: refused: accepted, expected a refusal"), text);
        assertTrue(text.contains("UNSUPPORTED rot13: unknown"), text);
        assertTrue(text.endsWith("1 passed, 2 failed, 1 unsupported" + System.lineSeparator()), text);
        assertEquals(1, check.passed());
    }
}
