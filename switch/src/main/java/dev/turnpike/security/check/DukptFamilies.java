package dev.turnpike.security.check;

import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Cmac;
import dev.turnpike.security.cipher.CounterRandom;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptTdes;
import dev.turnpike.security.mac.DesMac;
import dev.turnpike.security.mac.HmacSha256;
import dev.turnpike.security.pin.PinBlocks;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** DUKPT, triple DES and AES. */
final class DukptFamilies {
    private DukptFamilies() {
    }

    static void register(Map<String, Family> families) {
        families.put("dukpt_tdes", DukptFamilies::tdes);
        families.put("dukpt_aes", DukptFamilies::aes);
    }

    private static Map<String, Object> tdes(Inputs in) {
        byte[] bdk = in.hex("bdk");
        byte[] ksn = in.hex("ksn");
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("initialKey", Hex.encode(DukptTdes.initialKey(bdk, ksn)));
        switch (in.text("op")) {
            case "initialKey" -> {
                return out;
            }
            case "derive" -> tdesDerive(in, DukptTdes.transactionKey(bdk, ksn), out);
            default -> throw new UnsupportedVectorException("unknown operation " + in.text("op"));
        }
        return out;
    }

    private static void tdesDerive(Inputs in, byte[] transactionKey, Map<String, Object> out) {
        out.put("transactionKey", Hex.encode(transactionKey));
        byte[] pinKey = DukptTdes.use(transactionKey, DukptTdes.Use.PIN);
        byte[] request = DukptTdes.use(transactionKey, DukptTdes.Use.MAC_REQUEST);
        byte[] response = DukptTdes.use(transactionKey, DukptTdes.Use.MAC_RESPONSE);
        byte[] dataRequest = DukptTdes.use(transactionKey, DukptTdes.Use.DATA_REQUEST);
        byte[] dataResponse = DukptTdes.use(transactionKey, DukptTdes.Use.DATA_RESPONSE);
        out.put("pinKey", Hex.encode(pinKey));
        out.put("macRequestKey", Hex.encode(request));
        out.put("macResponseKey", Hex.encode(response));
        out.put("dataRequestKey", Hex.encode(dataRequest));
        out.put("dataResponseKey", Hex.encode(dataResponse));
        if (in.has("pin")) {
            out.put("encPinBlock", pinBlock(in, new DesKey(pinKey, 0, 16), 0, 0));
        }
        if (in.has("data")) {
            out.put("macRequest", retail(request, in).substring(0, 8));
            out.put("macResponse", retail(response, in).substring(0, 8));
            out.put("macRequestFull", retail(request, in));
            out.put("macResponseFull", retail(response, in));
            out.put("cmacRequest", cmac(new DesKey(request, 0, 16), in));
            out.put("cmacResponse", cmac(new DesKey(response, 0, 16), in));
            out.put("encDataRequest", cbc(new DesKey(dataRequest, 0, 16), in));
            out.put("encDataResponse", cbc(new DesKey(dataResponse, 0, 16), in));
        }
    }

    private static Map<String, Object> aes(Inputs in) {
        byte[] bdk = in.hex("bdk");
        byte[] id = in.hex("initialKeyId");
        String op = in.text("op");
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("initialKey", Hex.encode(DukptAes.initialKey(bdk, id)));
        if (op.equals("initialKey")) {
            return out;
        }
        int counter = op.equals("updateKey") ? DukptAes.UPDATE_COUNTER : Blocks.getInt(in.hex("counter", 4), 0);
        if (!op.equals("updateKey") && !DukptAes.counterValid(counter)) {
            throw new IllegalArgumentException("the counter of the key serial number never occurs");
        }
        byte[] derivation = DukptAes.derivationKey(bdk, id, counter);
        out.put("derivationKey", Hex.encode(derivation));
        switch (op) {
            case "transactionKey" -> {
                return out;
            }
            case "updateKey" -> out.put("updateKey", Hex.encode(DukptAes.workingKey(derivation, id, counter,
                DukptAes.Use.KEY_ENCRYPTION, keyType(in.text("workingKeyType")))));
            case "workingKeys", "mac" -> working(in, derivation, id, counter, out);
            default -> throw new UnsupportedVectorException("unknown operation " + op);
        }
        return out;
    }

