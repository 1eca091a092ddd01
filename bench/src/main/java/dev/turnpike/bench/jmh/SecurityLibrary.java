package dev.turnpike.bench.jmh;

/**
 * The work that is compared: a library's ciphers, made once and kept, inside code that does no more than needed. Words are big-endian, MACs
 * the first 8 bytes.
 */
interface SecurityLibrary {
    /** ISO 9797-1 algorithm 3 with padding 1 over the message. */
    long retailMac();

    /** The UnionPay ECB MAC under a key of 16 bytes. */
    long unionPayMac();

    /** CMAC with triple DES. */
    long tdesCmac();

    /** CMAC with AES-128. */
    long aesCmac();

    /** CMAC with SM4. */
    long sm4Cmac();

    /** Decrypts a format 0 block, checks it, encrypts it under the zone's key. */
    long translate(long block);

    /** Decrypts a format 0 block, checks it, makes a format 4 block; its first 8 bytes. */
    long translateToFormat4(long block, long random);

    /** The cipher work of one step of TDES DUKPT: two keys set, one DES block under each. */
    long tdesDukptStep(long key);

    /** The cipher work of the next AES-128 DUKPT working key: two keys set, one block under each. */
    long aesDukptStep(long key);
}
