package dev.turnpike.security;

import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.Cmac;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.dukpt.DukptPurpose;

/** A clear key inside the module with its expanded form and its rights. Confined to the module's thread. */
final class LoadedKey implements AutoCloseable {
    private static final int SM4_BYTES = 16;

    final KeyUsage usage;
    final String code;
    final char algorithm;
    final char mode;
    final char exportability;
    final byte[] key;
    /** Null for HMAC and SM2 keys. */
    final BlockKey cipher;
    /** The other key of a pair of SM4 keys, else null. */
    final BlockKey second;
    /** {@link #cipher} when it is DES, else null. */
    final DesKey des;
    /** What the key of one DUKPT transaction was derived for; null for keys that were loaded. */
    DukptPurpose derivedFor;
    private Cmac cmac;

    /** Copies {@code key}; {@link #lengthFits} must have been asked before. */
    LoadedKey(KeyUsage usage, String code, char algorithm, char mode, char exportability, byte[] key) {
        this.usage = usage;
        this.code = code;
        this.algorithm = algorithm;
        this.mode = mode;
        this.exportability = exportability;
        this.key = key.clone();
        this.cipher = switch (algorithm) {
            case 'T', 'D' -> new DesKey(key, 0, key.length);
            case 'A' -> new AesKey(key, 0, key.length);
            case '4' -> new Sm4Key(key, 0, SM4_BYTES);
            default -> null;
        };
        this.second = isSm4Pair(algorithm, key.length) ? new Sm4Key(key, SM4_BYTES, SM4_BYTES) : null;
        this.des = cipher instanceof DesKey d ? d : null;
    }

    /** A key for simulators and tests, with all rights of {@code usage}. */
    static LoadedKey clear(KeyUsage usage, char algorithm, byte[] key) {
        return new LoadedKey(usage, usage.code(), algorithm, usage.defaultMode(), 'N', key);
    }

    /** Whether keys of {@code usage} may have that length: a triple DES base key of DUKPT, for one, has 16 bytes and never 24. */
    static boolean lengthFits(KeyUsage usage, char algorithm, int bytes) {
        boolean dukpt = usage == KeyUsage.DUKPT_BASE || usage == KeyUsage.DUKPT_INITIAL;
        if (dukpt && algorithm == 'T') {
            return bytes == 16;
        }
        return lengthFits(algorithm, bytes) || usage == KeyUsage.MAC && isSm4Pair(algorithm, bytes);
    }

    /** Two SM4 keys: for the MAC of ISO 9797-1 algorithm 3, and for nothing else. */
    static boolean isSm4Pair(char algorithm, int bytes) {
        return algorithm == '4' && bytes == 2 * SM4_BYTES;
    }

    static boolean lengthFits(char algorithm, int bytes) {
        return switch (algorithm) {
            case 'D' -> bytes == 8;
            case 'T' -> bytes == 16 || bytes == 24;
            case 'A' -> bytes == 16 || bytes == 24 || bytes == 32;
            case '4' -> bytes == SM4_BYTES;
            case 'H' -> bytes >= 16 && bytes <= 128;
            case 'E' -> bytes == DataOperations.PRIVATE_KEY_LENGTH || bytes == DataSecurity.PUBLIC_KEY_LENGTH;
            default -> false;
        };
    }

    boolean mayEncrypt() {
        return mode == 'E' || mode == 'B';
    }

    boolean mayDecrypt() {
        return mode == 'D' || mode == 'B';
    }

    boolean mayGenerate() {
        return mode == 'G' || mode == 'C';
    }

    boolean mayVerify() {
        return mode == 'V' || mode == 'C';
    }

    /** Made at the first use. */
    Cmac cmac() {
        if (cmac == null) {
            cmac = new Cmac(cipher);
        }
        return cmac;
    }

    /** Takes another DES key of the same length, from the start of {@code clear}. */
    void replace(byte[] clear) {
        System.arraycopy(clear, 0, key, 0, key.length);
        des.rekey(clear, 0);
        cmac = null;
    }

    @Override
    public void close() {
        Wiping.wipe(key);
        if (cipher != null) {
            cipher.close();
        }
        if (second != null) {
            second.close();
        }
        if (cmac != null) {
            cmac.close();
        }
    }
}
