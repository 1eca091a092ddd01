package dev.turnpike.security.check;

import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.cipher.StreamModes;
import dev.turnpike.security.gm.Sm2;
import dev.turnpike.security.gm.Sm3;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** SM2, SM3 and SM4. */
final class GmFamilies {
    private GmFamilies() {
    }

    static void register(Map<String, Family> families) {
        families.put("sm2_sign", GmFamilies::sm2);
        families.put("sm3", in -> Map.of("digest", Hex.encode(Sm3.digest(in.hex("data")))));
        families.put("sm4", GmFamilies::sm4);
    }

    private static Map<String, Object> sm4(Inputs in) {
        byte[] raw = in.hex("key");
        Sm4Key key = new Sm4Key(raw, 0, raw.length);
        byte[] data = in.hex("data");
        boolean encrypt = in.text("op").equals("encrypt");
        if (!encrypt && !in.text("op").equals("decrypt")) {
            throw new UnsupportedVectorException("unknown operation " + in.text("op"));
        }
        String mode = in.text("mode", "ECB");
        if (mode.equals("ECB") || mode.equals("CBC")) {
            PinFamilies.require(data.length > 0 && data.length % 16 == 0, "data of " + data.length + " bytes");
        }
        switch (mode) {
            case "ECB" -> {
                for (int i = 0; i < in.number("iterations", 1); i++) {
                    if (encrypt) {
                        key.encryptEcb(data, 0, data.length);
                    } else {
                        key.decryptEcb(data, 0, data.length);
                    }
                }
            }
            case "CBC" -> {
                byte[] iv = in.hex("iv", 16);
                if (encrypt) {
                    key.encryptCbc(iv, 0, data, 0, data.length);
                } else {
                    key.decryptCbc(iv, 0, data, 0, data.length);
                }
            }
            case "CTR" -> StreamModes.ctr(key, in.hex("iv", 16), data, 0, data.length);
            case "OFB" -> StreamModes.ofb(key, in.hex("iv", 16), data, 0, data.length);
            case "CFB" -> StreamModes.cfb(key, encrypt, in.hex("iv", 16), data, 0, data.length);
            default -> throw new UnsupportedVectorException("unknown mode " + mode, true);
        }
        return Map.of("output", Hex.encode(data));
    }

    private static Map<String, Object> sm2(Inputs in) {
        Sm2 sm2 = switch (in.text("curve", "sm2p256v1")) {
            case "sm2p256v1" -> Sm2.standard();
            case "sm2-test-256" -> Sm2.draftTestCurve();
            default -> throw new UnsupportedVectorException("unknown curve " + in.text("curve"), true);
        };
        byte[] userId = in.has("userId") ? in.hex("userId") : Sm2.DEFAULT_USER_ID.getBytes(StandardCharsets.US_ASCII);
        byte[] message = in.hex("message");
        Map<String, Object> out = new LinkedHashMap<>();
        switch (in.text("op")) {
            case "sign" -> {
                BigInteger d = new BigInteger(1, in.hex("privateKey"));
                byte[] publicKey = sm2.publicKey(d);
                byte[] za = sm2.za(userId, publicKey);
                out.put("publicKey", Hex.encode(publicKey));
                out.put("za", Hex.encode(za));
                out.put("e", Hex.encode(sm2.e(za, message)));
                if (!in.has("nonce")) {
                    return out;
                }
                Sm2.Signature s = sm2.signWithNonce(d, userId, message, new BigInteger(1, in.hex("nonce")));
                PinFamilies.require(s != null, "nonce");
                out.put("r", number(s.r()));
                out.put("s", number(s.s()));
            }
            case "verify" -> {
                byte[] publicKey = requirePoint(sm2, publicKey(in));
                byte[] za = sm2.za(userId, publicKey);
                out.put("za", Hex.encode(za));
                out.put("e", Hex.encode(sm2.e(za, message)));
                out.put("valid", sm2.verify(publicKey, userId, message,
                    new Sm2.Signature(new BigInteger(1, in.hex("r")), new BigInteger(1, in.hex("s")))));
            }
            default -> throw new UnsupportedVectorException("unknown operation " + in.text("op"));
        }
        return out;
    }

    private static byte[] requirePoint(Sm2 sm2, byte[] encoded) {
        try {
            return sm2.requirePoint(encoded);
        } catch (IllegalArgumentException e) {
            throw new NotVerifiableException("the public key is no point of the curve", e);
        }
    }

    /** Uncompressed (65 bytes), compressed (33), or the two coordinates alone (64). */
    private static byte[] publicKey(Inputs in) {
        byte[] key = in.hex("publicKey");
        if (key.length != 64) {
            return key;
        }
        byte[] marked = new byte[65];
        marked[0] = 4;
        System.arraycopy(key, 0, marked, 1, 64);
        return marked;
    }

    private static String number(BigInteger value) {
        String s = value.toString(16).toUpperCase(java.util.Locale.ROOT);
        return "0".repeat(64 - s.length()) + s;
    }
}
