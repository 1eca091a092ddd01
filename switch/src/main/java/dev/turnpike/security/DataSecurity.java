package dev.turnpike.security;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Operations on data at large: HMAC, encryption (AES, SM4, triple DES), SM2 signatures, SM3. Cold path: calls may allocate. Calls return
 * a length or 0, or a negative {@link SecurityStatus#code()}.
 */
public interface DataSecurity {
    /** Bytes of an HMAC-SHA-256 and of an SM3 digest. */
    int DIGEST_LENGTH = 32;
    /** Bytes of an SM2 signature: r, then s. */
    int SIGNATURE_LENGTH = 64;
    /** Bytes of an SM2 public key, uncompressed. */
    int PUBLIC_KEY_LENGTH = 65;
    /** Fewest bytes of an HMAC that are accepted. */
    int SHORTEST_HMAC = 16;

    /**
     * Makes an HMAC-SHA-256.
     *
     * @param key handle of a {@link KeyUsage#HMAC} key that may generate
     * @return 32, or a negative status
     */
    int generateHmac(int key, DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset);

    /**
     * Verifies an HMAC-SHA-256 or its first {@code macLength} bytes, in constant time.
     *
     * @param macLength {@link #SHORTEST_HMAC} to 32
     * @return 0, {@link SecurityStatus#MAC_WRONG}, or another negative status
     */
    int verifyHmac(int key, DirectBuffer data, int offset, int length, DirectBuffer mac, int macOffset, int macLength);

    /**
     * Encrypts whole cipher blocks in CBC mode; the cipher is the key's.
     *
     * @param key handle of a {@link KeyUsage#DATA_ENCRYPTION} key that may encrypt
     * @param iv  one cipher block; never use one twice under a key
     * @return {@code length}, or a negative status
     */
    int encryptData(int key, DirectBuffer iv, int ivOffset, DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset);

    /** Decrypts what {@link #encryptData} made, under a key that may decrypt. */
    int decryptData(int key, DirectBuffer iv, int ivOffset, DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset);

    /**
     * Signs a message with SM2 (curve sm2p256v1) over its SM3 digest.
     *
     * @param key    handle of a {@link KeyUsage#SM2_SIGNATURE} key of mode S: 32 bytes, private
     * @param userId user id; no bytes stand for the default one
     * @return {@link #SIGNATURE_LENGTH}, or a negative status
     */
    int sign(int key, DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message, int offset, int length,
             MutableDirectBuffer out, int outOffset);

    /**
     * Verifies an SM2 signature.
     *
     * @param key handle of a {@link KeyUsage#SM2_SIGNATURE} key of mode V: {@link #PUBLIC_KEY_LENGTH} bytes, public
     * @return 0, {@link SecurityStatus#NOT_VERIFIED}, or another negative status
     */
    int verifySignature(int key, DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message, int offset, int length,
                        DirectBuffer signature, int signatureOffset);

    /** Writes the public key of an SM2 key of either mode: {@link #PUBLIC_KEY_LENGTH}, or a negative status. */
    int publicKey(int key, MutableDirectBuffer out, int outOffset);

    /** Writes the SM3 digest of {@code data}: {@link #DIGEST_LENGTH}. Takes no key. */
    int digestSm3(DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset);
}
