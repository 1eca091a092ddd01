package dev.turnpike.security;

import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptPurpose;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The boundary around clear keys and clear PINs. Callers hold key handles (above 0) and byte ranges; every call checks that the key may
 * be used that way. Calls return a length or 0, or the negative {@link SecurityStatus#code()} of a refusal; they do not throw for
 * anything a peer can send. An instance is confined to one thread. Account numbers are ASCII digits.
 */
public interface SecurityModule extends IssuerSecurity, DataSecurity, AutoCloseable {
    /**
     * Unwraps a key block under the local master key and keeps the expanded key.
     *
     * @param block ASCII text of the key block
     * @return a handle above 0, or a negative status: malformed, changed, wrong usage, mode, algorithm or length, module full
     */
    int load(byte[] block, int offset, int length, KeyUsage usage);

    /** As {@link #load(byte[], int, int, KeyUsage)}. */
    int load(DirectBuffer block, int offset, int length, KeyUsage usage);

    /** As {@link #load(byte[], int, int, KeyUsage)}. */
    int load(String block, KeyUsage usage);

    /**
     * Derives the key of one transaction from a DUKPT base key or initial key. The next counter of a device seen lately costs one derivation;
     * the first one of a device, and working keys of AES, allocate. Which counters were used is the caller's to know.
     *
     * @param baseKey handle of a {@link KeyUsage#DUKPT_BASE} or {@link KeyUsage#DUKPT_INITIAL} key: triple DES takes a key serial number of
     *                10 bytes, AES one of 12
     * @param type    kind of working key, for AES alone
     * @return a handle to be unloaded after the transaction, or a negative status
     */
    int deriveDukpt(int baseKey, DukptPurpose purpose, DukptAes.KeyType type, DirectBuffer ksn, int offset, int length);

    /** Wipes the key behind {@code handle}; a handle that is not valid is ignored. */
    void unload(int handle);

    /**
     * Makes a MAC and writes {@link MacOutput#LENGTH} bytes.
     *
     * @return 8, or a negative status
     */
    int generateMac(int key, MacAlgorithm algorithm, MacOutput output, DirectBuffer data, int offset, int length,
                    MutableDirectBuffer out, int outOffset);

    /**
     * Verifies a MAC in constant time.
     *
     * @return 0, {@link SecurityStatus#MAC_WRONG}, or another negative status
     */
    int verifyMac(int key, MacAlgorithm algorithm, MacOutput output, DirectBuffer data, int offset, int length,
                  DirectBuffer mac, int macOffset, int macLength);

    /**
     * Decrypts a PIN block, checks it against the account number, and makes one in another format or under another key for the same
     * account number. The clear PIN never leaves.
     *
     * @return length of the new block (8 or 16), or a negative status
     */
    int translatePin(int inKey, PinBlockFormat in, int outKey, PinBlockFormat out, DirectBuffer pan, int panOffset, int panLength,
                     DirectBuffer block, int offset, int length, MutableDirectBuffer destination, int destinationOffset);

    /** Verifies and generates the MACs of a batch; as the single calls do, one after the other, unless a module knows better. */
    default void macs(MacBatch batch) {
        batch.runSingly(this);
    }

    /** Translates the PIN blocks of a batch; as the single calls do, one after the other, unless a module knows better. */
    default void translatePins(PinBatch batch) {
        batch.runSingly(this);
    }

    /**
     * Makes fresh working keys for a terminal: field 62 (keys encrypted under the TMK, with check values) and key blocks.
     *
     * @param tmk   handle of a {@link KeyUsage#TERMINAL_MASTER} key; SM4 for {@link TerminalKeyLayout#SM4}, DES for the others
     * @param field receives {@link TerminalKeyLayout#lengthBytes()} bytes
     * @return that length, or a negative status
     */
    int generateTerminalKeys(int tmk, TerminalKeyLayout layout, MutableDirectBuffer field, int offset, TerminalKeySet out);

    /**
     * Decrypts the encrypted 16 digits inside a track, in place.
     *
     * @param tdk    handle of a {@link KeyUsage#DATA_ENCRYPTION} key
     * @param track  ASCII digits, separators {@code =} or {@code D}; the encrypted digits may be any of the 16 nibbles as hex characters
     * @return 0, or a negative status
     */
    int decryptTrack(int tdk, MutableDirectBuffer track, int offset, int length);

    /**
     * Seals an account number with AES-256-GCM under the current data key.
     *
     * @param epoch   raised at every start
     * @param counter never used twice within an epoch
     * @return bytes written: 12 (nonce) + length + 16 (tag), or a negative status
     */
    int sealPan(int epoch, long counter, DirectBuffer pan, int offset, int length, MutableDirectBuffer destination, int destinationOffset);

    /** Opens what {@link #sealPan} made, under the current or an older data key; the length, or a negative status. */
    int openPan(DirectBuffer sealed, int offset, int length, MutableDirectBuffer destination, int destinationOffset);

    /** Keyed hash of an account number for look-ups: writes 16 bytes. Throws {@link IllegalStateException} when the key is not set. */
    void panHash(DirectBuffer pan, int offset, int length, MutableDirectBuffer destination, int destinationOffset);

    /** Keyed 64-bit digest for the duplicate check. Throws {@link IllegalStateException} when the key is not set. */
    long contentDigest(DirectBuffer data, int offset, int length);

    /** Keys loaded at present. */
    int loadedKeys();

    /** Wipes all keys. */
    @Override
    void close();
}
