package dev.turnpike.security.check;

import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.CheckValues;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.DesParity;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.keyblock.KeyComponents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Check values, components, parity, and keys under keys in ECB mode. */
final class KeyFamilies {
    private KeyFamilies() {
    }

    static void register(Map<String, Family> families) {
        families.put("kcv", KeyFamilies::kcv);
        families.put("key_components", KeyFamilies::components);
        families.put("des_parity", KeyFamilies::parity);
        families.put("key_encrypt_ecb", KeyFamilies::ecb);
    }

    private static Map<String, Object> kcv(Inputs in) {
        byte[] key = in.hex("key");
        int length = in.number("length", in.text("method").endsWith("CMAC") ? 5 : 3);
        byte[] value = switch (in.text("method")) {
            case "DES_ZERO", "TDES_ZERO" -> CheckValues.zeroBlock(new DesKey(key, 0, key.length), length);
            case "DES_CMAC", "TDES_CMAC" -> CheckValues.cmac(new DesKey(key, 0, key.length), length);
            case "AES_ZERO" -> CheckValues.zeroBlock(new AesKey(key, 0, key.length), length);
            case "AES_CMAC" -> CheckValues.cmac(new AesKey(key, 0, key.length), length);
            case "SM4_ZERO" -> CheckValues.zeroBlock(new Sm4Key(key, 0, key.length), length);
            case "SM4_CMAC" -> CheckValues.cmac(new Sm4Key(key, 0, key.length), length);
            default -> throw new UnsupportedVectorException("unknown method " + in.text("method"), true);
        };
        return Map.of("kcv", Hex.encode(value));
    }

    private static Map<String, Object> components(Inputs in) {
        List<byte[]> parts = in.hexList("components");
        byte[] key = KeyComponents.combine(parts);
        List<String> values = new ArrayList<>();
        for (byte[] part : parts) {
            values.add(componentKcv(part));
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("key", Hex.encode(key));
        out.put("kcv", componentKcv(key));
        out.put("componentKcvs", values);
        return out;
    }

    /** As the operator of a key entry sees it: three bytes, DES where the length allows it. */
    private static String componentKcv(byte[] part) {
        try (BlockKey key = part.length == 32 ? new AesKey(part, 0, 32) : new DesKey(part, 0, part.length)) {
            return Hex.encode(part.length == 32 ? CheckValues.cmac(key, 5) : CheckValues.zeroBlock(key, 3));
        }
    }

    private static Map<String, Object> parity(Inputs in) {
        byte[] key = in.hex("key");
        if (key.length == 0 || key.length % 8 != 0 || key.length > 24) {
            throw new IllegalArgumentException("a DES key has 8, 16 or 24 bytes, not " + key.length);
        }
        switch (in.text("op")) {
            case "adjust" -> {
                DesParity.adjust(key, 0, key.length);
                return Map.of("adjusted", Hex.encode(key), "odd", true);
            }
            case "check" -> {
                return Map.of("odd", DesParity.isOdd(key, 0, key.length));
            }
            default -> throw new UnsupportedVectorException("unknown operation " + in.text("op"));
        }
    }

    private static Map<String, Object> ecb(Inputs in) {
        byte[] kek = in.hex("kek");
        boolean wrap = in.text("op").equals("wrap");
        if (!wrap && !in.text("op").equals("unwrap")) {
            throw new UnsupportedVectorException("unknown operation " + in.text("op"));
        }
        byte[] data = in.hex(wrap ? "key" : "cryptogram");
        if (data.length != 8 && data.length != 16 && data.length != 24) {
            throw new IllegalArgumentException("a DES key has 8, 16 or 24 bytes, not " + data.length);
        }
        try (DesKey key = new DesKey(kek, 0, kek.length)) {
            if (wrap) {
                key.encryptEcb(data, 0, data.length);
            } else {
                key.decryptEcb(data, 0, data.length);
            }
        }
        return Map.of(wrap ? "cryptogram" : "key", Hex.encode(data), "kcv", componentKcv(wrap ? in.hex("key") : data));
    }
}
