package dev.turnpike.configuration;

/** How field 64 is made; the constants are those of the security module. */
public enum MacAlgorithm {
    /** XOR of 8-byte blocks, then single DES over its hexadecimal form. */
    UNIONPAY_ECB,
    /** Single-DES CBC. */
    X9_9_CBC,
    /** Retail MAC, ISO 9797-1 algorithm 3. */
    X9_19,
    /** Triple-DES CBC. */
    CBC_3DES,
    /** CMAC with triple DES. */
    CMAC_TDES,
    /** CMAC with AES. */
    CMAC_AES,
    /** CMAC with SM4. */
    CMAC_SM4,
    /** As {@link #UNIONPAY_ECB} with SM4 and 16-byte blocks. */
    UNIONPAY_ECB_SM4,
    /** SM4 CBC. */
    SM4_CBC
}
