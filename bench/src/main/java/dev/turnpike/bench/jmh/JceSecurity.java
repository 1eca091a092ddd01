package dev.turnpike.bench.jmh;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The ciphers of the Java platform (SunJCE), one kept object per key and use. It has no SM4. */
final class JceSecurity implements SecurityLibrary {
    private final SecurityInputs in;
    private final Cipher desChain;
    private final Cipher desEncrypt;
    private final Cipher desDecryptSecond;
    private final Cipher tdesEncrypt;
    private final Cipher tdesDecrypt;
    private final Cipher zoneEncrypt;
    private final Cipher tdesChain;
    private final Cipher aesEncrypt;
    private final Cipher aesChain;
    private final Cipher desAgile;
    private final Cipher aesAgile;
    private final byte[] tdesSubkey;
    private final byte[] aesSubkey;
    private final byte[] work = new byte[SecurityInputs.PADDED];
    private final byte[] out = new byte[SecurityInputs.PADDED + 16];
    private final byte[] block = new byte[16];

    JceSecurity(SecurityInputs in) throws GeneralSecurityException {
        this.in = in;
        byte[] first = Arrays.copyOf(in.key, 8);
        byte[] second = Arrays.copyOfRange(in.key, 8, 16);
        desChain = cipher("DES", "CBC", Cipher.ENCRYPT_MODE, first);
        desEncrypt = cipher("DES", "ECB", Cipher.ENCRYPT_MODE, first);
        desDecryptSecond = cipher("DES", "ECB", Cipher.DECRYPT_MODE, second);
        tdesEncrypt = cipher("DESede", "ECB", Cipher.ENCRYPT_MODE, triple(in.key));
        tdesDecrypt = cipher("DESede", "ECB", Cipher.DECRYPT_MODE, triple(in.key));
        zoneEncrypt = cipher("DESede", "ECB", Cipher.ENCRYPT_MODE, triple(in.zoneKey));
        tdesChain = cipher("DESede", "CBC", Cipher.ENCRYPT_MODE, triple(in.key));
        aesEncrypt = cipher("AES", "ECB", Cipher.ENCRYPT_MODE, in.zoneKey);
        aesChain = cipher("AES", "CBC", Cipher.ENCRYPT_MODE, in.key);
        desAgile = cipher("DES", "ECB", Cipher.ENCRYPT_MODE, first);
        aesAgile = cipher("AES", "ECB", Cipher.ENCRYPT_MODE, in.key);
        tdesSubkey = SecurityWork.secondSubkey(tdesEncrypt.doFinal(new byte[8]));
        aesSubkey = SecurityWork.secondSubkey(cipher("AES", "ECB", Cipher.ENCRYPT_MODE, in.key).doFinal(new byte[16]));
    }

    private static byte[] triple(byte[] key) {
        byte[] all = Arrays.copyOf(key, 24);
        System.arraycopy(key, 0, all, 16, 8);
        return all;
    }

    private static Cipher cipher(String name, String mode, int direction, byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(name + '/' + mode + "/NoPadding");
        cipher.init(direction, new SecretKeySpec(key, name),
            mode.equals("CBC") ? new IvParameterSpec(new byte[cipher.getBlockSize()]) : null);
        return cipher;
    }

    private static IllegalStateException refused(GeneralSecurityException e) {
        return new IllegalStateException("the platform's cipher refused its input", e);
    }

    @Override
    public long retailMac() {
        try {
            desChain.doFinal(in.message, 0, SecurityInputs.PADDED, out, 0);
            desDecryptSecond.doFinal(out, SecurityInputs.PADDED - 8, 8, block, 0);
            desEncrypt.doFinal(block, 0, 8, out, 0);
            return SecurityWork.word(out, 0);
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }

    @Override
    public long unionPayMac() {
        try {
            SecurityWork.foldedHex(in.message, work);
            tdesEncrypt.doFinal(work, 0, 8, out, 0);
            for (int i = 0; i < 8; i++) {
                work[i] = (byte) (out[i] ^ work[8 + i]);
            }
            tdesEncrypt.doFinal(work, 0, 8, out, 0);
            return SecurityWork.word(out, 0);
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }

    @Override
    public long tdesCmac() {
        return cmac(tdesChain, tdesSubkey);
    }

    @Override
    public long aesCmac() {
        return cmac(aesChain, aesSubkey);
    }

    private long cmac(Cipher chain, byte[] subkey) {
        try {
            SecurityWork.cmacInput(in.message, subkey, work);
            chain.doFinal(work, 0, SecurityInputs.PADDED, out, 0);
            return SecurityWork.word(out, SecurityInputs.PADDED - subkey.length);
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }

    @Override
    public long sm4Cmac() {
        throw new UnsupportedOperationException("the platform has no SM4");
    }

    private long open(long encrypted) throws GeneralSecurityException {
        SecurityWork.put(block, 0, encrypted);
        tdesDecrypt.doFinal(block, 0, 8, out, 0);
        long clear = SecurityWork.word(out, 0);
        SecurityWork.checkFormat0(clear ^ SecurityWork.panField(in.pan));
        return clear;
    }

    @Override
    public long translate(long encrypted) {
        try {
            SecurityWork.put(block, 0, open(encrypted));
            zoneEncrypt.doFinal(block, 0, 8, out, 0);
            return SecurityWork.word(out, 0);
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }

    @Override
    public long translateToFormat4(long encrypted, long random) {
        try {
            long field = open(encrypted) ^ SecurityWork.panField(in.pan);
            SecurityWork.put(block, 0, SecurityWork.format4(field));
            SecurityWork.put(block, 8, random);
            aesEncrypt.doFinal(block, 0, 16, out, 0);
            SecurityWork.panField4(in.pan, block);
            for (int i = 0; i < 16; i++) {
                block[i] ^= out[i];
            }
            aesEncrypt.doFinal(block, 0, 16, out, 0);
            return SecurityWork.word(out, 0);
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }

    @Override
    public long tdesDukptStep(long key) {
        return agile(desAgile, "DES", 8, key);
    }

    @Override
    public long aesDukptStep(long key) {
        return agile(aesAgile, "AES", 16, key);
    }

    private long agile(Cipher cipher, String name, int bytes, long key) {
        try {
            SecurityWork.put(block, 0, key);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(block, 0, bytes, name));
            cipher.doFinal(block, 0, bytes, out, 0);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(out, 0, bytes, name));
            cipher.doFinal(block, 0, bytes, out, 0);
            return SecurityWork.word(out, 0);
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }
}
