package dev.turnpike.configuration;

/** Formats of field 52; the constants are those of the security module. */
public enum PinBlockFormat {
    /** ISO 9564 format 0. */
    ISO_0,
    /** ISO 9564 format 1. */
    ISO_1,
    /** ISO 9564 format 3. */
    ISO_3,
    /** ISO 9564 format 4, AES. */
    ISO_4,
    /** UnionPay's SM4 block. */
    CUP_SM4
}
