package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.mac.DesMac;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Published MACs and key downloads of real UnionPay terminals. */
class PosVectorsTest {
    /** A passive QR sale from MTI to field 62; its field 64 is B3A092AE. */
    private static final String QR_SALE = "02003020048000C08015000000000000001234000002030099303030303030303139353237313831383232313738373531353600192600"
        + "000100060000000000435F01123238343431323334353637383930313233345F03063136303033365F04063230303832365C02303142334130393241"
        + "45";
    private static final String SIGN_ON_003 = "46F161A743497B32EAC760DF5EA57DF5900ECCE3977731A7EA402DDF0000000000000000CFF1592A";

    private final LocalMasterKey lmk = LocalMasterKey.random(new SecureRandom());
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, new SecureRandom());
    private final SoftwareSecurityModule module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(10).conclude());

    private static JsonNode vector(String id) throws IOException {
        try (InputStream in = PosVectorsTest.class.getResourceAsStream("/vectors/pos-mac-and-keys.json")) {
            for (JsonNode v : new ObjectMapper().readTree(in)) {
                if (v.path("id").asText().equals(id)) {
                    return v;
                }
            }
        }
        throw new IllegalStateException("no vector " + id);
    }

    @Test
    void shouldVerifyTheMacOfAPublishedMessage() throws IOException {
        JsonNode v = vector("ecb-mac-1");
        int key = module.load(testKeys.importHex(KeyUsage.MAC, v.get("key_hex").asText()), KeyUsage.MAC);
        UnsafeBuffer message = new UnsafeBuffer(Hex.decode(QR_SALE));
        int length = message.capacity() - 8;
        assertEquals(v.get("expected_mac_ascii").asText(), message.getStringWithoutLengthAscii(length, 8));
        assertEquals(0, module.verifyMac(key, MacAlgorithm.UNIONPAY_ECB, MacOutput.ASCII_HEX_8, message, 0, length, message, length, 8));
    }

    @Test
    void shouldGiveThePublishedMacsFromTheFold() throws IOException {
        for (String id : new String[] {"ecb-mac-2", "ecb-mac-3"}) {
            JsonNode v = vector(id);
            byte[] key = Hex.decode(v.get("key_hex").asText());
            if (v.has("tak_encrypted_hex")) {
                byte[] tmk = Hex.decode(v.get("tmk_hex").asText());
                byte[] encrypted = Hex.decode(v.get("tak_encrypted_hex").asText());
                new DesKey(tmk, 0, tmk.length).decryptEcb(encrypted, 0, encrypted.length);
                assertEquals(v.get("key_hex").asText(), Hex.encode(encrypted));
            }
            UnsafeBuffer fold = new UnsafeBuffer(Hex.decode(v.get("xor_fold_of_mab_hex").asText()));
            long mac = DesMac.unionPay(new DesKey(key, 0, key.length), fold, 0, 8);
            assertEquals(v.get("expected_mac_ascii").asText(), String.format("%016X", mac).substring(0, 8), id);
        }
    }

    @Test
    void shouldTakeTheWorkingKeysOfAPublishedSignOn() throws IOException {
        JsonNode v = vector("key-download-1");
        UnsafeBuffer field = new UnsafeBuffer(Hex.decode(SIGN_ON_003));
        TerminalCrypto terminal = new TerminalCrypto(new SecureRandom()).masterKey(Hex.decode(v.get("tmk_hex").asText()), false);
        assertTrue(terminal.loadWorkingKeys(TerminalKeyLayout.DOUBLE_003, field, 0, field.capacity()));
        UnsafeBuffer data = new UnsafeBuffer(new byte[40]);
        UnsafeBuffer mac = new UnsafeBuffer(new byte[8]);
        terminal.mac(MacAlgorithm.UNIONPAY_ECB, MacOutput.RAW_8, data, 0, 40, mac, 0);
        int mak = module.load(testKeys.importHex(KeyUsage.MAC, v.get("mak_clear").asText()), KeyUsage.MAC);
        assertEquals(0, module.verifyMac(mak, MacAlgorithm.UNIONPAY_ECB, MacOutput.RAW_8, data, 0, 40, mac, 0, 8));
        byte[] block = terminal.pinBlock(PinBlockFormat.ISO_0, "1234", "4012345678909");
        assertEquals("1234", new TerminalCrypto(new SecureRandom()).pinKey(Hex.decode(v.get("pik_clear").asText()))
            .clearPin(PinBlockFormat.ISO_0, block, "4012345678909"));
    }
}
