package dev.turnpike.security.check;

import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.mac.BlockMac;
import dev.turnpike.security.mac.DesMac;
import dev.turnpike.security.mac.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** Message authentication, through key handles of the module wherever it has the algorithm. */
final class MacFamilies {
    private static final int SM4_BYTES = 16;
    private static final int SHORTEST_HMAC_KEY = 16;
    private static final int LONGEST_HMAC_KEY = 128;

    private final CheckModule module;

    private MacFamilies(CheckModule module) {
        this.module = module;
    }

    static void register(Map<String, Family> families, CheckModule module) {
        MacFamilies f = new MacFamilies(module);
        families.put("mac_iso9797_alg1", in -> f.des(in, false, 8, 24));
        families.put("mac_x9_9", in -> f.des(in, false, 8, 8));
        families.put("mac_iso9797_alg3", in -> f.des(in, true, 16, 24));
        families.put("mac_x9_19", families.get("mac_iso9797_alg3"));
        families.put("mac_cmac_tdes", f::cmacTdes);
        families.put("mac_cmac_aes", f::cmacAes);
        families.put("mac_sm4_cmac", f::cmacSm4);
        families.put("mac_cmac_sm4", families.get("mac_sm4_cmac"));
        families.put("mac_hmac_sha256", f::hmac);
        families.put("mac_sm4_cbc", f::sm4Cbc);
        families.put("mac_sm4_retail", f::sm4Retail);
        families.put("mac_unionpay_ecb", f::unionPay);
        families.put("mac_unionpay_ecb_sm4", f::unionPaySm4);
    }

    private static Map<String, Object> mac(Inputs in, String full) {
        int length = in.number("length", full.length() / 2);
        if (length < 1 || length > full.length() / 2) {
            throw new IllegalArgumentException("a MAC of " + length + " bytes");
        }
        return Map.of("mac", full.substring(0, 2 * length));
    }

    private static int padding(Inputs in) {
        int padding = in.number("padding", DesMac.PADDING_ZERO);
        PinFamilies.require(padding >= DesMac.PADDING_ZERO && padding <= DesMac.PADDING_LENGTH, "padding method " + padding);
        return padding;
    }

    private Map<String, Object> des(Inputs in, boolean retail, int shortest, int longest) {
        byte[] key = in.hex("key");
        PinFamilies.require(key.length >= shortest && key.length <= longest && key.length % 8 == 0, "key of " + key.length + " bytes");
        UnsafeBuffer data = in.hexBuffer("data");
        if (retail && key.length == 24) {
            // Three keys are a form of the algorithm that no terminal uses, so that the module has no handle for it.
            return mac(in, PinFamilies.hex(DesMac.retail(new DesKey(key, 0, 24), data, 0, data.capacity(), padding(in))));
        }
        boolean single = key.length == 8;
        MacAlgorithm base = retail ? MacAlgorithm.X9_19 : single ? MacAlgorithm.X9_9_CBC : MacAlgorithm.CBC_3DES;
        return mac(in, module.mac(single ? 'D' : 'T', key, base.padded(padding(in)), data));
    }

    private Map<String, Object> cmacTdes(Inputs in) {
        byte[] key = in.hex("key");
        PinFamilies.require(key.length >= 16, "key of single length");
        return mac(in, module.mac('T', key, MacAlgorithm.CMAC_TDES, in.hexBuffer("data")));
    }

    private Map<String, Object> cmacAes(Inputs in) {
        byte[] key = in.hex("key");
        return mac(in, module.agreed(DukptFamilies.cmac(new AesKey(key, 0, key.length), in), 'A', key, MacAlgorithm.CMAC_AES,
            in.hexBuffer("data")));
    }

    private Map<String, Object> cmacSm4(Inputs in) {
        byte[] key = in.hex("key", SM4_BYTES);
        return mac(in, module.agreed(DukptFamilies.cmac(new Sm4Key(key, 0, SM4_BYTES), in), '4', key, MacAlgorithm.CMAC_SM4,
            in.hexBuffer("data")));
    }

    private Map<String, Object> hmac(Inputs in) {
        byte[] key = in.hex("key");
        if (key.length < SHORTEST_HMAC_KEY || key.length > LONGEST_HMAC_KEY) {
            // The module holds no keys that short or long; the calculation takes any.
            return mac(in, Hex.encode(HmacSha256.mac(key, in.hex("data"))));
        }
        int handle = module.load(KeyUsage.HMAC, 'H', 'C', key);
        try {
            UnsafeBuffer data = in.hexBuffer("data");
            UnsafeBuffer out = new UnsafeBuffer(new byte[32]);
            CheckModule.accepted(module.module().generateHmac(handle, data, 0, data.capacity(), out, 0));
            return mac(in, Hex.encode(out.byteArray()));
        } finally {
            module.module().unload(handle);
        }
    }

    private Map<String, Object> sm4Cbc(Inputs in) {
        UnsafeBuffer data = in.hexBuffer("data");
        byte[] key = in.hex("key", SM4_BYTES);
        byte[] state = new byte[16];
        BlockMac.cbc(new Sm4Key(key, 0, SM4_BYTES), data, 0, data.capacity(), padding(in), state);
        return mac(in, module.agreed(Hex.encode(state), '4', key, MacAlgorithm.SM4_CBC.padded(padding(in)), data));
    }

    private Map<String, Object> sm4Retail(Inputs in) {
        UnsafeBuffer data = in.hexBuffer("data");
        byte[] pair = Arrays.copyOf(in.hex("key1", SM4_BYTES), 2 * SM4_BYTES);
        System.arraycopy(in.hex("key2", SM4_BYTES), 0, pair, SM4_BYTES, SM4_BYTES);
        byte[] state = new byte[16];
        BlockMac.retail(new Sm4Key(pair, 0, SM4_BYTES), new Sm4Key(pair, SM4_BYTES, SM4_BYTES), data, 0, data.capacity(), padding(in), state);
        return mac(in, module.agreed(Hex.encode(state), '4', pair, MacAlgorithm.SM4_RETAIL.padded(padding(in)), data));
    }

    private Map<String, Object> unionPay(Inputs in) {
        byte[] key = in.hex("key");
        PinFamilies.require(key.length == 8 || key.length == 16, "key of " + key.length + " bytes");
        UnsafeBuffer data = in.hexBuffer("data");
        return unionPay(PinFamilies.hex(DesMac.fold(data, 0, data.capacity())), key.length == 8 ? 'D' : 'T', key, MacAlgorithm.UNIONPAY_ECB,
            data);
    }

    private Map<String, Object> unionPaySm4(Inputs in) {
        UnsafeBuffer data = in.hexBuffer("data");
        byte[] fold = new byte[16];
        for (int i = 0; i < data.capacity(); i++) {
            fold[i & 15] ^= data.getByte(i);
        }
        return unionPay(Hex.encode(fold), '4', in.hex("key", SM4_BYTES), MacAlgorithm.UNIONPAY_ECB_SM4, data);
    }

    private Map<String, Object> unionPay(String fold, char cipher, byte[] key, MacAlgorithm algorithm, UnsafeBuffer data) {
        byte[] field = module.mac(cipher, key, algorithm, MacOutput.ASCII_HEX_8, data);
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("xorBlock", fold);
        out.put("macBinary", module.mac(cipher, key, algorithm, data));
        out.put("macField64", Hex.encode(field));
        out.put("macAscii", new String(field, StandardCharsets.US_ASCII));
        return out;
    }
}
