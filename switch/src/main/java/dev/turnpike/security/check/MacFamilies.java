package dev.turnpike.security.check;

import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.mac.BlockMac;
import dev.turnpike.security.mac.DesMac;
import dev.turnpike.security.mac.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** Message authentication. */
final class MacFamilies {
    private MacFamilies() {
    }

    static void register(Map<String, Family> families) {
        families.put("mac_iso9797_alg1", in -> des(in, false, 8, 24));
        families.put("mac_x9_9", in -> des(in, false, 8, 8));
        families.put("mac_iso9797_alg3", in -> des(in, true, 16, 24));
        families.put("mac_cmac_tdes", in -> {
            byte[] key = in.hex("key");
            PinFamilies.require(key.length >= 16, "key of single length");
            return mac(in, DukptFamilies.cmac(new DesKey(key, 0, key.length), in));
        });
        families.put("mac_cmac_aes", in -> mac(in, DukptFamilies.cmac(new AesKey(in.hex("key"), 0, in.hex("key").length), in)));
        families.put("mac_sm4_cmac", in -> mac(in, DukptFamilies.cmac(sm4(in, "key"), in)));
        families.put("mac_hmac_sha256", in -> mac(in, Hex.encode(HmacSha256.mac(in.hex("key"), in.hex("data")))));
        families.put("mac_sm4_cbc", MacFamilies::sm4Cbc);
        families.put("mac_sm4_retail", MacFamilies::sm4Retail);
        families.put("mac_unionpay_ecb", MacFamilies::unionPay);
    }

    private static Sm4Key sm4(Inputs in, String name) {
        byte[] key = in.hex(name);
        return new Sm4Key(key, 0, key.length);
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

    private static Map<String, Object> des(Inputs in, boolean retail, int shortest, int longest) {
        byte[] key = in.hex("key");
        PinFamilies.require(key.length >= shortest && key.length <= longest, "key of " + key.length + " bytes");
        UnsafeBuffer data = in.hexBuffer("data");
        DesKey k = new DesKey(key, 0, key.length);
        long mac = retail ? DesMac.retail(k, data, 0, data.capacity(), padding(in)) : DesMac.cbc(k, data, 0, data.capacity(), padding(in));
        return mac(in, PinFamilies.hex(mac));
    }

    private static Map<String, Object> sm4Cbc(Inputs in) {
        UnsafeBuffer data = in.hexBuffer("data");
        byte[] state = new byte[16];
        BlockMac.cbc(sm4(in, "key"), data, 0, data.capacity(), padding(in), state);
        return mac(in, Hex.encode(state));
    }

    private static Map<String, Object> sm4Retail(Inputs in) {
        UnsafeBuffer data = in.hexBuffer("data");
        byte[] state = new byte[16];
        BlockMac.retail(sm4(in, "key1"), sm4(in, "key2"), data, 0, data.capacity(), padding(in), state);
        return mac(in, Hex.encode(state));
    }

    private static Map<String, Object> unionPay(Inputs in) {
        byte[] key = in.hex("key");
        PinFamilies.require(key.length == 8 || key.length == 16, "key of " + key.length + " bytes");
        UnsafeBuffer data = in.hexBuffer("data");
        String binary = PinFamilies.hex(DesMac.unionPay(new DesKey(key, 0, key.length), data, 0, data.capacity()));
        String ascii = binary.substring(0, 8);
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("xorBlock", PinFamilies.hex(DesMac.fold(data, 0, data.capacity())));
        out.put("macBinary", binary);
        out.put("macField64", Hex.encode(ascii.getBytes(StandardCharsets.US_ASCII)));
        out.put("macAscii", ascii);
        return out;
    }
}
