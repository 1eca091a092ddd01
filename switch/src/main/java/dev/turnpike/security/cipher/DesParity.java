package dev.turnpike.security.cipher;

/** Odd parity of DES keys, and keys not to be used. Stateless; any thread. */
public final class DesParity {
    private static final long[] WEAK = {
        0x0101010101010101L, 0xFEFEFEFEFEFEFEFEL, 0x1F1F1F1F0E0E0E0EL, 0xE0E0E0E0F1F1F1F1L,
        0x01FE01FE01FE01FEL, 0xFE01FE01FE01FE01L, 0x1FE01FE00EF10EF1L, 0xE01FE01FF10EF10EL,
        0x01E001E001F101F1L, 0xE001E001F101F101L, 0x1FFE1FFE0EFE0EFEL, 0xFE1FFE1FFE0EFE0EL,
        0x011F011F010E010EL, 0x1F011F010E010E01L, 0xE0FEE0FEF1FEF1FEL, 0xFEE0FEE0FEF1FEF1L,
    };

    private DesParity() {
    }

    /** Sets the lowest bit of each byte so that the number of one bits is odd. */
    public static void adjust(byte[] key, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            int high = key[i] & 0xFE;
            key[i] = (byte) (high | (Integer.bitCount(high) & 1 ^ 1));
        }
    }

    /** True when every byte has an odd number of one bits. */
    public static boolean isOdd(byte[] key, int offset, int length) {
        int odd = 1;
        for (int i = offset; i < offset + length; i++) {
            odd &= Integer.bitCount(key[i] & 255);
        }
        return odd == 1;
    }

    /** True when a part is one of the sixteen weak or semi-weak keys, or two neighbouring parts are equal. Parity is ignored. */
    public static boolean weak(byte[] key) {
        boolean weak = false;
        for (int i = 0; i + 8 <= key.length; i += 8) {
            long part = Blocks.getLong(key, i) & 0xFEFEFEFEFEFEFEFEL;
            for (long w : WEAK) {
                weak |= part == (w & 0xFEFEFEFEFEFEFEFEL);
            }
            weak |= i > 0 && part == (Blocks.getLong(key, i - 8) & 0xFEFEFEFEFEFEFEFEL);
        }
        return weak;
    }
}
