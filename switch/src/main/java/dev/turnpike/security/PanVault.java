package dev.turnpike.security;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Gcm;
import dev.turnpike.security.cipher.Wiping;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Sealing of account numbers with the newest data key, opening with any that is loaded. Confined to one thread; no allocation. */
final class PanVault implements AutoCloseable {
    static final int MAX_KEYS = 16;
    static final int MAX_BYTES = 64;

    private final byte[] work = new byte[Gcm.NONCE_BYTES + MAX_BYTES + Gcm.TAG_BYTES];
    private final Gcm[] keys = new Gcm[MAX_KEYS];
    private int count;

    /** Makes {@code key} the newest. */
    boolean add(LoadedKey key) {
        if (count == MAX_KEYS) {
            return false;
        }
        keys[count++] = new Gcm(key.cipher);
        return true;
    }

    /** Bytes that sealing makes of {@code length}. */
    static int sealedLength(int length) {
        return Gcm.NONCE_BYTES + length + Gcm.TAG_BYTES;
    }

    /** Bytes that opening makes of {@code length}; not negative. */
    static int openedLength(int length) {
        return Math.max(0, length - Gcm.NONCE_BYTES - Gcm.TAG_BYTES);
    }

    int seal(int epoch, long counter, DirectBuffer pan, int offset, int length, MutableDirectBuffer out, int at) {
        if (count == 0) {
            return SecurityStatus.KEY_UNKNOWN.code();
        }
        if (length < 1 || length > MAX_BYTES) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        Blocks.putInt(work, 0, epoch);
        Blocks.putLong(work, 4, counter);
        pan.getBytes(offset, work, Gcm.NONCE_BYTES, length);
        keys[count - 1].seal(work, 0, work, Gcm.NONCE_BYTES, length, work, Gcm.NONCE_BYTES + length);
        int total = Gcm.NONCE_BYTES + length + Gcm.TAG_BYTES;
        out.putBytes(at, work, 0, total);
        return total;
    }

    int open(DirectBuffer sealed, int offset, int length, MutableDirectBuffer out, int at) {
        int bytes = length - Gcm.NONCE_BYTES - Gcm.TAG_BYTES;
        if (bytes < 1 || bytes > MAX_BYTES) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        sealed.getBytes(offset, work, 0, length);
        for (int i = count - 1; i >= 0; i--) {
            if (keys[i].open(work, 0, work, Gcm.NONCE_BYTES, bytes, work, Gcm.NONCE_BYTES + bytes)) {
                out.putBytes(at, work, Gcm.NONCE_BYTES, bytes);
                Wiping.wipe(work);
                return bytes;
            }
        }
        return count == 0 ? SecurityStatus.KEY_UNKNOWN.code() : SecurityStatus.SEAL_BROKEN.code();
    }

    @Override
    public void close() {
        for (int i = 0; i < count; i++) {
            keys[i].close();
        }
        count = 0;
        Wiping.wipe(work);
    }
}
