package dev.turnpike.security;

import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.CounterRandom;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.pin.PinBlocks;
import dev.turnpike.security.pin.TrackCipher;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The other side of the boundary, for <b>simulators and tests only</b>: a terminal or an acquirer with clear keys in memory, which makes
 * and opens PIN blocks and MACs. The switch itself never uses it. Confined to one thread.
 */
public final class TerminalCrypto implements AutoCloseable {
    private final PinBlocks pins;
    private final MacCalculator macs = new MacCalculator();
    private final TrackCipher tracks = new TrackCipher();
    private LoadedKey master;
    private LoadedKey pinKey;
    private LoadedKey macKey;
    private LoadedKey trackKey;

    /** Without keys. */
    public TerminalCrypto(SecureRandom random) {
        pins = new PinBlocks(new CounterRandom(random));
    }

    /** Sets the clear terminal master key: 8, 16 or 24 bytes of DES, or 16 of SM4. */
    public TerminalCrypto masterKey(byte[] key, boolean sm4) {
        master = replace(master, KeyUsage.TERMINAL_MASTER, sm4 ? '4' : des(key), key);
        return this;
    }

    /** Sets the clear PIN key. */
    public TerminalCrypto pinKey(byte[] key, char algorithm) {
        pinKey = replace(pinKey, KeyUsage.PIN_ENCRYPTION, algorithm, key);
        return this;
    }

    /** Sets the clear PIN key, DES by its length. */
    public TerminalCrypto pinKey(byte[] key) {
        return pinKey(key, des(key));
    }

    /** Sets the clear MAC key; {@code algorithm} as in a key block: D, T, A, 4. */
    public TerminalCrypto macKey(byte[] key, char algorithm) {
        macKey = replace(macKey, KeyUsage.MAC, algorithm, key);
        return this;
    }

    /** Sets the clear MAC key, DES by its length. */
    public TerminalCrypto macKey(byte[] key) {
        return macKey(key, des(key));
    }

    /** Sets the clear track key, DES by its length. */
    public TerminalCrypto trackKey(byte[] key) {
        trackKey = replace(trackKey, KeyUsage.DATA_ENCRYPTION, des(key), key);
        return this;
    }

    private static char des(byte[] key) {
        return key.length == 8 ? 'D' : 'T';
    }

    private static LoadedKey replace(LoadedKey old, KeyUsage usage, char algorithm, byte[] key) {
        if (old != null) {
            old.close();
        }
        return LoadedKey.clear(usage, algorithm, key);
    }

    /**
     * Takes the working keys out of field 62 of a sign-on answer.
     *
     * @return false, keeping the old keys, when length or a check value is wrong
     */
    public boolean loadWorkingKeys(TerminalKeyLayout layout, DirectBuffer field, int offset, int length) {
        if (length != layout.lengthBytes()) {
            return false;
        }
        byte[] pin = key(layout, layout.pinBytes(), layout.pinBytes(), field, offset);
        int macAt = offset + layout.pinBytes() + 4;
        byte[] mac = key(layout, layout.macBytes(), layout.macFieldBytes(), field, macAt);
        byte[] track = layout.trackBytes() == 0 ? new byte[0]
            : key(layout, layout.trackBytes(), layout.trackBytes(), field, macAt + layout.macFieldBytes() + 4);
        if (pin == null || mac == null || track == null) {
            return false;
        }
        pinKey(pin, layout.sm4() ? '4' : des(pin));
        macKey(mac, layout.sm4() ? '4' : des(mac));
        if (track.length > 0) {
            trackKey = replace(trackKey, KeyUsage.DATA_ENCRYPTION, layout.sm4() ? '4' : des(track), track);
        }
        return true;
    }

    private byte[] key(TerminalKeyLayout layout, int bytes, int fieldBytes, DirectBuffer field, int offset) {
        byte[] key = new byte[bytes];
        field.getBytes(offset, key);
        master.cipher.decryptEcb(key, 0, bytes);
        byte[] check = new byte[16];
        try (BlockKey k = layout.sm4() ? new Sm4Key(key, 0, bytes) : new DesKey(key, 0, bytes)) {
            k.encrypt(check, 0, check, 0);
        }
        byte[] told = new byte[4];
        field.getBytes(offset + fieldBytes, told);
        return Blocks.equal(check, 0, told, 0, 4) ? key : null;
    }

    /**
     * An encrypted PIN block under the PIN key.
     *
     * @throws IllegalArgumentException when PIN, account number or key does not fit
     */
    public byte[] pinBlock(PinBlockFormat format, String pin, String pan) {
        byte[] out = new byte[format.lengthBytes()];
        UnsafeBuffer panDigits = ascii(pan);
        int status = PinBlocks.fits(pinKey.cipher, format.code()) ? 0 : SecurityStatus.ALGORITHM_REFUSED.code();
        if (status == 0) {
            status = pins.pin().set(pin) ? pins.make(pinKey.cipher, format.code(), panDigits, 0, pan.length(), out, 0)
                : SecurityStatus.ARGUMENT_REFUSED.code();
        }
        pins.pin().wipe();
        if (status != 0) {
            throw new IllegalArgumentException("no PIN block: " + SecurityStatus.of(status));
        }
        return out;
    }

    /** The clear PIN of a block under the PIN key, as an acquirer simulator needs it; null when the block is wrong. */
    public String clearPin(PinBlockFormat format, byte[] block, String pan) {
        if (block.length != format.lengthBytes() || !PinBlocks.fits(pinKey.cipher, format.code())
            || pins.open(pinKey.cipher, format.code(), ascii(pan), 0, pan.length(), block, 0) != 0) {
            return null;
        }
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < pins.pin().length(); i++) {
            s.append(pins.pin().digit(i));
        }
        pins.pin().wipe();
        return s.toString();
    }

    private static UnsafeBuffer ascii(String s) {
        return new UnsafeBuffer(s.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Writes the {@link MacOutput#LENGTH} bytes of a MAC under the MAC key.
     *
     * @throws IllegalArgumentException when key and algorithm do not fit
     */
    public void mac(MacAlgorithm algorithm, MacOutput output, DirectBuffer data, int offset, int length, MutableDirectBuffer out,
                    int outOffset) {
        int status = MacCalculator.check(macKey, algorithm);
        if (status != 0) {
            throw new IllegalArgumentException("no MAC: " + SecurityStatus.of(status));
        }
        out.putBytes(outOffset, macs.form(macs.compute(macKey, algorithm, data, offset, length), output), 0, MacOutput.LENGTH);
    }

    /** Whether the {@link MacOutput#LENGTH} bytes at {@code macOffset} are the MAC of the data under the MAC key. */
    public boolean macMatches(MacAlgorithm algorithm, MacOutput output, DirectBuffer data, int offset, int length, DirectBuffer mac,
                              int macOffset) {
        if (MacCalculator.check(macKey, algorithm) != 0) {
            return false;
        }
        return macs.matches(macs.compute(macKey, algorithm, data, offset, length), output, mac, macOffset);
    }

    /** Encrypts the 16 digits of a track in place; false when it is too short. Digits, = (for D) and the letters A to F stand for the 16 nibbles. */
    public boolean encryptTrack(MutableDirectBuffer track, int offset, int length) {
        return tracks.encrypt(trackKey.cipher, track, offset, length);
    }

    @Override
    public void close() {
        LoadedKey[] all = {master, pinKey, macKey, trackKey};
        for (LoadedKey k : all) {
            if (k != null) {
                k.close();
            }
        }
    }
}
