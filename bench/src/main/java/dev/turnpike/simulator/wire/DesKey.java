package dev.turnpike.simulator.wire;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A clear single or double length DES key of a simulated party, with its ciphers ready. Test keys only: a real terminal keeps
 * its keys in a PIN pad. One thread at a time.
 */
public final class DesKey {
    private final byte[] clear;
    private final Cipher encrypt;
    private final Cipher decrypt;
    private final Cipher leftChain;
    private final Cipher rightDecrypt;
    private final Cipher leftEncrypt;

    /** A key of 8 or 16 bytes; {@link IllegalArgumentException} otherwise. The array is copied. */
    public DesKey(byte[] clear) {
        if (clear.length != 8 && clear.length != 16) {
            throw new IllegalArgumentException("a DES key of 8 or 16 bytes is expected, not " + clear.length);
        }
        this.clear = clear.clone();
        try {
            encrypt = cipher(Cipher.ENCRYPT_MODE, clear);
            decrypt = cipher(Cipher.DECRYPT_MODE, clear);
            byte[] left = Arrays.copyOf(clear, 8);
            byte[] right = Arrays.copyOfRange(clear, clear.length - 8, clear.length);
            leftEncrypt = cipher(Cipher.ENCRYPT_MODE, left);
            rightDecrypt = cipher(Cipher.DECRYPT_MODE, right);
            leftChain = Cipher.getInstance("DES/CBC/NoPadding");
            leftChain.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(left, "DES"), new IvParameterSpec(new byte[8]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no DES", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key) throws GeneralSecurityException {
        String name = key.length == 8 ? "DES" : "DESede";
        byte[] full = key.length == 8 ? key : Arrays.copyOf(key, 24);
        if (key.length == 16) {
            System.arraycopy(key, 0, full, 16, 8);
        }
        Cipher cipher = Cipher.getInstance(name + "/ECB/NoPadding");
        cipher.init(mode, new SecretKeySpec(full, name));
        return cipher;
    }

    /** A copy of the clear key. */
    public byte[] clear() {
        return clear.clone();
    }

    /** Encrypts whole blocks, ECB, in place or not. */
    public void encrypt(byte[] in, int from, int length, byte[] out, int to) {
        run(encrypt, in, from, length, out, to);
    }

    /** Decrypts whole blocks, ECB, in place or not. */
    public void decrypt(byte[] in, int from, int length, byte[] out, int to) {
        run(decrypt, in, from, length, out, to);
    }

    /** First four bytes of eight zero bytes encrypted, as eight hexadecimal characters. */
    public String checkValue() {
        byte[] block = new byte[8];
        encrypt(block, 0, 8, block, 0);
        return Hex.of(Arrays.copyOf(block, 4));
    }

    /** CBC with the left half over whole blocks; only the last block comes out, at {@code out[0..8)}. */
    void chainLeft(byte[] in, int length, byte[] out) {
        run(leftChain, in, 0, length, in, 0);
        System.arraycopy(in, length - 8, out, 0, 8);
    }

    /** Last step of the retail MAC: decrypt with the right half, encrypt with the left. */
    void finishRetail(byte[] block) {
        run(rightDecrypt, block, 0, 8, block, 0);
        run(leftEncrypt, block, 0, 8, block, 0);
    }

    private static void run(Cipher cipher, byte[] in, int from, int length, byte[] out, int to) {
        try {
            cipher.doFinal(in, from, length, out, to);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("DES over whole blocks cannot fail", e);
        }
    }
}
