package dev.turnpike.security.cipher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.DESedeParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our round functions against Bouncy Castle and the Java platform. */
class CipherTest {
    private final Random random = new Random(20261122);

    @Test
    void shouldAgreeWithBouncyCastleWhenSingleDesRunsOverRandomInput() {
        for (int k = 0; k < 1_000; k++) {
            byte[] key = bytes(8);
            DESEngine engine = new DESEngine();
            engine.init(true, new KeyParameter(key));
            compare(new DesKey(key, 0, 8), engine, 100);
        }
    }

    @Test
    @Tag("slow")
    void shouldAgreeWithBouncyCastleWhenTenMillionBlocksRun() {
        for (int k = 0; k < 10_000; k++) {
            byte[] key = bytes(8);
            DESEngine engine = new DESEngine();
            engine.init(true, new KeyParameter(key));
            compare(new DesKey(key, 0, 8), engine, 1_000);
        }
    }

    @Test
    void shouldAgreeWithBouncyCastleWhenTripleDesHasTwoOrThreeParts() {
        for (int k = 0; k < 200; k++) {
            byte[] key = bytes(k % 2 == 0 ? 16 : 24);
            DESedeEngine engine = new DESedeEngine();
            engine.init(true, new DESedeParameters(key));
            compare(new DesKey(key, 0, key.length), engine, 50);
        }
    }

    @Test
    void shouldAgreeWithBouncyCastleWhenSm4AndAesRun() {
        for (int k = 0; k < 200; k++) {
            byte[] key = bytes(16);
            SM4Engine sm4 = new SM4Engine();
            sm4.init(true, new KeyParameter(key));
            compare(new Sm4Key(key, 0, 16), sm4, 50);
            byte[] aesKey = bytes(16 + 8 * (k % 3));
            BlockCipher aes = AESEngine.newInstance();
            aes.init(true, new KeyParameter(aesKey));
            compare(new AesKey(aesKey, 0, aesKey.length), aes, 50);
        }
    }

    private void compare(BlockKey ours, BlockCipher theirs, int blocks) {
        int n = ours.blockBytes();
        byte[] expected = new byte[n];
        byte[] out = new byte[n];
        for (int i = 0; i < blocks; i++) {
            byte[] in = bytes(n);
            theirs.processBlock(in, 0, expected, 0);
            ours.encrypt(in, 0, out, 0);
            assertArrayEquals(expected, out);
            ours.decrypt(out, 0, out, 0);
            assertArrayEquals(in, out);
        }
    }

    @Test
    void shouldAgreeWithBouncyCastleWhenCmacRunsOverEveryLength() {
        byte[] key = bytes(16);
        CMac des = new CMac(new DESedeEngine());
        des.init(new DESedeParameters(key));
        CMac aes = new CMac(AESEngine.newInstance());
        aes.init(new KeyParameter(key));
        Cmac ourDes = new Cmac(new DesKey(key, 0, 16));
        Cmac ourAes = new Cmac(new AesKey(key, 0, 16));
        for (int length = 0; length < 70; length++) {
            byte[] data = bytes(length);
            compare(des, ourDes, data);
            compare(aes, ourAes, data);
        }
    }

    private static void compare(CMac theirs, Cmac ours, byte[] data) {
        byte[] expected = new byte[ours.macBytes()];
        byte[] out = new byte[ours.macBytes()];
        theirs.update(data, 0, data.length);
        theirs.doFinal(expected, 0);
        ours.mac(data, 0, data.length, out, 0);
        assertArrayEquals(expected, out);
        ours.mac(new org.agrona.concurrent.UnsafeBuffer(data), 0, data.length, out, 0);
        assertArrayEquals(expected, out);
    }

    @Test
    void shouldAgreeWithThePlatformWhenGcmSealsEveryLength() throws Exception {
        for (int length = 1; length < 60; length++) {
            byte[] key = bytes(32);
            byte[] nonce = bytes(12);
            byte[] data = bytes(length);
            Cipher jce = Cipher.getInstance("AES/GCM/NoPadding");
            jce.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            byte[] expected = jce.doFinal(data);
            byte[] out = java.util.Arrays.copyOf(data, length + 16);
            Gcm gcm = new Gcm(new AesKey(key, 0, 32));
            gcm.seal(nonce, 0, out, 0, length, out, length);
            assertArrayEquals(expected, out);
            assertTrue(gcm.open(nonce, 0, out, 0, length, expected, length));
            assertArrayEquals(data, java.util.Arrays.copyOf(out, length));
            out[0] ^= 1;
            assertFalse(gcm.open(nonce, 0, out, 0, length, expected, length));
        }
    }

    @Test
    void shouldMakeOddParityWhenAdjusting() {
        byte[] key = Hex.decode("0001020304050607");
        DesParity.adjust(key, 0, 8);
        assertEquals("0101020204040707", Hex.encode(key));
        assertTrue(DesParity.isOdd(key, 0, 8));
        assertTrue(DesParity.weak(Hex.decode("0101010101010101")));
        assertFalse(DesParity.weak(Hex.decode("0123456789ABCDEFFEDCBA9876543210")));
    }

    private byte[] bytes(int n) {
        byte[] b = new byte[n];
        random.nextBytes(b);
        return b;
    }
}
