package dev.turnpike.security;

import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.DesParity;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.keyblock.KeyBlockCodec;
import java.security.SecureRandom;
import org.agrona.MutableDirectBuffer;

/** Fresh working keys for one sign-on. Confined to one thread. */
final class TerminalKeyGenerator {
    private final KeyBlockCodec codec;
    private final SecureRandom random;
    private final byte[] wrapped = new byte[16];
    private final byte[] check = new byte[16];

    TerminalKeyGenerator(KeyBlockCodec codec, SecureRandom random) {
        this.codec = codec;
        this.random = random;
    }

    int generate(LoadedKey tmk, TerminalKeyLayout layout, MutableDirectBuffer field, int offset, TerminalKeySet out) {
        int at = offset;
        byte[] key = new byte[layout.pinBytes()];
        out.setPin(one(tmk, layout, KeyUsage.PIN_ENCRYPTION, 'D', key));
        at = put(field, at, layout.pinBytes(), layout.pinBytes());
        key = new byte[layout.macBytes()];
        out.setMac(one(tmk, layout, KeyUsage.MAC, 'C', key));
        at = put(field, at, layout.macBytes(), layout.macFieldBytes());
        out.setTrack("");
        if (layout.trackBytes() > 0) {
            key = new byte[layout.trackBytes()];
            out.setTrack(one(tmk, layout, KeyUsage.DATA_ENCRYPTION, 'D', key));
            at = put(field, at, layout.trackBytes(), layout.trackBytes());
        }
        return at - offset;
    }

    /** Fills and wipes {@code key}; leaves cryptogram and check value in the scratch arrays; returns the block under the master key. */
    private String one(LoadedKey tmk, TerminalKeyLayout layout, KeyUsage usage, char mode, byte[] key) {
        do {
            random.nextBytes(key);
            if (!layout.sm4()) {
                DesParity.adjust(key, 0, key.length);
            }
        } while (!layout.sm4() && DesParity.weak(key));
        System.arraycopy(key, 0, wrapped, 0, key.length);
        tmk.cipher.encryptEcb(wrapped, 0, key.length);
        Wiping.wipe(check);
        try (BlockKey fresh = layout.sm4() ? new Sm4Key(key, 0, key.length) : new DesKey(key, 0, key.length)) {
            fresh.encrypt(check, 0, check, 0);
        }
        char algorithm = layout.sm4() ? '4' : key.length == 8 ? 'D' : 'T';
        try {
            return LocalBlocks.wrap(codec, usage, usage.code(), algorithm, mode, 'N', key, random);
        } finally {
            Wiping.wipe(key);
        }
    }

    private int put(MutableDirectBuffer field, int at, int keyBytes, int fieldBytes) {
        field.putBytes(at, wrapped, 0, keyBytes);
        field.setMemory(at + keyBytes, fieldBytes - keyBytes, (byte) 0);
        field.putBytes(at + fieldBytes, check, 0, 4);
        return at + fieldBytes + 4;
    }
}
