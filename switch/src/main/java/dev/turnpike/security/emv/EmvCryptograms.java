package dev.turnpike.security.emv;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.mac.DesMac;
import org.agrona.concurrent.UnsafeBuffer;

/** Application cryptograms, their responses and script MACs: ISO 9797-1 algorithm 3 throughout. Keys have 16 bytes. */
public final class EmvCryptograms {
    private EmvCryptograms() {
    }

    /**
     * An application cryptogram (ARQC, TC or AAC), 8 bytes.
     *
     * @param padding {@link DesMac#PADDING_ZERO} or {@link DesMac#PADDING_80}, by the card's cryptogram version
     */
    public static byte[] cryptogram(byte[] key, byte[] data, int padding) {
        if (padding != DesMac.PADDING_ZERO && padding != DesMac.PADDING_80) {
            throw new IllegalArgumentException("padding method " + padding + ", expected 1 or 2");
        }
        return mac(key, data, padding);
    }

    /** ARPC method 1: the cryptogram with the response code (2 bytes) XORed into its start, encrypted; 8 bytes. */
    public static byte[] arpc1(byte[] key, byte[] arqc, byte[] responseCode) {
        EmvKeys.requireKey(key);
        EmvKeys.requireLength("cryptogram", arqc, 8);
        EmvKeys.requireLength("response code", responseCode, 2);
        byte[] out = arqc.clone();
        out[0] ^= responseCode[0];
        out[1] ^= responseCode[1];
        try (DesKey k = new DesKey(key, 0, 16)) {
            k.encrypt(out, 0, out, 0);
        }
        return out;
    }

    /** ARPC method 2: the first 4 bytes of the MAC over cryptogram, card status update (4 bytes) and up to 8 proprietary bytes. */
    public static byte[] arpc2(byte[] key, byte[] arqc, byte[] statusUpdate, byte[] proprietary) {
        EmvKeys.requireLength("cryptogram", arqc, 8);
        EmvKeys.requireLength("card status update", statusUpdate, 4);
        if (proprietary.length > 8) {
            throw new IllegalArgumentException("proprietary authentication data has at most 8 bytes");
        }
        byte[] data = new byte[12 + proprietary.length];
        System.arraycopy(arqc, 0, data, 0, 8);
        System.arraycopy(statusUpdate, 0, data, 8, 4);
        System.arraycopy(proprietary, 0, data, 12, proprietary.length);
        return java.util.Arrays.copyOf(mac(key, data, DesMac.PADDING_80), 4);
    }

    /** MAC of an issuer script command, 8 bytes, padding method 2. */
    public static byte[] scriptMac(byte[] key, byte[] data) {
        return mac(key, data, DesMac.PADDING_80);
    }

    private static byte[] mac(byte[] key, byte[] data, int padding) {
        EmvKeys.requireKey(key);
        byte[] out = new byte[8];
        try (DesKey k = new DesKey(key, 0, 16)) {
            Blocks.putLong(out, 0, DesMac.retail(k, new UnsafeBuffer(data), 0, data.length, padding));
        }
        return out;
    }
}
