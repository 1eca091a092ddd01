package dev.turnpike.security;

/**
 * What a key may be used for. Each usage has its own key block codes; together with the mode of use no two usages accept the same
 * block. Two-digit usages are private to Turnpike.
 */
public enum KeyUsage {
    /** TMK: wraps working keys for one terminal, and nothing else. */
    TERMINAL_MASTER("K0", 'E', "E", "TD4A"),
    /** ZMK: wraps keys exchanged with another institution. */
    ZONE_MASTER("K0", 'B', "B", "TA4"),
    /** Protects key blocks exchanged with another institution. */
    KEY_BLOCK_PROTECTION("K1", 'B', "BDE", "TA"),
    /** PIN blocks: terminal keys are mode D, acquirer keys mode E or B. */
    PIN_ENCRYPTION("P0", 'B', "BDE", "TDA4"),
    /** Message authentication: M0, M1, M3 and M6 stand for one algorithm, private 20 for all that fit the key. */
    MAC("20 M0 M1 M3 M6", 'C', "CGV", "TDA4"),
    /** HMAC-SHA-256. */
    HMAC("M7", 'C', "CGV", "H"),
    /** Track data (TDK) and other data. */
    DATA_ENCRYPTION("D0", 'B', "BDE", "TDA4"),
    /** Base derivation key of DUKPT. */
    DUKPT_BASE("B0", 'X', "X", "TA"),
    /** Initial key of one DUKPT device. */
    DUKPT_INITIAL("B1", 'X', "X", "TA"),
    /** Card verification values. */
    CARD_VERIFICATION("C0", 'C', "CGV", "T"),
    /** IBM 3624 PIN verification. */
    PIN_VERIFICATION_IBM("V1", 'C', "CGV", "TD"),
    /** Visa PIN verification value. */
    PIN_VERIFICATION_VISA("V2", 'C', "CGV", "T"),
    /** Issuer master key for application cryptograms. */
    EMV_CRYPTOGRAM("E0", 'X', "X", "TA"),
    /** Issuer master key for script confidentiality; also the one right to make PIN block format 2. */
    EMV_CONFIDENTIALITY("E1", 'X', "XE", "TA"),
    /** Issuer master key for script integrity. */
    EMV_INTEGRITY("E2", 'X', "X", "TA"),
    /** SM2 signatures: mode S with the private key (32 bytes), mode V with the public key (65 bytes, uncompressed). */
    SM2_SIGNATURE("S0", 'S', "SV", "E"),
    /** Seals account numbers at rest. */
    PAN_SEAL("30", 'B', "B", "A"),
    /** Keyed hash of account numbers, for look-ups. */
    PAN_HASH("31", 'G', "G", "A"),
    /** Keyed digest of message contents, for the duplicate check. */
    CONTENT_DIGEST("32", 'G', "G", "A"),
    /** Seals the journal. */
    JOURNAL_SEAL("33", 'C', "C", "H");

    private final String codes;
    private final char defaultMode;
    private final String modes;
    private final String algorithms;

    KeyUsage(String codes, char defaultMode, String modes, String algorithms) {
        this.codes = codes;
        this.defaultMode = defaultMode;
        this.modes = modes;
        this.algorithms = algorithms;
    }

    /** Key block usage written for new keys: two characters. */
    public String code() {
        return codes.substring(0, 2);
    }

    /** Mode of use written for new keys when the caller names none. */
    public char defaultMode() {
        return defaultMode;
    }

    boolean acceptsCode(String usage) {
        return codes.contains(usage);
    }

    boolean acceptsMode(char mode) {
        return modes.indexOf(mode) >= 0;
    }

    /** T and D DES, A AES, H HMAC, E elliptic curve, 4 (private) SM4. */
    boolean acceptsAlgorithm(char algorithm) {
        return algorithms.indexOf(algorithm) >= 0;
    }
}
