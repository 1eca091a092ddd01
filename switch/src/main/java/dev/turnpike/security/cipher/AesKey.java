package dev.turnpike.security.cipher;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.DirectBuffer;

/**
 * An AES key of 16, 24 or 32 bytes over kept ciphers of the Java platform, which use the processor's AES instructions where there are
 * any. Confined to one thread. The platform's copy of the schedule cannot be wiped, only dropped.
 */
public final class AesKey extends BlockKey {
    private static final int CHUNK = 256;

    private final Cipher encryptor;
    /** The platform clones the input when it lies in the output's array; so blocks in place go by this one. */
    private final byte[] scratch = new byte[16];
    private SecretKeySpec spec;
    private Cipher decryptor;
    private Cipher chain;
    private byte[] chainIn;
    private byte[] chainOut;
    private int chainLast;

    /** Expands {@code length} (16, 24 or 32) bytes of {@code key}; throws {@link IllegalArgumentException} for another length. */
    public AesKey(byte[] key, int offset, int length) {
        if (length != 16 && length != 24 && length != 32) {
            throw new IllegalArgumentException("an AES key has 16, 24 or 32 bytes, not " + length);
        }
        spec = new SecretKeySpec(key, offset, length, "AES");
        encryptor = cipher("AES/ECB/NoPadding", Cipher.ENCRYPT_MODE, null);
    }

    private Cipher cipher(String name, int mode, IvParameterSpec iv) {
        try {
            Cipher cipher = Cipher.getInstance(name);
            cipher.init(mode, spec, iv);
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
            decryptor = cipher("AES/ECB/NoPadding", Cipher.DECRYPT_MODE, null);
        }
        run(decryptor, in, inOffset, out, outOffset);
    }

    private void run(Cipher cipher, byte[] in, int inOffset, byte[] out, int outOffset) {
        try {
            if (in == out) {
                System.arraycopy(in, inOffset, scratch, 0, 16);
                cipher.update(scratch, 0, 16, out, outOffset);
            } else {
                cipher.update(in, inOffset, 16, out, outOffset);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused a block", e);
        }
    }

    /**
     * The CBC-MAC of {@code length} bytes (whole blocks) followed by {@code last} (one block), into {@code out}. One kept CBC cipher does
     * several blocks per call; it is never re-initialised: the chaining value of the message before is taken out of the first block.
     */
    void cbcMac(DirectBuffer data, int offset, int length, byte[] last, byte[] out, int outOffset) {
        if (chain == null) {
            chain = cipher("AES/CBC/NoPadding", Cipher.ENCRYPT_MODE, new IvParameterSpec(new byte[16]));
            chainIn = new byte[CHUNK];
            chainOut = new byte[CHUNK];
        }
        int total = length + 16;
        int done = 0;
        while (done < total) {
            int n = Math.min(CHUNK, total - done);
            int fromData = Math.min(n, length - done);
            if (fromData > 0) {
                data.getBytes(offset + done, chainIn, 0, fromData);
            }
            if (fromData < n) {
                System.arraycopy(last, 0, chainIn, n - 16, 16);
            }
            if (done == 0) {
                for (int i = 0; i < 16; i++) {
                    chainIn[i] ^= chainOut[chainLast + i];
                }
            }
            try {
                chain.update(chainIn, 0, n, chainOut, 0);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES refused a chain", e);
            }
            chainLast = n - 16;
            done += n;
        }
        System.arraycopy(chainOut, chainLast, out, outOffset, 16);
    }

    @Override
    public void close() {
        spec = null;
        decryptor = null;
        chain = null;
        Wiping.wipe(chainIn);
        Wiping.wipe(scratch);
    }
}
