package dev.turnpike.security.cipher;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** CMAC (NIST SP 800-38B, ISO 9797-1 algorithm 5) over DES, AES or SM4. Confined to one thread; no allocation after construction. */
public final class Cmac implements AutoCloseable {
    private final BlockKey key;
    private final int block;
    private final byte[] whole;
    private final byte[] padded;
    private final byte[] chain;

    /** Derives both subkeys; {@code key} stays the caller's to close. */
    public Cmac(BlockKey key) {
        this.key = key;
        this.block = key.blockBytes();
        this.whole = new byte[block];
        this.padded = new byte[block];
        this.chain = new byte[block];
        key.encrypt(whole, 0, whole, 0);
        doubled(whole, whole);
        doubled(whole, padded);
    }

    private void doubled(byte[] in, byte[] out) {
        int carry = 0;
        for (int i = block - 1; i >= 0; i--) {
            int b = in[i] & 255;
            out[i] = (byte) (b << 1 | carry);
            carry = b >>> 7;
        }
        out[block - 1] ^= (byte) (-carry & (block == 8 ? 0x1B : 0x87));
    }

    /** Bytes of a full MAC: the block of the cipher. */
    public int macBytes() {
        return block;
    }

    /** Writes the full MAC of {@code length} bytes of {@code data} to {@code out}. */
    public void mac(DirectBuffer data, int offset, int length, byte[] out, int outOffset) {
        int last = blocksBeforeLast(length) * block;
        if (key instanceof AesKey aes) {
            data.getBytes(offset + last, chain, 0, length - last);
            prepareLast(length - last);
            aes.cbcMac(data, offset, last, chain, out, outOffset);
            clearChain();
            return;
        }
        if (key instanceof DesKey des) {
            desChain(des, data, offset, last);
        } else {
            ((Sm4Key) key).chain(data, offset, last / block, chain);
        }
        for (int j = 0; j < length - last; j++) {
            chain[j] ^= data.getByte(offset + last + j);
        }
        finish(length - last, out, outOffset);
    }

    /** Writes the full MAC of {@code length} bytes of {@code data} to {@code out}. */
    public void mac(byte[] data, int offset, int length, byte[] out, int outOffset) {
        int last = blocksBeforeLast(length) * block;
        for (int i = 0; i < last; i += block) {
            for (int j = 0; j < block; j += 8) {
                Blocks.putLong(chain, j, Blocks.getLong(chain, j) ^ Blocks.getLong(data, offset + i + j));
            }
            key.encrypt(chain, 0, chain, 0);
        }
        for (int j = 0; j < length - last; j++) {
            chain[j] ^= data[offset + last + j];
        }
        finish(length - last, out, outOffset);
    }

    /** Blocks before the last one of a message of {@code length} bytes. */
    public int blocksBeforeLast(int length) {
        return length == 0 ? 0 : (length - 1) / block;
    }

    /** Writes the last block, padded and with its subkey added, to {@code out}: what is left to be chained after the others. */
    public void lastBlock(DirectBuffer data, int offset, int length, byte[] out) {
        int last = blocksBeforeLast(length) * block;
        data.getBytes(offset + last, chain, 0, length - last);
        prepareLast(length - last);
        System.arraycopy(chain, 0, out, 0, block);
        clearChain();
    }

    private void desChain(DesKey des, DirectBuffer data, int offset, int last) {
        long state = 0;
        for (int i = 0; i < last; i += 8) {
            state = des.encryptInner(state ^ Des.initial(data.getLong(offset + i, ByteOrder.BIG_ENDIAN)));
        }
        Blocks.putLong(chain, 0, Des.last(state));
    }

    private void finish(int tail, byte[] out, int outOffset) {
        prepareLast(tail);
        key.encrypt(chain, 0, out, outOffset);
        clearChain();
    }

    private void clearChain() {
        for (int j = 0; j < block; j++) {
            chain[j] = 0;
        }
    }

    private void prepareLast(int tail) {
        byte[] subkey = tail == block ? whole : padded;
        if (tail < block) {
            chain[tail] ^= (byte) 0x80;
        }
        for (int j = 0; j < block; j++) {
            chain[j] ^= subkey[j];
        }
    }

    /** Wipes the subkeys. */
    @Override
    public void close() {
        Wiping.wipe(whole);
        Wiping.wipe(padded);
        Wiping.wipe(chain);
    }
}
