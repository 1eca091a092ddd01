package dev.turnpike.security.keyblock;

import dev.turnpike.security.cipher.Wiping;

/** An unwrapped key block: header and clear key. Close it to wipe the key. */
public final class KeyBlock implements AutoCloseable {
    private final KeyBlockHeader header;
    private final byte[] key;

    KeyBlock(KeyBlockHeader header, byte[] key) {
        this.header = header;
        this.key = key;
    }

    /** What the key may do. */
    public KeyBlockHeader header() {
        return header;
    }

    /** The clear key; the array itself, wiped by {@link #close()}. */
    public byte[] key() {
        return key;
    }

    @Override
    public void close() {
        Wiping.wipe(key);
    }
}
