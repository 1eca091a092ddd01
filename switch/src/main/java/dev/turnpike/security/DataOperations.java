package dev.turnpike.security;

import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.gm.Sm2;
import dev.turnpike.security.gm.Sm3;
import dev.turnpike.security.mac.HmacSha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** {@link DataSecurity} over the keys of a {@link SoftwareSecurityModule}. Confined to the module's thread. */
final class DataOperations implements DataSecurity {
    /** Bytes of an SM2 private key. */
    static final int PRIVATE_KEY_LENGTH = 32;

    private final KeyTable keys;
    private final SecureRandom random;
    private final Sm2 sm2 = Sm2.standard();

    DataOperations(KeyTable keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    @Override
    public int generateHmac(int key, DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset) {
        LoadedKey k = keys.get(key);
        int refusal = refusal(k, KeyUsage.HMAC, k != null && k.mayGenerate());
        if (refusal != 0) {
            return refusal;
        }
        if (!Ranges.readable(data, offset, length) || !Ranges.writable(out, outOffset, DIGEST_LENGTH)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        out.putBytes(outOffset, HmacSha256.mac(k.key, bytes(data, offset, length)));
        return DIGEST_LENGTH;
    }

    @Override
    public int verifyHmac(int key, DirectBuffer data, int offset, int length, DirectBuffer mac, int macOffset, int macLength) {
        LoadedKey k = keys.get(key);
        int refusal = refusal(k, KeyUsage.HMAC, k != null && k.mayVerify());
        if (refusal != 0) {
            return refusal;
        }
        if (macLength < SHORTEST_HMAC || macLength > DIGEST_LENGTH || !Ranges.readable(mac, macOffset, macLength)
            || !Ranges.readable(data, offset, length)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        byte[] expected = HmacSha256.mac(k.key, bytes(data, offset, length));
        int difference = 0;
        for (int i = 0; i < macLength; i++) {
            difference |= expected[i] ^ mac.getByte(macOffset + i);
        }
        return difference == 0 ? 0 : SecurityStatus.MAC_WRONG.code();
    }

    @Override
    public int encryptData(int key, DirectBuffer iv, int ivOffset, DirectBuffer data, int offset, int length, MutableDirectBuffer out,
                           int outOffset) {
        LoadedKey k = keys.get(key);
        return crypt(k, k != null && k.mayEncrypt(), true, iv, ivOffset, data, offset, length, out, outOffset);
    }

    @Override
    public int decryptData(int key, DirectBuffer iv, int ivOffset, DirectBuffer data, int offset, int length, MutableDirectBuffer out,
                           int outOffset) {
        LoadedKey k = keys.get(key);
        return crypt(k, k != null && k.mayDecrypt(), false, iv, ivOffset, data, offset, length, out, outOffset);
    }

    private static int crypt(LoadedKey k, boolean permitted, boolean encrypt, DirectBuffer iv, int ivOffset, DirectBuffer data, int offset,
                             int length, MutableDirectBuffer out, int outOffset) {
        int refusal = refusal(k, KeyUsage.DATA_ENCRYPTION, permitted);
        if (refusal != 0) {
            return refusal;
        }
        int block = k.cipher.blockBytes();
        if (length <= 0 || length % block != 0 || !Ranges.readable(iv, ivOffset, block) || !Ranges.readable(data, offset, length)
            || !Ranges.writable(out, outOffset, length)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        byte[] first = bytes(iv, ivOffset, block);
        byte[] text = bytes(data, offset, length);
        if (encrypt) {
            k.cipher.encryptCbc(first, 0, text, 0, length);
        } else {
            k.cipher.decryptCbc(first, 0, text, 0, length);
        }
        out.putBytes(outOffset, text);
        Wiping.wipe(text);
        return length;
    }

    @Override
    public int sign(int key, DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message, int offset, int length,
                    MutableDirectBuffer out, int outOffset) {
        LoadedKey k = keys.get(key);
        int refusal = refusal(k, KeyUsage.SM2_SIGNATURE, k != null && k.mode == 'S');
        if (refusal != 0) {
            return refusal;
        }
        if (k.key.length != PRIVATE_KEY_LENGTH) {
            return SecurityStatus.KEY_LENGTH_REFUSED.code();
        }
        if (!readable(userId, userIdOffset, userIdLength, message, offset, length) || !Ranges.writable(out, outOffset, SIGNATURE_LENGTH)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        try {
            Sm2.Signature s = sm2.sign(new BigInteger(1, k.key), user(userId, userIdOffset, userIdLength), bytes(message, offset, length), random);
            number(s.r(), out, outOffset);
            number(s.s(), out, outOffset + SIGNATURE_LENGTH / 2);
            return SIGNATURE_LENGTH;
        } catch (IllegalArgumentException e) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
    }

    private static void number(BigInteger value, MutableDirectBuffer out, int offset) {
        byte[] magnitude = value.toByteArray();
        for (int i = 0; i < SIGNATURE_LENGTH / 2; i++) {
            int from = magnitude.length - SIGNATURE_LENGTH / 2 + i;
            out.putByte(offset + i, from < 0 ? 0 : magnitude[from]);
        }
    }

    @Override
    public int verifySignature(int key, DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message, int offset,
                               int length, DirectBuffer signature, int signatureOffset) {
        LoadedKey k = keys.get(key);
        int refusal = refusal(k, KeyUsage.SM2_SIGNATURE, k != null && k.mode == 'V');
        if (refusal != 0) {
            return refusal;
        }
        if (k.key.length != PUBLIC_KEY_LENGTH) {
            return SecurityStatus.KEY_LENGTH_REFUSED.code();
        }
        if (!readable(userId, userIdOffset, userIdLength, message, offset, length)
            || !Ranges.readable(signature, signatureOffset, SIGNATURE_LENGTH)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        Sm2.Signature s = new Sm2.Signature(new BigInteger(1, bytes(signature, signatureOffset, SIGNATURE_LENGTH / 2)),
            new BigInteger(1, bytes(signature, signatureOffset + SIGNATURE_LENGTH / 2, SIGNATURE_LENGTH / 2)));
        try {
            boolean valid = sm2.verify(k.key, user(userId, userIdOffset, userIdLength), bytes(message, offset, length), s);
            return valid ? 0 : SecurityStatus.NOT_VERIFIED.code();
        } catch (IllegalArgumentException e) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
    }

    @Override
    public int publicKey(int key, MutableDirectBuffer out, int outOffset) {
        LoadedKey k = keys.get(key);
        int refusal = refusal(k, KeyUsage.SM2_SIGNATURE, true);
        if (refusal != 0) {
            return refusal;
        }
        if (!Ranges.writable(out, outOffset, PUBLIC_KEY_LENGTH)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        try {
            out.putBytes(outOffset, publicKey(sm2, k.key));
            return PUBLIC_KEY_LENGTH;
        } catch (IllegalArgumentException e) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
    }

    /** The public key of an SM2 key of either form; {@link IllegalArgumentException} when it is none. */
    static byte[] publicKey(Sm2 sm2, byte[] key) {
        return key.length == PRIVATE_KEY_LENGTH ? sm2.publicKey(new BigInteger(1, key)) : sm2.requirePoint(key);
    }

    @Override
    public int digestSm3(DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset) {
        if (!Ranges.readable(data, offset, length) || !Ranges.writable(out, outOffset, DIGEST_LENGTH)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        out.putBytes(outOffset, Sm3.digest(bytes(data, offset, length)));
        return DIGEST_LENGTH;
    }

    private static int refusal(LoadedKey k, KeyUsage usage, boolean permitted) {
        if (k == null) {
            return SecurityStatus.KEY_UNKNOWN.code();
        }
        if (k.usage != usage) {
            return SecurityStatus.USAGE_REFUSED.code();
        }
        return permitted ? 0 : SecurityStatus.MODE_REFUSED.code();
    }

    private static boolean readable(DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message, int offset, int length) {
        return Ranges.readable(userId, userIdOffset, userIdLength) && Ranges.readable(message, offset, length);
    }

    private static byte[] user(DirectBuffer id, int offset, int length) {
        return length == 0 ? Sm2.DEFAULT_USER_ID.getBytes(StandardCharsets.US_ASCII) : bytes(id, offset, length);
    }

    private static byte[] bytes(DirectBuffer from, int offset, int length) {
        byte[] copy = new byte[length];
        if (length > 0) {
            from.getBytes(offset, copy);
        }
        return copy;
    }
}
