package dev.turnpike.security;

import dev.turnpike.security.mac.DesMac;

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
    SM4_CBC("M1"),
    /** {@link #X9_9_CBC} with padding method 2: a byte 80, then zeros. */
    X9_9_CBC_PADDING_2(X9_9_CBC, DesMac.PADDING_80),
    /** {@link #X9_9_CBC} with padding method 3: the length in bits before the message. */
    X9_9_CBC_PADDING_3(X9_9_CBC, DesMac.PADDING_LENGTH),
    /** {@link #X9_19} with padding method 2. */
    X9_19_PADDING_2(X9_19, DesMac.PADDING_80),
    /** {@link #X9_19} with padding method 3. */
    X9_19_PADDING_3(X9_19, DesMac.PADDING_LENGTH),
    /** {@link #CBC_3DES} with padding method 2. */
    CBC_3DES_PADDING_2(CBC_3DES, DesMac.PADDING_80),
    /** {@link #CBC_3DES} with padding method 3. */
    CBC_3DES_PADDING_3(CBC_3DES, DesMac.PADDING_LENGTH),
    /** {@link #SM4_CBC} with padding method 2. */
    SM4_CBC_PADDING_2(SM4_CBC, DesMac.PADDING_80),
    /** {@link #SM4_CBC} with padding method 3. */
    SM4_CBC_PADDING_3(SM4_CBC, DesMac.PADDING_LENGTH),
    /** ISO 9797-1 algorithm 3 with SM4 (GB/T 15852.1), zero padded. Key of 32 bytes: two SM4 keys. */
    SM4_RETAIL("M3"),
    /** {@link #SM4_RETAIL} with padding method 2. */
    SM4_RETAIL_PADDING_2(SM4_RETAIL, DesMac.PADDING_80),
    /** {@link #SM4_RETAIL} with padding method 3. */
    SM4_RETAIL_PADDING_3(SM4_RETAIL, DesMac.PADDING_LENGTH);

    private final String keyUsage;
    private final MacAlgorithm base;
    private final int padding;

    MacAlgorithm(String keyUsage) {
        this.keyUsage = keyUsage;
        this.base = this;
        this.padding = DesMac.PADDING_ZERO;
    }

    MacAlgorithm(MacAlgorithm base, int padding) {
        this.keyUsage = base.keyUsage;
        this.base = base;
        this.padding = padding;
    }

    /** The same algorithm with padding method 1 (zeros): itself for most. */
    public MacAlgorithm base() {
        return base;
    }

    /** The padding method of ISO 9797-1, 1 to 3; without meaning for CMAC and the UnionPay MACs. */
    public int padding() {
        return padding;
    }

    /**
     * This algorithm with another padding method.
     *
     * @throws IllegalArgumentException when there is none
     */
    public MacAlgorithm padded(int method) {
        for (MacAlgorithm a : values()) {
            if (a.base == base && a.padding == method) {
                return a;
            }
        }
        throw new IllegalArgumentException(base + " has no padding method " + method);
    }

    /** Key block usage that stands for this algorithm alone; private usage 20 stands for every algorithm that fits the key. */
    public String keyUsage() {
        return keyUsage;
    }
}
