package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.security.cipher.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The issuer's calls through key handles, against the published vectors. */
class IssuerOperationsTest {
    private static final int NOT_VERIFIED = SecurityStatus.NOT_VERIFIED.code();

    private final SecureRandom random = new SecureRandom();
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, random);
    private final SoftwareSecurityModule module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(500).conclude());
    private final byte[] pik = Hex.decode("89E88CF7931444F334BD7547FC3F380C");
    private final int pinKey = module.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, 'T', 'D', pik), KeyUsage.PIN_ENCRYPTION);

    private interface Vector {
        /** True when the family's vector applies to the call. */
        boolean check(JsonNode in, JsonNode expected, boolean refused);
    }

    private int each(String family, Vector check) throws IOException {
        int checked = 0;
        for (JsonNode v : new ObjectMapper().readTree(IssuerOperationsTest.class.getResourceAsStream("/vectors/crypto.json"))) {
            if (v.path("family").asText().equals(family) && check.check(v.path("inputs"), v.path("expected"), v.path("error").asBoolean())) {
                checked++;
            }
        }
        return checked;
    }

    private static UnsafeBuffer ascii(String s) {
        return new UnsafeBuffer(s.getBytes(StandardCharsets.US_ASCII));
    }

    private static UnsafeBuffer hex(JsonNode in, String name) {
        return new UnsafeBuffer(Hex.decode(in.path(name).asText()));
    }

    private int key(KeyUsage usage, JsonNode in, String name) {
        return module.load(testKeys.importHex(usage, in.path(name).asText()), usage);
    }

    @Test
    void shouldVerifyEveryPublishedCardValueAndNoOther() throws IOException {
        int checked = each("cvv", (in, expected, refused) -> {
            UnsafeBuffer pan = ascii(in.path("pan").asText());
            String fixed = in.path("expiry").asText() + in.path("serviceCode").asText();
            int cvk = key(KeyUsage.CARD_VERIFICATION, in, "cvk");
            if (refused) {
                assertTrue(module.verifyCvv(cvk, pan, 0, pan.capacity(), ascii((fixed + "0000000000").substring(0, 10)), 0) < 0);
                return true;
            }
            String value = expected.path("cvv").asText();
            assertEquals(0, module.verifyCvv(cvk, pan, 0, pan.capacity(), ascii(fixed + value), 0));
            for (int i = 0; i < 10; i++) {
                char[] wrong = (fixed + value).toCharArray();
                wrong[i] = wrong[i] == '9' ? '0' : (char) (wrong[i] + 1);
                int status = module.verifyCvv(cvk, pan, 0, pan.capacity(), ascii(new String(wrong)), 0);
                assertTrue(status == NOT_VERIFIED || i < 7, "digit " + i);
            }
            return true;
        });
        assertEquals(12, checked);
    }

    @Test
    void shouldVerifyPinsOfPinBlocksAgainstVisaValues() throws IOException {
        int checked = each("pvv", (in, expected, refused) -> {
            String pan = in.path("pan").asText();
            String pin = in.path("pin").asText();
            if (refused || pan.length() < 13) {
                return false;
            }
            int pvk = key(KeyUsage.PIN_VERIFICATION_VISA, in, "pvk");
            UnsafeBuffer block = new UnsafeBuffer(new TerminalCrypto(random).pinKey(pik).pinBlock(PinBlockFormat.ISO_0, pin, pan));
            String reference = in.path("pvki").asText() + expected.path("pvv").asText();
            assertEquals(0, visa(pvk, pan, block, reference));
            String wrong = reference.substring(0, 4) + (reference.charAt(4) == '9' ? '0' : '9');
            assertEquals(NOT_VERIFIED, visa(pvk, pan, block, wrong));
            assertEquals(SecurityStatus.PIN_BLOCK_WRONG.code(), visa(pvk, "6212345678901234563", block, reference));
            assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(), visa(pvk, pan, block, "1A234"));
            return true;
        });
        assertTrue(checked >= 6, "" + checked);
    }

    private int visa(int pvk, String pan, UnsafeBuffer block, String reference) {
        return module.verifyPinVisa(pinKey, PinBlockFormat.ISO_0, ascii(pan), 0, pan.length(), block, 0, 8, pvk, ascii(reference), 0);
    }

    @Test
    void shouldVerifyPinsOfPinBlocksAgainstIbmOffsets() throws IOException {
        String pan = "4111111111111111";
        int checked = each("ibm3624", (in, expected, refused) -> {
            String pin = in.path("op").asText().equals("pinFromOffset") ? expected.path("pin").asText() : in.path("pin").asText();
            String offset = in.path("op").asText().equals("pinFromOffset") ? in.path("offset").asText() : expected.path("offset").asText();
            if (refused || pin.length() > 12) {
                return false;
            }
            int pvk = key(KeyUsage.PIN_VERIFICATION_IBM, in, "pvk");
            UnsafeBuffer block = new UnsafeBuffer(new TerminalCrypto(random).pinKey(pik).pinBlock(PinBlockFormat.ISO_3, pin, pan));
            UnsafeBuffer table = ascii(in.path("decimalisationTable").asText());
            UnsafeBuffer data = ascii(in.path("validationData").asText());
            assertEquals(0, module.verifyPinIbm(pinKey, PinBlockFormat.ISO_3, ascii(pan), 0, 16, block, 0, 8, pvk, table, 0, data, 0,
                ascii(offset), 0, offset.length()));
            char[] wrong = offset.toCharArray();
            wrong[wrong.length - 1] = (char) (wrong[wrong.length - 1] ^ 1);
            assertEquals(NOT_VERIFIED, module.verifyPinIbm(pinKey, PinBlockFormat.ISO_3, ascii(pan), 0, 16, block, 0, 8, pvk, table, 0, data, 0,
                ascii(new String(wrong)), 0, wrong.length));
            assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(), module.verifyPinIbm(pinKey, PinBlockFormat.ISO_3, ascii(pan), 0, 16, block, 0, 8,
                pvk, ascii("0000000000000001"), 0, data, 0, ascii(offset), 0, offset.length()), "a table that gives PINs away");
            return true;
        });
        assertTrue(checked >= 12, "" + checked);
    }

    @Test
    void shouldRefuseBlocksThatDoNotBindTheAccountNumber() {
        int pvk = module.load(testKeys.importHex(KeyUsage.PIN_VERIFICATION_VISA, "1C2F3E4D5B6A79881C2F3E4D5B6A7989"), KeyUsage.PIN_VERIFICATION_VISA);
        UnsafeBuffer block = new UnsafeBuffer(new TerminalCrypto(random).pinKey(pik).pinBlock(PinBlockFormat.ISO_1, "1234", "4111111111111111"));
        assertEquals(SecurityStatus.PIN_FORMAT_REFUSED.code(), module.verifyPinVisa(pinKey, PinBlockFormat.ISO_1, ascii("4111111111111111"), 0, 16,
            block, 0, 8, pvk, ascii("10000"), 0));
    }

    private static EmvCard card(JsonNode in) {
        EmvCard card = new EmvCard().pan(in.path("pan").asText()).panSequenceNumber(Integer.parseInt(in.path("psn").asText("00")))
            .optionB(in.path("option").asText("A").equals("B")).zeroPadding(in.path("padding").asInt(2) == 1)
            .responseUnderCardKey(in.path("arpcKey").asText("").equals("UDK"));
        if (in.has("atc")) {
            card.transactionCounter(Integer.parseInt(in.path("atc").asText(), 16));
        }
        if (in.has("un")) {
            card.unpredictableNumber((int) Long.parseLong(in.path("un").asText(), 16));
        }
        if (in.has("diversifier")) {
            card.diversifier(Long.parseUnsignedLong(in.path("diversifier").asText(), 16));
        }
        return card.sessionKey(switch (in.path("skMethod").asText("NONE")) {
            case "EMV_CSK" -> EmvCard.SessionKey.EMV_COMMON;
            case "MCHIP" -> EmvCard.SessionKey.MCHIP;
            case "VISA_SM" -> EmvCard.SessionKey.VISA;
            default -> EmvCard.SessionKey.NONE;
        });
    }

    @Test
    void shouldVerifyCryptogramsAndRefuseEverySingleBitFlip() throws IOException {
        int checked = each("emv_arqc", (in, expected, refused) -> {
            int imk = key(KeyUsage.EMV_CRYPTOGRAM, in, "imk");
            EmvCard card = card(in);
            UnsafeBuffer data = hex(in, "data");
            UnsafeBuffer arqc = hex(expected, "arqc");
            assertEquals(0, module.verifyCryptogram(imk, card, data, 0, data.capacity(), arqc, 0));
            UnsafeBuffer out = new UnsafeBuffer(new byte[8]);
            assertEquals(8, module.respondMethod1(imk, card, data, 0, data.capacity(), arqc, 0, ascii("00"), 0, out, 0));
            for (int bit = 0; bit < 64; bit++) {
                arqc.putByte(bit / 8, (byte) (arqc.getByte(bit / 8) ^ 1 << bit % 8));
                assertEquals(NOT_VERIFIED, module.verifyCryptogram(imk, card, data, 0, data.capacity(), arqc, 0));
                arqc.putByte(bit / 8, (byte) (arqc.getByte(bit / 8) ^ 1 << bit % 8));
            }
            arqc.putByte(0, (byte) ~arqc.getByte(0));
            out.setMemory(0, 8, (byte) 0);
            assertEquals(NOT_VERIFIED, module.respondMethod1(imk, card, data, 0, data.capacity(), arqc, 0, ascii("00"), 0, out, 0));
            assertEquals(0, out.getLong(0), "no response is made for a cryptogram that does not verify");
            return true;
        });
        assertEquals(14, checked);
    }

    @Test
    void shouldMakeThePublishedResponses() throws IOException {
        // The published responses name no request data, and none is made without a request: one block is found that has the cryptogram.
        int checked = each("emv_arpc", (in, expected, refused) -> {
            if (refused) {
                return false;
            }
            byte[] arqc = Hex.decode(in.path("arqc").asText());
            int imk = key(KeyUsage.EMV_CRYPTOGRAM, in, "imk");
            EmvCard card = card(in).zeroPadding(true);
            UnsafeBuffer data = new UnsafeBuffer(dataOf(in, arqc));
            UnsafeBuffer out = new UnsafeBuffer(new byte[8]);
            int n = in.path("method").asInt() == 1
                ? module.respondMethod1(imk, card, data, 0, 8, new UnsafeBuffer(arqc), 0, hex(in, "arc"), 0, out, 0)
                : module.respondMethod2(imk, card, data, 0, 8, new UnsafeBuffer(arqc), 0, hex(in, "csu"), 0, 4, out, 0);
            assertEquals(expected.path("arpc").asText(), Hex.encode(out.byteArray(), 0, n));
            return true;
        });
        assertEquals(17, checked);
    }

    /** The one block whose cryptogram, with padding method 1, is the given one: a single block is one triple encryption. */
    private static byte[] dataOf(JsonNode in, byte[] arqc) {
        byte[] imk = Hex.decode(in.path("imk").asText());
        byte[] udk = dev.turnpike.security.emv.EmvKeys.cardKey(imk, in.path("pan").asText(), in.path("psn").asText(),
            in.path("option").asText().equals("B"));
        byte[] session = switch (in.path("skMethod").asText()) {
            case "EMV_CSK" -> dev.turnpike.security.emv.EmvKeys.commonSessionKey(udk, Hex.decode(in.path("diversifier").asText()));
            case "MCHIP" -> dev.turnpike.security.emv.EmvKeys.mchipSessionKey(udk, Hex.decode(in.path("atc").asText()),
                Hex.decode(in.path("un").asText()));
            default -> udk;
        };
        byte[] data = arqc.clone();
        try (dev.turnpike.security.cipher.DesKey key = new dev.turnpike.security.cipher.DesKey(session, 0, 16)) {
            key.decrypt(data, 0, data, 0);
        }
        return data;
    }

    @Test
    void shouldMakeThePublishedScriptMacs() throws IOException {
        int checked = each("emv_script_mac", (in, expected, refused) -> {
            int imk = key(KeyUsage.EMV_INTEGRITY, in, "imk");
            UnsafeBuffer data = hex(in, "data");
            UnsafeBuffer out = new UnsafeBuffer(new byte[8]);
            assertEquals(8, module.scriptMac(imk, card(in), data, 0, data.capacity(), out, 0));
            assertTrue(Hex.encode(out.byteArray()).startsWith(expected.path("mac").asText()));
            return true;
        });
        assertEquals(3, checked);
    }

    @Test
    void shouldRefuseACardWithoutAccountNumber() {
        int imk = module.load(testKeys.importHex(KeyUsage.EMV_CRYPTOGRAM, "1C2F3E4D5B6A79881C2F3E4D5B6A7989"), KeyUsage.EMV_CRYPTOGRAM);
        UnsafeBuffer b = new UnsafeBuffer(new byte[16]);
        int refused = SecurityStatus.ARGUMENT_REFUSED.code();
        assertEquals(refused, module.verifyCryptogram(imk, new EmvCard(), b, 0, 8, b, 8));
        assertEquals(refused, module.verifyCryptogram(imk, new EmvCard().pan("62123456789012345678"), b, 0, 8, b, 8));
        assertEquals(refused, module.verifyCryptogram(imk, new EmvCard().pan("6212345678901234563").panSequenceNumber(100), b, 0, 8, b, 8));
        assertEquals(refused, module.respondMethod2(imk, new EmvCard().pan("6212345678901234563"), b, 0, 8, b, 8, b, 0, 13, b, 0));
    }
}
