package dev.turnpike.security;

import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.keyblock.KeyBlock;
import dev.turnpike.security.keyblock.KeyBlockCodec;
import dev.turnpike.security.keyblock.KeyBlockException;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * HMAC-SHA-256 (RFC 2104) over a message that comes in pieces, under the key {@link DataKeys#JOURNAL_SEAL}. The clear key stays inside.
 * Confined to one thread; allocates nothing after the longest piece was seen.
 */
public final class RecordSealer implements AutoCloseable {
    /** Bytes of a code. */
    public static final int LENGTH = 32;

    private static final int BLOCK = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5C;

    private final MessageDigest digest;
    private final byte[] inner = new byte[BLOCK];
    private final byte[] outer = new byte[BLOCK];
    private final byte[] code = new byte[LENGTH];
    private byte[] piece = new byte[4096];

    private RecordSealer(byte[] key) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java platform has no SHA-256", e);
        }
        byte[] padded = Arrays.copyOf(key.length > BLOCK ? digest.digest(key) : key, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            inner[i] = (byte) (padded[i] ^ INNER);
            outer[i] = (byte) (padded[i] ^ OUTER);
        }
        Wiping.wipe(padded);
        digest.update(inner);
    }

    /**
     * A sealer under the key in {@code file}, or null when the file has none.
     *
     * @throws IllegalStateException when the block is refused
     */
    public static RecordSealer open(KeyFile file, LocalMasterKey lmk) {
        KeyFile.Entry entry = file.get(DataKeys.JOURNAL_SEAL);
        if (entry == null) {
            return null;
        }
        try (KeyBlockCodec codec = lmk.codec(); KeyBlock block = codec.unwrap(entry.block())) {
            if (!KeyUsage.JOURNAL_SEAL.acceptsCode(block.header().usage()) || block.header().algorithm() != 'H') {
                throw new IllegalStateException("the key block of " + DataKeys.JOURNAL_SEAL + " is refused: it has another usage");
            }
            return new RecordSealer(block.key());
        } catch (KeyBlockException e) {
            throw new IllegalStateException("the key block of " + DataKeys.JOURNAL_SEAL + " is refused (wrong local master key?)", e);
        }
    }

    /** For tests: a sealer under a clear key of at least one byte. */
    static RecordSealer clear(byte[] key) {
        return new RecordSealer(key);
    }

    /** Adds bytes to the message. */
    public void update(DirectBuffer buffer, int offset, int length) {
        if (length > piece.length) {
            piece = new byte[length];
        }
        buffer.getBytes(offset, piece, 0, length);
        digest.update(piece, 0, length);
    }

    /** Writes the {@link #LENGTH} bytes of the code over everything since the last call, and starts a new message. */
    public void finish(MutableDirectBuffer out, int offset) {
        try {
            digest.digest(code, 0, LENGTH);
            digest.update(outer);
            digest.update(code);
            digest.digest(code, 0, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 has 32 bytes", e);
        }
        out.putBytes(offset, code, 0, LENGTH);
        digest.update(inner);
    }

    /** Wipes what was derived from the key. */
    @Override
    public void close() {
        Wiping.wipe(inner);
        Wiping.wipe(outer);
        digest.reset();
    }
}
