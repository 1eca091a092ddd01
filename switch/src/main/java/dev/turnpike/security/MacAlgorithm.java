package dev.turnpike.security;

/** How a MAC is computed over the bytes of a message; docs/SECURITY.md says which ones to choose. */
public enum MacAlgorithm {
    /** UnionPay terminals: XOR of 8-byte blocks, then two DES encryptions. Legacy: it depends on that XOR alone. Key of 8 or 16 bytes. */
    UNIONPAY_ECB("20"),
    /** Single DES CBC-MAC, zero padded. Legacy. Key of 8 bytes. */
    X9_9_CBC("M1"),
    /** ISO 9797-1 algorithm 3, zero padded (the retail MAC). Key of 16 bytes. */
    X9_19("M3"),
    /** ISO 9797-1 algorithm 1 with triple DES at every block, zero padded. Key of 16 or 24 bytes. */
    CBC_3DES("M0"),
    /** CMAC over triple DES. Key of 16 or 24 bytes. */
    CMAC_TDES("M6"),
    /** CMAC over AES. Key of 16, 24 or 32 bytes. */
    CMAC_AES("M6"),
    /** CMAC over SM4. Key of 16 bytes. */
    CMAC_SM4("M6"),
    /** The UnionPay fold over 16-byte blocks with SM4. Key of 16 bytes. */
    UNIONPAY_ECB_SM4("20"),
    /** SM4 CBC-MAC, zero padded. Key of 16 bytes. */
    SM4_CBC("M1");

    private final String keyUsage;

    MacAlgorithm(String keyUsage) {
        this.keyUsage = keyUsage;
    }

    /** Key block usage that stands for this algorithm alone; private usage 20 stands for every algorithm that fits the key. */
    public String keyUsage() {
        return keyUsage;
    }
}
