package dev.turnpike.security.gm;

import org.bouncycastle.crypto.digests.SM3Digest;

/** The SM3 digest. Stateless; any thread. */
public final class Sm3 {
    private Sm3() {
    }

    /** The 32-byte digest of {@code data}. */
    public static byte[] digest(byte[] data) {
        SM3Digest digest = new SM3Digest();
        digest.update(data, 0, data.length);
        byte[] out = new byte[32];
        digest.doFinal(out, 0);
        return out;
    }
}
