package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.cipher.Hex;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

/** HMAC, encryption and signatures through key handles, against the Java platform and Bouncy Castle. */
class DataOperationsTest {
    private final SecureRandom random = new SecureRandom();
    private final Random seeded = new Random(11);
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, random);
    private final SoftwareSecurityModule module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(500).conclude());
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[128]);

    private int load(KeyUsage usage, char algorithm, char mode, byte[] key) {
        int handle = module.load(testKeys.importClear(usage, algorithm, mode, key), usage);
        assertTrue(handle > 0, SecurityStatus.of(handle).toString());
        return handle;
    }

    private byte[] bytes(int length) {
        byte[] b = new byte[length];
        seeded.nextBytes(b);
        return b;
    }

    @Test
    void shouldAgreeWithThePlatformsHmac() throws GeneralSecurityException {
        byte[] key = bytes(32);
        byte[] data = bytes(77);
        int handle = load(KeyUsage.HMAC, 'H', 'C', key);
        assertEquals(32, module.generateHmac(handle, new UnsafeBuffer(data), 0, 77, out, 0));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        assertEquals(Hex.encode(mac.doFinal(data)), Hex.encode(out.byteArray(), 0, 32));
        UnsafeBuffer message = new UnsafeBuffer(data);
        assertEquals(0, module.verifyHmac(handle, message, 0, 77, out, 0, 32));
        assertEquals(0, module.verifyHmac(handle, message, 0, 77, out, 0, 16));
        assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(), module.verifyHmac(handle, message, 0, 77, out, 0, 15));
        for (int bit = 0; bit < 256; bit++) {
            out.putByte(bit / 8, (byte) (out.getByte(bit / 8) ^ 1 << bit % 8));
            assertEquals(SecurityStatus.MAC_WRONG.code(), module.verifyHmac(handle, message, 0, 77, out, 0, 32));
            out.putByte(bit / 8, (byte) (out.getByte(bit / 8) ^ 1 << bit % 8));
        }
    }

    @Test
    void shouldEncryptAsTheReferenceDoesAndDecryptItAgain() throws GeneralSecurityException {
        for (String cipher : new String[] {"AES", "SM4", "DESede"}) {
            byte[] key = cipher.equals("DESede") ? bytes(24) : bytes(16);
            char algorithm = cipher.equals("AES") ? 'A' : cipher.equals("SM4") ? '4' : 'T';
            int handle = load(KeyUsage.DATA_ENCRYPTION, algorithm, 'B', key);
            byte[] iv = bytes(algorithm == 'T' ? 8 : 16);
            byte[] data = bytes(48);
            assertEquals(48, module.encryptData(handle, new UnsafeBuffer(iv), 0, new UnsafeBuffer(data), 0, 48, out, 0));
            Cipher reference = Cipher.getInstance(cipher + "/CBC/NoPadding", new BouncyCastleProvider());
            reference.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, cipher), new IvParameterSpec(iv));
            assertEquals(Hex.encode(reference.doFinal(data)), Hex.encode(out.byteArray(), 0, 48), cipher);
            assertEquals(48, module.decryptData(handle, new UnsafeBuffer(iv), 0, out, 0, 48, out, 0));
            assertEquals(Hex.encode(data), Hex.encode(out.byteArray(), 0, 48), cipher);
            assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(),
                module.encryptData(handle, new UnsafeBuffer(iv), 0, new UnsafeBuffer(data), 0, 47, out, 0));
        }
    }

    @Test
    void shouldVerifyItsOwnSm2SignatureAndNoOther() {
        byte[] secret = Hex.decode("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");
        int signing = load(KeyUsage.SM2_SIGNATURE, 'E', 'S', secret);
        byte[] point = new byte[65];
        assertEquals(65, module.publicKey(signing, new UnsafeBuffer(point), 0));
        assertEquals("0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
            + "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13", Hex.encode(point), "GM/T 0003.5 Annex A");
        int verifying = load(KeyUsage.SM2_SIGNATURE, 'E', 'V', point);
        UnsafeBuffer message = new UnsafeBuffer("message digest".getBytes(StandardCharsets.US_ASCII));
        UnsafeBuffer user = new UnsafeBuffer("ALICE123@YAHOO.COM".getBytes(StandardCharsets.US_ASCII));
        for (int userLength : new int[] {0, 18}) {
            assertEquals(64, module.sign(signing, user, 0, userLength, message, 0, 14, out, 0));
            assertEquals(0, module.verifySignature(verifying, user, 0, userLength, message, 0, 14, out, 0));
            assertEquals(SecurityStatus.NOT_VERIFIED.code(), module.verifySignature(verifying, user, 0, 18 - userLength, message, 0, 14, out, 0));
            for (int bit = 0; bit < 512; bit += 7) {
                out.putByte(bit / 8, (byte) (out.getByte(bit / 8) ^ 1 << bit % 8));
                assertEquals(SecurityStatus.NOT_VERIFIED.code(), module.verifySignature(verifying, user, 0, userLength, message, 0, 14, out, 0));
                out.putByte(bit / 8, (byte) (out.getByte(bit / 8) ^ 1 << bit % 8));
            }
        }
        String first = Hex.encode(out.byteArray(), 0, 64);
        module.sign(signing, user, 0, 18, message, 0, 14, out, 0);
        assertNotEquals(first, Hex.encode(out.byteArray(), 0, 64), "the nonce is fresh");
    }

    @Test
    void shouldRefuseAPublicKeyOffTheCurveAndAPrivateKeyWhereAPublicOneIsNeeded() {
        byte[] off = new byte[65];
        off[0] = 4;
        off[64] = 1;
        int broken = load(KeyUsage.SM2_SIGNATURE, 'E', 'V', off);
        UnsafeBuffer b = new UnsafeBuffer(new byte[64]);
        b.putByte(31, (byte) 1);
        b.putByte(63, (byte) 1);
        assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(), module.verifySignature(broken, b, 0, 0, b, 0, 8, b, 0));
        int wrongForm = load(KeyUsage.SM2_SIGNATURE, 'E', 'V', new byte[32]);
        assertEquals(SecurityStatus.KEY_LENGTH_REFUSED.code(), module.verifySignature(wrongForm, b, 0, 0, b, 0, 8, b, 0));
        int zero = load(KeyUsage.SM2_SIGNATURE, 'E', 'S', new byte[32]);
        assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(), module.sign(zero, b, 0, 0, b, 0, 8, b, 0));
    }

    @Test
    void shouldDigestAsTheStandardSays() {
        assertEquals(32, module.digestSm3(new UnsafeBuffer("abc".getBytes(StandardCharsets.US_ASCII)), 0, 3, out, 0));
        assertEquals("66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0", Hex.encode(out.byteArray(), 0, 32));
    }
}
