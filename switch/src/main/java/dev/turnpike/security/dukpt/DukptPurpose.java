package dev.turnpike.security.dukpt;

/**
 * What the switch does with a key derived for one transaction; it is the receiver of requests and the sender of responses, but for
 * {@link #PIN_ENCRYPTION}.
 */
public enum DukptPurpose {
    /** Decrypts the PIN block of the request. */
    PIN(DukptTdes.Use.PIN, DukptAes.Use.PIN),
    /** Encrypts a PIN block towards a receiver that derives the same key: the switch is the one that sends the key serial number. */
    PIN_ENCRYPTION(DukptTdes.Use.PIN, DukptAes.Use.PIN),
    /** Verifies the MAC of the request. */
    MAC_REQUEST(DukptTdes.Use.MAC_REQUEST, DukptAes.Use.MAC_GENERATION),
    /** Makes the MAC of the response. */
    MAC_RESPONSE(DukptTdes.Use.MAC_RESPONSE, DukptAes.Use.MAC_VERIFICATION),
    /** Decrypts data of the request. */
    DATA_REQUEST(DukptTdes.Use.DATA_REQUEST, DukptAes.Use.DATA_ENCRYPTION),
    /** Encrypts data of the response. */
    DATA_RESPONSE(DukptTdes.Use.DATA_RESPONSE, DukptAes.Use.DATA_DECRYPTION);

    private final DukptTdes.Use tdes;
    private final DukptAes.Use aes;

    DukptPurpose(DukptTdes.Use tdes, DukptAes.Use aes) {
        this.tdes = tdes;
        this.aes = aes;
    }

    /** The variant of X9.24-1. */
    public DukptTdes.Use tdes() {
        return tdes;
    }

    /** The key usage of X9.24-3, named there from the terminal's side. */
    public DukptAes.Use aes() {
        return aes;
    }
}
