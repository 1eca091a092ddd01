package dev.turnpike.bench.jmh;

import java.nio.ByteBuffer;

/** What is around the ciphers in any library: padding, subkeys, the fold, the fields of PIN blocks. */
final class SecurityWork {
    private SecurityWork() {
    }

    static long word(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getLong(at);
    }

    static void put(byte[] bytes, int at, long word) {
        for (int i = 0; i < 8; i++) {
            bytes[at + i] = (byte) (word >>> 56 - 8 * i);
        }
    }

    /** The second subkey of CMAC, for a last block that was padded, from the encrypted zero block. */
    static byte[] secondSubkey(byte[] zeroEncrypted) {
        return doubled(doubled(zeroEncrypted));
    }

    private static byte[] doubled(byte[] in) {
        byte[] out = new byte[in.length];
        int carry = 0;
        for (int i = in.length - 1; i >= 0; i--) {
            out[i] = (byte) (in[i] << 1 | carry);
            carry = in[i] >>> 7 & 1;
        }
        out[in.length - 1] ^= (byte) (-carry & (in.length == 8 ? 0x1B : 0x87));
        return out;
    }

    /** The padded message with the subkey added, written to {@code out}. */
    static void cmacInput(byte[] message, byte[] subkey, byte[] out) {
        System.arraycopy(message, 0, out, 0, SecurityInputs.LENGTH);
        int padded = (SecurityInputs.LENGTH + subkey.length - 1) / subkey.length * subkey.length;
        for (int i = SecurityInputs.LENGTH; i < padded; i++) {
            out[i] = 0;
        }
        out[SecurityInputs.LENGTH] = (byte) 0x80;
        for (int i = 0; i < subkey.length; i++) {
            out[padded - subkey.length + i] ^= subkey[i];
        }
    }

    /** XOR of all blocks of 8 bytes as 16 hex characters. */
    static void foldedHex(byte[] message, byte[] out) {
        for (int i = 0; i < 8; i++) {
            int x = 0;
            for (int j = i; j < SecurityInputs.PADDED; j += 8) {
                x ^= message[j];
            }
            out[2 * i] = (byte) Character.toUpperCase(Character.forDigit(x >>> 4 & 15, 16));
            out[2 * i + 1] = (byte) Character.toUpperCase(Character.forDigit(x & 15, 16));
        }
    }

    /** The account number's part of format 0. */
    static long panField(byte[] pan) {
        long field = 0;
        for (int i = pan.length - 13; i < pan.length - 1; i++) {
            SecurityInputs.require(pan[i] >= '0' && pan[i] <= '9', "no digit");
            field = field << 4 | pan[i] - '0';
        }
        return field;
    }

    /** Checks a clear PIN field of format 0. */
    static void checkFormat0(long field) {
        int n = (int) (field >>> 56);
        SecurityInputs.require(n >= 4 && n <= 12, "no PIN length");
        for (int i = 0; i < 14; i++) {
            int nibble = (int) (field >>> 52 - 4 * i) & 15;
            SecurityInputs.require(i < n ? nibble <= 9 : nibble == 15, "no PIN block");
        }
    }

    /** The PIN field of format 4 out of one of format 0. */
    static long format4(long field) {
        int n = (int) (field >>> 56);
        long filler = 0x00AA_AAAA_AAAA_AAAAL & 0x00FF_FFFF_FFFF_FFFFL >>> 4 * n;
        return 4L << 60 | (long) n << 56 | filler | field & 0x00FF_FFFF_FFFF_FFFFL & ~(0x00FF_FFFF_FFFF_FFFFL >>> 4 * n);
    }

    /** The account number field of format 4. */
    static void panField4(byte[] pan, byte[] out) {
        for (int i = 0; i < 16; i++) {
            out[i] = 0;
        }
        out[0] = (byte) (pan.length - 12 << 4);
        for (int i = 0; i < pan.length; i++) {
            out[i + 1 >> 1] |= (byte) (pan[i] - '0' << ((i & 1) == 0 ? 0 : 4));
        }
    }
}
