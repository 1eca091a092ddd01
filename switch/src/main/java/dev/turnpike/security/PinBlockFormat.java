package dev.turnpike.security;

import dev.turnpike.security.pin.PinBlocks;

/** PIN block formats (ISO 9564-1 and UnionPay). */
public enum PinBlockFormat {
    /** PIN and account number, filler F; triple DES. */
    ISO_0(8, 0, true),
    /** PIN and unique filler, no account number; triple DES. */
    ISO_1(8, 1, false),
    /** For chip operations alone: never accepted, made only under a key for chip scripts. */
    ISO_2(8, 2, false),
    /** PIN and account number, random filler A to F; triple DES. */
    ISO_3(8, 3, true),
    /** PIN, random number and account number, enciphered twice; AES. */
    ISO_4(16, 4, true),
    /** UnionPay with SM4: 16-byte PIN field XOR 16-byte account field, enciphered once. */
    CUP_SM4(16, PinBlocks.CUP_SM4, true),
    /** UnionPay without account number (field 53 = 1x); accepted only where the profile says so, never made. Triple DES. */
    CUP_NO_PAN(8, PinBlocks.CUP_NO_PAN, false);

    private final int lengthBytes;
    private final int code;
    private final boolean bindsPan;

    PinBlockFormat(int lengthBytes, int code, boolean bindsPan) {
        this.lengthBytes = lengthBytes;
        this.code = code;
        this.bindsPan = bindsPan;
    }

    /** Bytes of a block: 8 or 16. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /** Number of the format as {@link PinBlocks} takes it: 0 to 4, 10 for SM4, 11 without account number. */
    public int code() {
        return code;
    }

    /** True when the block binds the PIN to an account number. */
    public boolean bindsPan() {
        return bindsPan;
    }

    /**
     * Whether a block of this format may be re-made as {@code out} with the same account number: never from a form that binds the account
     * number to one that does not, never from format 2, and to format 2 only under a key for chip scripts, which the module checks.
     */
    public boolean translatesTo(PinBlockFormat out) {
        if (this == ISO_2 || out == CUP_NO_PAN) {
            return false;
        }
        return out.bindsPan || out == ISO_2 || this == ISO_1;
    }
}
