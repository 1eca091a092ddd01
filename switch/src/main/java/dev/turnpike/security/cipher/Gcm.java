package dev.turnpike.security.cipher;

/**
 * AES-GCM (NIST SP 800-38D) with 12-byte nonces and 16-byte tags for short values. Unlike the platform's it allocates nothing per call
 * and leaves the nonce to the caller, who must never use one twice under a key. GHASH is computed with plain multiplications, without
 * tables, so that its time does not depend on data. Confined to one thread.
 */
public final class Gcm implements AutoCloseable {
    /** Bytes of a nonce. */
    public static final int NONCE_BYTES = 12;
    /** Bytes of a tag. */
    public static final int TAG_BYTES = 16;

    private final BlockKey key;
    private final byte[] counter = new byte[16];
    private final byte[] stream = new byte[16];
    private final byte[] tag = new byte[16];
    private final byte[] part = new byte[16];
    private final long h0;
    private final long h1;
    private long y0;
    private long y1;

    /** Takes over {@code key} (a 16-byte block cipher). */
    public Gcm(BlockKey key) {
        this.key = key;
        key.encrypt(stream, 0, stream, 0);
        h1 = Blocks.getLong(stream, 0);
        h0 = Blocks.getLong(stream, 8);
    }

    /** Encrypts in place {@code length} bytes and writes the tag after them at {@code tagOffset}; no additional data. */
    public void seal(byte[] nonce, int nonceOffset, byte[] data, int offset, int length, byte[] out, int tagOffset) {
        start(nonce, nonceOffset);
        crypt(data, offset, length);
        authenticate(data, offset, length);
        System.arraycopy(tag, 0, out, tagOffset, TAG_BYTES);
    }

    /** Checks the tag in constant time, then decrypts in place; false, with the data as it was, when the tag is wrong. */
    public boolean open(byte[] nonce, int nonceOffset, byte[] data, int offset, int length, byte[] in, int tagOffset) {
        start(nonce, nonceOffset);
        authenticate(data, offset, length);
        if (!Blocks.equal(tag, 0, in, tagOffset, TAG_BYTES)) {
            return false;
        }
        crypt(data, offset, length);
        return true;
    }

    private void start(byte[] nonce, int offset) {
        System.arraycopy(nonce, offset, counter, 0, NONCE_BYTES);
        Blocks.putInt(counter, NONCE_BYTES, 1);
        key.encrypt(counter, 0, tag, 0);
    }

    private void crypt(byte[] data, int offset, int length) {
        for (int i = 0; i < length; i += 16) {
            Blocks.putInt(counter, NONCE_BYTES, 2 + i / 16);
            key.encrypt(counter, 0, stream, 0);
            for (int j = 0; j < Math.min(16, length - i); j++) {
                data[offset + i + j] ^= stream[j];
            }
        }
    }

    /** Adds GHASH of ciphertext and lengths to the encrypted first counter block, which {@link #start} has put into {@code tag}. */
    private void authenticate(byte[] data, int offset, int length) {
        y0 = 0;
        y1 = 0;
        int whole = length & ~15;
        for (int i = 0; i < whole; i += 16) {
            absorb(Blocks.getLong(data, offset + i), Blocks.getLong(data, offset + i + 8));
        }
        if (whole < length) {
            Wiping.wipe(part);
            System.arraycopy(data, offset + whole, part, 0, length - whole);
            absorb(Blocks.getLong(part, 0), Blocks.getLong(part, 8));
        }
        absorb(0, length * 8L);
        Blocks.putLong(tag, 0, Blocks.getLong(tag, 0) ^ y1);
        Blocks.putLong(tag, 8, Blocks.getLong(tag, 8) ^ y0);
    }

    /**
     * Multiplies (y XOR block) by the hash key. Products of polynomials over GF(2) come from integer products of operands with three of
     * four bits masked out, so that carries fall into the holes; the high halves come from the same product of reversed operands.
     */
    private void absorb(long high, long low) {
        long a1 = y1 ^ high;
        long a0 = y0 ^ low;
        long a1r = Long.reverse(a1);
        long a0r = Long.reverse(a0);
        long h1r = Long.reverse(h1);
        long h0r = Long.reverse(h0);
        long z0 = multiply(a0, h0);
        long z1 = multiply(a1, h1);
        long z2 = multiply(a0 ^ a1, h0 ^ h1) ^ z0 ^ z1;
        long z0h = multiply(a0r, h0r);
        long z1h = multiply(a1r, h1r);
        long z2h = multiply(a0r ^ a1r, h0r ^ h1r) ^ z0h ^ z1h;
        z0h = Long.reverse(z0h) >>> 1;
        z1h = Long.reverse(z1h) >>> 1;
        z2h = Long.reverse(z2h) >>> 1;
        reduce(z0, z0h ^ z2, z1 ^ z2h, z1h);
    }

    /** Shifts the 255-bit product by one (bits are in reflected order) and reduces it modulo x^128 + x^7 + x^2 + x + 1. */
    private void reduce(long p0, long p1, long p2, long p3) {
        long v3 = p3 << 1 | p2 >>> 63;
        long v2 = p2 << 1 | p1 >>> 63;
        long v1 = p1 << 1 | p0 >>> 63;
        long v0 = p0 << 1;
        v2 ^= v0 ^ v0 >>> 1 ^ v0 >>> 2 ^ v0 >>> 7;
        v1 ^= v0 << 63 ^ v0 << 62 ^ v0 << 57;
        v3 ^= v1 ^ v1 >>> 1 ^ v1 >>> 2 ^ v1 >>> 7;
        v2 ^= v1 << 63 ^ v1 << 62 ^ v1 << 57;
        y0 = v2;
        y1 = v3;
    }

    private static long multiply(long x, long y) {
        long m = 0x1111111111111111L;
        long x0 = x & m;
        long x1 = x & m << 1;
        long x2 = x & m << 2;
        long x3 = x & m << 3;
        long y0 = y & m;
        long y1 = y & m << 1;
        long y2 = y & m << 2;
        long y3 = y & m << 3;
        long z0 = x0 * y0 ^ x1 * y3 ^ x2 * y2 ^ x3 * y1;
        long z1 = x0 * y1 ^ x1 * y0 ^ x2 * y3 ^ x3 * y2;
        long z2 = x0 * y2 ^ x1 * y1 ^ x2 * y0 ^ x3 * y3;
        long z3 = x0 * y3 ^ x1 * y2 ^ x2 * y1 ^ x3 * y0;
        return z0 & m | z1 & m << 1 | z2 & m << 2 | z3 & m << 3;
    }

    @Override
    public void close() {
        key.close();
        Wiping.wipe(stream);
        Wiping.wipe(tag);
    }
}
