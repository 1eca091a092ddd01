package dev.turnpike.security;

/** Outcome of a call of the security module. Calls return {@link #code()}: 0 for success, negative otherwise. */
public enum SecurityStatus {
    /** Done. */
    OK(0),
    /** The MAC does not agree. */
    MAC_WRONG(-1),
    /** The handle is unknown, unloaded, or its key was replaced. */
    KEY_UNKNOWN(-2),
    /** The key may not be used for this operation (usage). */
    USAGE_REFUSED(-3),
    /** The key may not be used in this direction (mode of use). */
    MODE_REFUSED(-4),
    /** Cipher of the key and operation do not go together. */
    ALGORITHM_REFUSED(-5),
    /** Key length and operation do not go together. */
    KEY_LENGTH_REFUSED(-6),
    /** The key block is malformed. */
    KEY_BLOCK_MALFORMED(-7),
    /** The key block was changed, or is under another key. */
    KEY_BLOCK_MAC_WRONG(-8),
    /** The key may not leave under that key (exportability). */
    EXPORT_REFUSED(-9),
    /** The PIN block is no PIN block for this key and account number. */
    PIN_BLOCK_WRONG(-10),
    /** This pair of PIN block formats is not permitted. */
    PIN_FORMAT_REFUSED(-11),
    /** The account number is no run of digits of a permitted length. */
    PAN_MALFORMED(-12),
    /** An argument has an impossible length or value. */
    ARGUMENT_REFUSED(-13),
    /** The sealed value was changed or is under another key. */
    SEAL_BROKEN(-14),
    /** The key serial number's counter is zero, has too many one bits, or is used up. */
    KSN_REFUSED(-15),
    /** No more keys fit into the module. */
    KEYS_FULL(-16),
    /** A check value does not agree. */
    KCV_WRONG(-17),
    /** The module does not answer (hardware modules, fault injection). */
    UNAVAILABLE(-18),
    /** Cryptogram, signature, PIN or card value does not verify. */
    NOT_VERIFIED(-19),
    /** A published test key under the production profile. */
    TEST_KEY_REFUSED(-20),
    /** No answer came in time (asynchronous modules). */
    TIMED_OUT(-21),
    /** The key that is asked for would be stronger than the one it comes from. */
    KEY_TOO_STRONG(-22);

    private static final SecurityStatus[] ALL = values();

    private final int code;

    SecurityStatus(int code) {
        this.code = code;
    }

    /** 0, or a negative number that never changes its meaning. */
    public int code() {
        return code;
    }

    /** The status of a returned {@code code}; every value of 0 or above is success. */
    public static SecurityStatus of(int code) {
        return code >= 0 || -code >= ALL.length ? code >= 0 ? OK : UNAVAILABLE : ALL[-code];
    }
}
