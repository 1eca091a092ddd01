package dev.turnpike.security.keyblock;

import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Cmac;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Wiping;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Wraps and unwraps keys under one protection key and one version. Versions A and C bind by variants and CBC-MAC over the ciphertext,
 * B (triple DES) and D (AES) by derived keys and CMAC over the clear text. The MAC is compared in constant time before the key data is
 * looked at. Confined to one thread; close it to wipe the derived keys.
 */
public final class KeyBlockCodec implements AutoCloseable {
    private final char version;
    private final BlockKey encryption;
    private final BlockKey authentication;
    private final Cmac cmac;
    private final int block;
    private final int macBytes;

    /**
     * @param version {@code A} or {@code C} (key of 8, 16 or 24 bytes), {@code B} (16 or 24), {@code D} (16, 24 or 32)
     * @throws KeyBlockException when version and length of the protection key do not go together
     */
    public KeyBlockCodec(byte[] protectionKey, char version) throws KeyBlockException {
        this.version = version;
        byte[] kbek = new byte[protectionKey.length];
        byte[] kbak = new byte[protectionKey.length];
        deriveKeys(protectionKey, version, kbek, kbak);
        boolean aes = version == 'D';
        encryption = aes ? new AesKey(kbek, 0, kbek.length) : new DesKey(kbek, 0, kbek.length);
        authentication = aes ? new AesKey(kbak, 0, kbak.length) : new DesKey(kbak, 0, kbak.length);
        cmac = version == 'B' || aes ? new Cmac(authentication) : null;
        block = aes ? 16 : 8;
        macBytes = cmac == null ? 4 : block;
        Wiping.wipe(kbek);
        Wiping.wipe(kbak);
    }

    /**
     * The derivation of encryption and authentication key (each as long as the protection key).
     *
     * @throws KeyBlockException when version and length of the protection key do not go together
     */
    public static void deriveKeys(byte[] protectionKey, char version, byte[] kbek, byte[] kbak) throws KeyBlockException {
        int n = protectionKey.length;
        boolean lengthFits = switch (version) {
            case 'A', 'C' -> n == 8 || n == 16 || n == 24;
            case 'B' -> n == 16 || n == 24;
            case 'D' -> n == 16 || n == 24 || n == 32;
            default -> throw new KeyBlockException("version is not A, B, C or D");
        };
        if (!lengthFits) {
            throw new KeyBlockException("a protection key of " + n + " bytes does not fit version " + version);
        }
        if (version == 'A' || version == 'C') {
            for (int i = 0; i < n; i++) {
                kbek[i] = (byte) (protectionKey[i] ^ 'E');
                kbak[i] = (byte) (protectionKey[i] ^ 'M');
            }
            return;
        }
        try (BlockKey key = version == 'D' ? new AesKey(protectionKey, 0, n) : new DesKey(protectionKey, 0, n); Cmac mac = new Cmac(key)) {
            derive(mac, n, 0, kbek);
            derive(mac, n, 1, kbak);
        }
    }

    /** Counter, use (0 encryption, 1 MAC), separator, algorithm, length in bits: CMAC of it, as often as the length needs. */
    private static void derive(Cmac mac, int length, int use, byte[] out) {
        boolean aes = mac.macBytes() == 16;
        int algorithm = aes ? length / 8 : length / 8 - 2;
        byte[] input = {0, 0, (byte) use, 0, 0, (byte) algorithm, (byte) (length * 8 >>> 8), (byte) (length * 8)};
        byte[] part = new byte[mac.macBytes()];
        for (int at = 0; at < length; at += part.length) {
            input[0]++;
            mac.mac(input, 0, input.length, part, 0);
            System.arraycopy(part, 0, out, at, Math.min(part.length, length - at));
        }
        Wiping.wipe(part);
    }

    /**
     * Checks and opens {@code text}.
     *
     * @throws KeyBlockException for a malformed block, a wrong MAC or an impossible key length
     */
    public KeyBlock unwrap(String text) throws KeyBlockException {
        KeyBlockHeader header = KeyBlockHeader.parse(text);
        if (header.version() != version) {
            throw new KeyBlockException("version " + header.version() + " where " + version + " is expected");
        }
        int headerLength = KeyBlockHeader.end(text);
        int cipherCharacters = text.length() - headerLength - 2 * macBytes;
        if (cipherCharacters <= 0 || cipherCharacters % (2 * block) != 0) {
            throw new KeyBlockException("encrypted key is missing or no whole number of cipher blocks");
        }
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        if (!upperCaseHex(ascii, headerLength)) {
            throw new KeyBlockException("encrypted key and MAC are not upper-case hexadecimal");
        }
        byte[] data = new byte[headerLength + cipherCharacters / 2];
        System.arraycopy(ascii, 0, data, 0, headerLength);
        byte[] mac = new byte[macBytes];
        Hex.decode(ascii, headerLength, cipherCharacters / 2, data, headerLength);
        Hex.decode(ascii, headerLength + cipherCharacters, macBytes, mac, 0);
        try {
            open(data, headerLength, mac);
            byte[] key = clearKey(data, headerLength);
            try {
                requireLength(header.algorithm(), key.length);
            } catch (KeyBlockException e) {
                Wiping.wipe(key);
                throw e;
            }
            return new KeyBlock(header, key);
        } finally {
            Wiping.wipe(data);
        }
    }

