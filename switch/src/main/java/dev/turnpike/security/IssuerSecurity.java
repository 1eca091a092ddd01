package dev.turnpike.security;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The issuer's side of the boundary, for stand-in, simulated issuers and tests: card values, PINs, chip cryptograms. Cold path: calls
 * may allocate. As everywhere, a call returns a length or 0, or a negative {@link SecurityStatus#code()}; clear PINs, and card keys
 * derived on the way, stay inside.
 */
public interface IssuerSecurity {
    /** Bytes of the {@code value} of {@link #verifyCvv}: expiry (4), service code (3), card value (3). */
    int CARD_VALUE_LENGTH = 10;
    /** Bytes of the {@code reference} of {@link #verifyPinVisa}: key index (1), PIN verification value (4). */
    int VISA_REFERENCE_LENGTH = 5;
    /** Bytes of a decimalisation table. */
    int TABLE_LENGTH = 16;

    /**
     * Verifies a CVV; service code 000 for the CVV2, 999 for the iCVV.
     *
     * @param cvk   handle of a {@link KeyUsage#CARD_VERIFICATION} key that may verify
     * @param value {@link #CARD_VALUE_LENGTH} ASCII digits; the expiry in the order that the issuer uses
     * @return 0, {@link SecurityStatus#NOT_VERIFIED}, or another negative status
     */
    int verifyCvv(int cvk, DirectBuffer pan, int panOffset, int panLength, DirectBuffer value, int valueOffset);

    /**
     * Verifies the PIN of a PIN block against a Visa PVV.
     *
     * @param pinKey    handle of a {@link KeyUsage#PIN_ENCRYPTION} key that may decrypt; the format must bind the account number
     * @param pvk       handle of a {@link KeyUsage#PIN_VERIFICATION_VISA} key that may verify
     * @param reference {@link #VISA_REFERENCE_LENGTH} ASCII digits
     * @return 0, {@link SecurityStatus#NOT_VERIFIED}, or another negative status
     */
    int verifyPinVisa(int pinKey, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, DirectBuffer block, int offset,
                      int length, int pvk, DirectBuffer reference, int referenceOffset);

    /**
     * Verifies the PIN of a PIN block against an IBM 3624 offset. The PIN must be as long as the offset.
     *
     * @param pvk        handle of a {@link KeyUsage#PIN_VERIFICATION_IBM} key that may verify
     * @param table      decimalisation table: {@link #TABLE_LENGTH} ASCII digits, at least eight different ones
     * @param validation validation data: 16 ASCII hex digits, padded already
     * @param offsets    ASCII digits, 4 to 12
     * @return 0, {@link SecurityStatus#NOT_VERIFIED}, or another negative status
     */
    int verifyPinIbm(int pinKey, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, DirectBuffer block, int offset,
                     int length, int pvk, DirectBuffer table, int tableOffset, DirectBuffer validation, int validationOffset,
                     DirectBuffer offsets, int offsetsOffset, int offsetsLength);

    /**
     * Verifies an application cryptogram (ARQC, TC or AAC).
     *
     * @param imk handle of a {@link KeyUsage#EMV_CRYPTOGRAM} key, triple DES of 16 bytes
     * @return 0, {@link SecurityStatus#NOT_VERIFIED}, or another negative status
     */
    int verifyCryptogram(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram, int cryptogramOffset);

    /**
     * Verifies an ARQC and makes the response of method 1. Nothing is made for a cryptogram that does not verify.
     *
     * @param responseCode two bytes
     * @return 8, or a negative status
     */
    int respondMethod1(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram, int cryptogramOffset,
                       DirectBuffer responseCode, int responseCodeOffset, MutableDirectBuffer out, int outOffset);

    /**
     * Verifies an ARQC and makes the response of method 2. Nothing is made for a cryptogram that does not verify.
     *
     * @param update card status update (4 bytes), then up to 8 bytes of proprietary authentication data
     * @return 4, or a negative status
     */
    int respondMethod2(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram, int cryptogramOffset,
                       DirectBuffer update, int updateOffset, int updateLength, MutableDirectBuffer out, int outOffset);

    /**
     * Makes the MAC of an issuer script command.
     *
     * @param imk handle of a {@link KeyUsage#EMV_INTEGRITY} key, triple DES of 16 bytes
     * @return 8, or a negative status
     */
    int scriptMac(int imk, EmvCard card, DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset);
}
