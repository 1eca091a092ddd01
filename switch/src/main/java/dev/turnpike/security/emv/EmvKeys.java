package dev.turnpike.security.emv;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.DesParity;
import dev.turnpike.security.cipher.Hex;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Derivation of card keys (EMV Book 2, A1.4) and session keys (A1.3 and the schemes' own). Keys come out with odd parity. */
public final class EmvKeys {
    private EmvKeys() {
    }

    /**
     * The card's key.
     *
     * @param imk     issuer master key, 16 bytes
     * @param pan     1 to 19 digits
     * @param psn     PAN sequence number, two digits, or empty for 00
     * @param optionB true for option B, which differs from A only for more than 16 digits
     */
    public static byte[] cardKey(byte[] imk, String pan, String psn, boolean optionB) {
        requireKey(imk);
        digits("account number", pan, 1, 19);
        String sequence = psn.isEmpty() ? "00" : psn;
        digits("PAN sequence number", sequence, 2, 2);
        String id = pan + sequence;
        byte[] y;
        if (optionB && pan.length() > 16) {
            y = optionB(id);
        } else {
            String sixteen = "0".repeat(Math.max(0, 16 - id.length())) + id;
            y = Hex.decode(sixteen.substring(sixteen.length() - 16));
        }
        return pair(imk, y, invert(y));
    }

    /** SHA-1 over the digits; its first 16 decimal nibbles, then letters less ten. */
    private static byte[] optionB(String id) {
        byte[] packed = Hex.decode(id.length() % 2 == 0 ? id : "0" + id);
        String hash;
        try {
            hash = Hex.encode(MessageDigest.getInstance("SHA-1").digest(packed));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java platform has no SHA-1", e);
        }
        StringBuilder s = new StringBuilder();
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < hash.length() && s.length() < 16; i++) {
                int nibble = Hex.digit(hash.charAt(i));
                if (pass == 0 ? nibble < 10 : nibble >= 10) {
                    s.append((char) ('0' + nibble % 10));
                }
            }
        }
        return Hex.decode(s);
    }

    /**
     * EMV common session key derivation.
     *
     * @param diversifier 8 bytes: transaction counter and zeros for cryptograms, the cryptogram for scripts
     */
    public static byte[] commonSessionKey(byte[] cardKey, byte[] diversifier) {
        requireKey(cardKey);
        requireLength("diversifier", diversifier, 8);
        byte[] left = diversifier.clone();
        byte[] right = diversifier.clone();
        left[2] = (byte) 0xF0;
        right[2] = 0x0F;
        return pair(cardKey, left, right);
    }

    /** M/Chip session key: common derivation from transaction counter (2 bytes), two zero bytes and unpredictable number (4 bytes). */
    public static byte[] mchipSessionKey(byte[] cardKey, byte[] atc, byte[] unpredictable) {
        requireLength("transaction counter", atc, 2);
        requireLength("unpredictable number", unpredictable, 4);
        byte[] diversifier = new byte[8];
        System.arraycopy(atc, 0, diversifier, 0, 2);
        System.arraycopy(unpredictable, 0, diversifier, 4, 4);
        return commonSessionKey(cardKey, diversifier);
    }

    /** Visa secure messaging: the transaction counter XORed into the left half, its inverse into the right. */
    public static byte[] visaSessionKey(byte[] cardKey, byte[] atc) {
        requireKey(cardKey);
        requireLength("transaction counter", atc, 2);
        byte[] key = cardKey.clone();
        key[6] ^= atc[0];
        key[7] ^= atc[1];
        key[14] ^= (byte) ~atc[0];
        key[15] ^= (byte) ~atc[1];
        DesParity.adjust(key, 0, 16);
        return key;
    }

    private static byte[] pair(byte[] key, byte[] left, byte[] right) {
        byte[] out = new byte[16];
        try (DesKey k = new DesKey(key, 0, 16)) {
            Blocks.putLong(out, 0, k.encrypt(Blocks.getLong(left, 0)));
            Blocks.putLong(out, 8, k.encrypt(Blocks.getLong(right, 0)));
        }
        DesParity.adjust(out, 0, 16);
        return out;
    }

    private static byte[] invert(byte[] y) {
        byte[] out = new byte[8];
        for (int i = 0; i < 8; i++) {
            out[i] = (byte) ~y[i];
        }
        return out;
    }

    static void requireKey(byte[] key) {
        requireLength("key", key, 16);
    }

    static void requireLength(String what, byte[] value, int bytes) {
        if (value.length != bytes) {
            throw new IllegalArgumentException(what + " has " + value.length + " bytes, expected " + bytes);
        }
    }

    private static void digits(String what, String text, int min, int max) {
        boolean ok = text.length() >= min && text.length() <= max;
        for (int i = 0; ok && i < text.length(); i++) {
            ok = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!ok) {
            throw new IllegalArgumentException(what + " is " + min + " to " + max + " digits");
        }
    }
}