    /** Lower case would give one key several blocks: only the written form is read. */
    private static boolean upperCaseHex(byte[] ascii, int from) {
        boolean ok = true;
        for (int i = from; i < ascii.length; i++) {
            ok &= Hex.digit(ascii[i]) >= 0 && ascii[i] < 'a';
        }
        return ok;
    }

    private void open(byte[] data, int headerLength, byte[] mac) throws KeyBlockException {
        byte[] expected = new byte[block];
        int length = data.length - headerLength;
        boolean same;
        if (cmac == null) {
            cbcMac(data, expected);
            same = Blocks.equal(expected, 0, mac, 0, macBytes);
            encryption.decryptCbc(data, 0, data, headerLength, length);
        } else {
            encryption.decryptCbc(mac, 0, data, headerLength, length);
            cmac.mac(data, 0, data.length, expected, 0);
            same = Blocks.equal(expected, 0, mac, 0, macBytes);
        }
        if (!same) {
            throw new KeyBlockException("MAC of the key block is wrong", true);
        }
    }

    private void cbcMac(byte[] data, byte[] out) throws KeyBlockException {
        if (data.length % 8 != 0) {
            throw new KeyBlockException("header and encrypted key are no whole number of cipher blocks");
        }
        for (int i = 0; i < data.length; i += 8) {
            for (int j = 0; j < 8; j++) {
                out[j] ^= data[i + j];
            }
            authentication.encrypt(out, 0, out, 0);
        }
    }

    private static byte[] clearKey(byte[] data, int at) throws KeyBlockException {
        int bits = (data[at] & 255) << 8 | data[at + 1] & 255;
        if (bits == 0 || bits % 8 != 0 || bits / 8 > data.length - at - 2) {
            throw new KeyBlockException("length of the key inside the block is impossible");
        }
        byte[] key = new byte[bits / 8];
        System.arraycopy(data, at + 2, key, 0, key.length);
        return key;
    }

    /**
     * Wraps {@code key} with padding that hides its length: triple DES keys as 24 bytes, AES and HMAC keys as at least 32.
     *
     * @throws KeyBlockException when the header is of another version or the block would be too long
     */
    public String wrap(KeyBlockHeader header, byte[] key, SecureRandom random) throws KeyBlockException {
        int longest = switch (header.algorithm()) {
            case 'T', 'D' -> 24;
            case 'A', 'H' -> 32;
            default -> key.length;
        };
        int length = 2 + Math.max(longest, key.length);
        int rounded = (length + block - 1) / block * block;
        byte[] padding = new byte[rounded - 2 - key.length];
        random.nextBytes(padding);
        return wrap(header, key, padding);
    }

    /**
     * Wraps {@code key} with the given padding; length, key and padding together must fill whole cipher blocks. An optional padding
     * block is added when the header needs one.
     *
     * @throws KeyBlockException when the header is of another version or something has a wrong length
     */
    public String wrap(KeyBlockHeader wanted, byte[] key, byte[] padding) throws KeyBlockException {
        KeyBlockHeader header = wanted.padded();
        int clear = 2 + key.length + padding.length;
        if (header.version() != version || key.length == 0 || key.length > 4096 || clear % block != 0) {
            throw new KeyBlockException("version, key or padding length does not fit");
        }
        requireLength(header.algorithm(), key.length);
        int headerLength = header.encodedLength();
        int total = headerLength + 2 * clear + 2 * macBytes;
        if (total > 9999) {
            throw new KeyBlockException("a key block has at most 9999 characters");
        }
        byte[] data = new byte[headerLength + clear];
        byte[] head = header.encode(total).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, data, 0, headerLength);
        data[headerLength] = (byte) (key.length * 8 >>> 8);
        data[headerLength + 1] = (byte) (key.length * 8);
        System.arraycopy(key, 0, data, headerLength + 2, key.length);
        System.arraycopy(padding, 0, data, headerLength + 2 + key.length, padding.length);
        byte[] mac = new byte[block];
        if (cmac == null) {
            encryption.encryptCbc(data, 0, data, headerLength, clear);
            cbcMac(data, mac);
        } else {
            cmac.mac(data, 0, data.length, mac, 0);
            encryption.encryptCbc(mac, 0, data, headerLength, clear);
        }
        return new String(head, StandardCharsets.US_ASCII) + Hex.encode(data, headerLength, clear) + Hex.encode(mac, 0, macBytes);
    }

    private static void requireLength(char algorithm, int bytes) throws KeyBlockException {
        boolean fits = switch (algorithm) {
            case 'T', 'D' -> bytes == 8 || bytes == 16 || bytes == 24;
            case 'A' -> bytes == 16 || bytes == 24 || bytes == 32;
            default -> true;
        };
        if (!fits) {
            throw new KeyBlockException("algorithm " + algorithm + " has no keys of " + bytes + " bytes");
        }
    }

    @Override
    public void close() {
        encryption.close();
        authentication.close();
        if (cmac != null) {
            cmac.close();
        }
    }
}
