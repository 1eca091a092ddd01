package dev.turnpike.security.cipher;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * An AES key of 16, 24 or 32 bytes over kept ciphers of the Java platform, which use the processor's AES instructions where there are
 * any. Confined to one thread. The platform's copy of the schedule cannot be wiped, only dropped.
 */
public final class AesKey extends BlockKey {
    private final Cipher encryptor;
    private SecretKeySpec spec;
    private Cipher decryptor;

    /** Expands {@code length} (16, 24 or 32) bytes of {@code key}; throws {@link IllegalArgumentException} for another length. */
    public AesKey(byte[] key, int offset, int length) {
        if (length != 16 && length != 24 && length != 32) {
            throw new IllegalArgumentException("an AES key has 16, 24 or 32 bytes, not " + length);
        }
        spec = new SecretKeySpec(key, offset, length, "AES");
        encryptor = cipher(Cipher.ENCRYPT_MODE);
    }

    private Cipher cipher(int mode) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, spec);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java platform has no AES", e);
        }
    }

    @Override
    public int blockBytes() {
        return 16;
    }

    @Override
    public void encrypt(byte[] in, int inOffset, byte[] out, int outOffset) {
        run(encryptor, in, inOffset, out, outOffset);
    }

    @Override
    public void decrypt(byte[] in, int inOffset, byte[] out, int outOffset) {
        if (decryptor == null) {
            decryptor = cipher(Cipher.DECRYPT_MODE);
        }
        run(decryptor, in, inOffset, out, outOffset);
    }

    private static void run(Cipher cipher, byte[] in, int inOffset, byte[] out, int outOffset) {
        try {
            cipher.update(in, inOffset, 16, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused a block", e);
        }
    }

    @Override
    public void close() {
        spec = null;
        decryptor = null;
    }
}
