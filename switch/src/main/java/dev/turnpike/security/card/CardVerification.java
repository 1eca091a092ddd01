package dev.turnpike.security.card;

import dev.turnpike.security.cipher.DesKey;

/** CVV, CVV2 (service code 000) and iCVV (service code 999): three digits. Stateless; any thread. */
public final class CardVerification {
    private CardVerification() {
    }

    /**
     * The value for a card.
     *
     * @param cvkA        first half of the card verification key
     * @param cvk         the whole key, 16 bytes
     * @param pan         1 to 19 digits
     * @param expiry      four digits in the order that the issuer uses
     * @param serviceCode three digits
     */
    public static String cvv(DesKey cvkA, DesKey cvk, CharSequence pan, CharSequence expiry, CharSequence serviceCode) {
        Digits.require("account number", pan, 1, 19);
        Digits.require("expiry", expiry, 4, 4);
        Digits.require("service code", serviceCode, 3, 3);
        if (cvkA.keyBytes() != 8 || cvk.keyBytes() != 16) {
            throw new IllegalArgumentException("a card verification key has 16 bytes");
        }
        StringBuilder data = new StringBuilder(32).append(pan).append(expiry).append(serviceCode);
        data.repeat('0', 32 - data.length());
        long first = cvkA.encrypt(Digits.pack(data));
        long second = cvk.encrypt(first ^ Digits.pack(data.substring(16)));
        return Digits.twoPass(second, 3);
    }
}
