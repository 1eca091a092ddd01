package dev.turnpike.security.cipher;

/** Key check values: the first bytes of a zero block encrypted (DES, SM4, older AES) or of its CMAC (AES). Stateless; any thread. */
public final class CheckValues {
    private CheckValues() {
    }

    /** First {@code length} bytes of the encrypted zero block. */
    public static byte[] zeroBlock(BlockKey key, int length) {
        byte[] block = new byte[key.blockBytes()];
        if (length < 1 || length > block.length) {
            throw new IllegalArgumentException("a check value has 1 to " + block.length + " bytes");
        }
        key.encrypt(block, 0, block, 0);
        return java.util.Arrays.copyOf(block, length);
    }

    /** First {@code length} bytes of the CMAC over a zero block. */
    public static byte[] cmac(BlockKey key, int length) {
        byte[] block = new byte[key.blockBytes()];
        if (length < 1 || length > block.length) {
            throw new IllegalArgumentException("a check value has 1 to " + block.length + " bytes");
        }
        try (Cmac cmac = new Cmac(key)) {
            cmac.mac(new byte[block.length], 0, block.length, block, 0);
        }
        return java.util.Arrays.copyOf(block, length);
    }
}
