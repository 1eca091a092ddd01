package dev.turnpike.security.cipher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.concurrent.UnsafeBuffer;
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
        for (int k = 0; k < 1_000; k++) {
            byte[] key = bytes(16);
            SM4Engine sm4 = new SM4Engine();
            sm4.init(true, new KeyParameter(key));
            compare(new Sm4Key(key, 0, 16), sm4, 100);
            byte[] aesKey = bytes(16 + 8 * (k % 3));
            BlockCipher aes = AESEngine.newInstance();
            aes.init(true, new KeyParameter(aesKey));
            compare(new AesKey(aesKey, 0, aesKey.length), aes, 50);
        }
    }

    @Test
    @Tag("slow")
    void shouldAgreeWithBouncyCastleWhenTenMillionSm4BlocksRun() {
        for (int k = 0; k < 10_000; k++) {
            byte[] key = bytes(16);
            SM4Engine sm4 = new SM4Engine();
            sm4.init(true, new KeyParameter(key));
            compare(new Sm4Key(key, 0, 16), sm4, 1_000);
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
        CMac sm4 = new CMac(new SM4Engine());
        sm4.init(new KeyParameter(key));
        Cmac ourSm4 = new Cmac(new Sm4Key(key, 0, 16));
        for (int length = 0; length < 70; length++) {
            byte[] data = bytes(length);
            compare(des, ourDes, data);
            compare(aes, ourAes, data);
            compare(sm4, ourSm4, data);
        }
    }

    private static void compare(CMac theirs, Cmac ours, byte[] data) {
        byte[] expected = new byte[ours.macBytes()];
        byte[] out = new byte[ours.macBytes()];
        theirs.update(data, 0, data.length);
        theirs.doFinal(expected, 0);
        ours.mac(data, 0, data.length, out, 0);
        assertArrayEquals(expected, out);
        ours.mac(new UnsafeBuffer(data), 0, data.length, out, 0);
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
    void shouldGiveTheBlocksOfSingleKeysWhenLanesRunTogether() {
        DesKey[] des = new DesKey[9];
        Sm4Key[] sm4 = new Sm4Key[9];
        for (int i = 0; i < 9; i++) {
            des[i] = new DesKey(bytes(24), 0, 8 + 8 * (i % 3));
            sm4[i] = new Sm4Key(bytes(16), 0, 16);
        }
        DesLanes desLanes = new DesLanes(9);
        Sm4Lanes sm4Lanes = new Sm4Lanes(9);
        UnsafeBuffer data = new UnsafeBuffer(bytes(9 * 320));
        for (int round = 0; round < 2_000; round++) {
            long[] des8 = new long[9];
            byte[][] sm416 = new byte[9][16];
            for (int i = 0; i < 9; i++) {
                int blocks = random.nextInt(20);
                boolean first = random.nextBoolean();
                desLanes.clear(i);
                sm4Lanes.clear(i);
                sm4Lanes.chain(i, sm4[i], data, 320 * i, blocks);
                sm4[i].chain(data, 320 * i, blocks, sm416[i]);
                if (first) {
                    desLanes.chainFirst(i, des[i], data, 8 * i, blocks);
                } else {
                    desLanes.chain(i, des[i], data, 8 * i, blocks);
                }
                long s = 0;
                for (int n = 0; n < blocks; n++) {
                    long in = s ^ data.getLong(8 * i + 8 * n, java.nio.ByteOrder.BIG_ENDIAN);
                    s = first ? Des.last(des[i].encryptFirstInner(Des.initial(in))) : des[i].encrypt(in);
                }
                des8[i] = s;
            }
            desLanes.run();
            sm4Lanes.run();
            for (int i = 0; i < 9; i++) {
                assertEquals(des8[i], desLanes.block(i));
                assertEquals(Blocks.getLong(sm416[i], 0), sm4Lanes.high(i));
                assertEquals(Blocks.getLong(sm416[i], 8), sm4Lanes.low(i));
            }
        }
    }

    @Test
    void shouldEncryptAndDecryptWhenLanesHaveOneBlockEach() {
        DesLanes lanes = new DesLanes(4);
        Sm4Lanes wide = new Sm4Lanes(4);
        for (int round = 0; round < 500; round++) {
            int working = random.nextInt(16);
            long[] expected = new long[4];
            byte[][] expectedWide = new byte[4][];
            for (int i = 0; i < 4; i++) {
                DesKey key = new DesKey(bytes(24), 0, 8 + 8 * random.nextInt(3));
                Sm4Key sm4 = new Sm4Key(bytes(16), 0, 16);
                long block = random.nextLong();
                expectedWide[i] = bytes(16);
                lanes.clear(i);
                wide.clear(i);
                if ((working >> i & 1) != 0) {
                    boolean encrypt = random.nextBoolean();
                    if (encrypt) {
                        lanes.encrypt(i, key, block);
                    } else {
                        lanes.decrypt(i, key, block);
                    }
                    wide.encrypt(i, sm4, Blocks.getLong(expectedWide[i], 0), Blocks.getLong(expectedWide[i], 8));
                    expected[i] = encrypt ? key.encrypt(block) : key.decrypt(block);
                    sm4.encrypt(expectedWide[i], 0, expectedWide[i], 0);
                } else {
                    expectedWide[i] = new byte[16];
                }
            }
            lanes.run();
            wide.run();
            for (int i = 0; i < 4; i++) {
                assertEquals(expected[i], lanes.block(i));
                assertEquals(Blocks.getLong(expectedWide[i], 0), wide.high(i));
                assertEquals(Blocks.getLong(expectedWide[i], 8), wide.low(i));
            }
        }
    }

    @Test
    void shouldAgreeWithBouncyCastleWhenBitslicedAesRuns() {
        BitslicedAes sliced = new BitslicedAes();
        for (int k = 0; k < 6_000; k++) {
            byte[] key = bytes(16 + 8 * (k % 3));
            long[] words = new long[key.length / 8];
            for (int i = 0; i < words.length; i++) {
                words[i] = Blocks.getLong(key, 8 * i);
            }
            sliced.key(words, 0, key.length);
            BlockCipher aes = AESEngine.newInstance();
            aes.init(true, new KeyParameter(key));
            int count = 1 + k % 4;
            byte[] in = bytes(64);
            long[] blocks = new long[8];
            for (int i = 0; i < 8; i++) {
                blocks[i] = Blocks.getLong(in, 8 * i);
            }
            sliced.encrypt(blocks, count);
            for (int i = 0; i < count; i++) {
                aes.processBlock(in, 16 * i, in, 16 * i);
            }
            for (int i = 0; i < 8; i++) {
                assertEquals(Blocks.getLong(in, 8 * i), blocks[i]);
            }
        }
    }

    @Test
    void shouldBehaveAsANewKeyWhenAKeyIsReplaced() {
        for (int parts = 1; parts <= 3; parts++) {
            DesKey key = new DesKey(bytes(24), 0, 8 * parts);
            byte[] other = bytes(24);
            key.rekey(other, 0);
            long block = random.nextLong();
            assertEquals(new DesKey(other, 0, 8 * parts).encrypt(block), key.encrypt(block));
            assertEquals(block, key.decrypt(key.encrypt(block)));
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
