package dev.turnpike.security.cipher;

/** An expanded symmetric key of one block cipher. Confined to one thread; wiped by {@link #close()}, after which it must not be used. */
public abstract class BlockKey implements AutoCloseable {
    /** For the implementations of this package. */
    protected BlockKey() {
    }

    /** Bytes of a block: 8 for DES, 16 for AES and SM4. */
    public abstract int blockBytes();

    /** Encrypts one block; source and destination may be the same place. */
    public abstract void encrypt(byte[] in, int inOffset, byte[] out, int outOffset);

    /** Decrypts one block; source and destination may be the same place. */
    public abstract void decrypt(byte[] in, int inOffset, byte[] out, int outOffset);

    /** Encrypts {@code length} bytes (whole blocks) in place, each block by itself. */
    public final void encryptEcb(byte[] data, int offset, int length) {
        for (int i = 0; i < length; i += blockBytes()) {
            encrypt(data, offset + i, data, offset + i);
        }
    }

    /** Decrypts {@code length} bytes (whole blocks) in place, each block by itself. */
    public final void decryptEcb(byte[] data, int offset, int length) {
        for (int i = 0; i < length; i += blockBytes()) {
            decrypt(data, offset + i, data, offset + i);
        }
    }

    /** Encrypts {@code length} bytes (whole blocks) in place in CBC mode; {@code iv} is one block and is not changed. */
    public final void encryptCbc(byte[] iv, int ivOffset, byte[] data, int offset, int length) {
        int block = blockBytes();
        byte[] previous = iv;
        int at = ivOffset;
        for (int i = offset; i < offset + length; i += block) {
            for (int j = 0; j < block; j++) {
                data[i + j] ^= previous[at + j];
            }
            encrypt(data, i, data, i);
            previous = data;
            at = i;
        }
    }

    /** Decrypts {@code length} bytes (whole blocks) in place in CBC mode; {@code iv} is one block outside that range, not changed. */
    public final void decryptCbc(byte[] iv, int ivOffset, byte[] data, int offset, int length) {
        int block = blockBytes();
        for (int i = offset + length - block; i >= offset; i -= block) {
            decrypt(data, i, data, i);
            byte[] previous = i == offset ? iv : data;
            int at = i == offset ? ivOffset : i - block;
            for (int j = 0; j < block; j++) {
                data[i + j] ^= previous[at + j];
            }
        }
    }

    /** Wipes the expanded key as far as it lies in arrays of ours. */
    @Override
    public abstract void close();
}