    private static void working(Inputs in, byte[] derivation, byte[] id, int counter, Map<String, Object> out) {
        DukptAes.KeyType type = keyType(in.text("workingKeyType"));
        byte[] pinKey = DukptAes.workingKey(derivation, id, counter, DukptAes.Use.PIN, type);
        byte[] generation = DukptAes.workingKey(derivation, id, counter, DukptAes.Use.MAC_GENERATION, type);
        byte[] verification = DukptAes.workingKey(derivation, id, counter, DukptAes.Use.MAC_VERIFICATION, type);
        byte[] encrypt = DukptAes.workingKey(derivation, id, counter, DukptAes.Use.DATA_ENCRYPTION, type);
        byte[] decrypt = DukptAes.workingKey(derivation, id, counter, DukptAes.Use.DATA_DECRYPTION, type);
        out.put("pinKey", Hex.encode(pinKey));
        out.put("macGenerationKey", Hex.encode(generation));
        out.put("macVerificationKey", Hex.encode(verification));
        out.put("macBothKey", Hex.encode(DukptAes.workingKey(derivation, id, counter, DukptAes.Use.MAC_BOTH, type)));
        out.put("dataEncryptKey", Hex.encode(encrypt));
        out.put("dataDecryptKey", Hex.encode(decrypt));
        out.put("dataBothKey", Hex.encode(DukptAes.workingKey(derivation, id, counter, DukptAes.Use.DATA_BOTH, type)));
        out.put("keyEncryptionKey", Hex.encode(DukptAes.workingKey(derivation, id, counter, DukptAes.Use.KEY_ENCRYPTION, type)));
        if (type.name().startsWith("HMAC")) {
            if (in.has("data")) {
                hmac(in, derivation, id, counter, type, out);
            }
            return;
        }
        boolean wide = type.name().startsWith("AES");
        if (in.has("pin") && (!wide || in.has("random"))) {
            BlockKey key = cipher(pinKey, wide);
            out.put("encPinBlock", pinBlock(in, key, wide ? 4 : 0, wide ? in.nibbles("random", 16) : 0));
        }
        if (in.has("data")) {
            out.put("cmacRequest", cmac(cipher(generation, wide), in));
            out.put("cmacResponse", cmac(cipher(verification, wide), in));
            out.put("encDataRequest", cbc(cipher(encrypt, wide), in));
            out.put("encDataResponse", cbc(cipher(decrypt, wide), in));
            hmac(in, derivation, id, counter, type, out);
        }
    }

    private static void hmac(Inputs in, byte[] derivation, byte[] id, int counter, DukptAes.KeyType type, Map<String, Object> out) {
        DukptAes.KeyType hmac = switch (type) {
            case AES_128, HMAC_128 -> DukptAes.KeyType.HMAC_128;
            case AES_192, HMAC_192 -> DukptAes.KeyType.HMAC_192;
            case AES_256, HMAC_256 -> DukptAes.KeyType.HMAC_256;
            default -> null;
        };
        if (hmac != null) {
            byte[] generation = DukptAes.workingKey(derivation, id, counter, DukptAes.Use.MAC_GENERATION, hmac);
            byte[] verification = DukptAes.workingKey(derivation, id, counter, DukptAes.Use.MAC_VERIFICATION, hmac);
            out.put("hmacSha256Request", Hex.encode(HmacSha256.mac(generation, in.hex("data"))));
            out.put("hmacSha256Response", Hex.encode(HmacSha256.mac(verification, in.hex("data"))));
        }
    }

    static DukptAes.KeyType keyType(String name) {
        return switch (name) {
            case "HMAC128" -> DukptAes.KeyType.HMAC_128;
            case "HMAC192" -> DukptAes.KeyType.HMAC_192;
            case "HMAC256" -> DukptAes.KeyType.HMAC_256;
            case "2TDEA" -> DukptAes.KeyType.TDES_2;
            case "3TDEA" -> DukptAes.KeyType.TDES_3;
            case "AES128" -> DukptAes.KeyType.AES_128;
            case "AES192" -> DukptAes.KeyType.AES_192;
            case "AES256" -> DukptAes.KeyType.AES_256;
            default -> throw new UnsupportedVectorException("unknown working key type " + name, true);
        };
    }

    private static BlockKey cipher(byte[] key, boolean aes) {
        return aes ? new AesKey(key, 0, key.length) : new DesKey(key, 0, key.length);
    }

    private static String pinBlock(Inputs in, BlockKey key, int format, long fill) {
        PinBlocks pins = new PinBlocks(new CounterRandom(new SecureRandom()));
        PinFamilies.require(pins.pin().set(in.text("pin")), "PIN");
        UnsafeBuffer pan = in.asciiBuffer("pan");
        byte[] out = new byte[key.blockBytes()];
        PinFamilies.require(pins.make(key, format, pan, 0, pan.capacity(), fill, out, 0) == 0, "account number");
        return Hex.encode(out);
    }

    private static String retail(byte[] key, Inputs in) {
        UnsafeBuffer data = in.hexBuffer("data");
        return PinFamilies.hex(DesMac.retail(new DesKey(key, 0, 16), data, 0, data.capacity(), DesMac.PADDING_ZERO));
    }

    static String cmac(BlockKey key, Inputs in) {
        byte[] data = in.hex("data");
        byte[] out = new byte[key.blockBytes()];
        new Cmac(key).mac(data, 0, data.length, out, 0);
        return Hex.encode(out);
    }

    private static String cbc(BlockKey key, Inputs in) {
        byte[] data = in.hex("data");
        int block = key.blockBytes();
        byte[] padded = Arrays.copyOf(data, (data.length + block - 1) / block * block);
        key.encryptCbc(new byte[block], 0, padded, 0, padded.length);
        return Hex.encode(padded);
    }
}
