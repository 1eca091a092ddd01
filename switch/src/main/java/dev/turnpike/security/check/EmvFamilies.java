package dev.turnpike.security.check;

import dev.turnpike.security.cipher.CheckValues;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.emv.EmvCryptograms;
import dev.turnpike.security.emv.EmvKeys;
import dev.turnpike.security.mac.DesMac;
import java.util.Map;

/** EMV keys and cryptograms. */
final class EmvFamilies {
    private EmvFamilies() {
    }

    static void register(Map<String, Family> families) {
        families.put("emv_udk", in -> withKcv("udk", cardKey(in)));
        families.put("emv_session_key", in -> withKcv("sessionKey", sessionKey(in)));
        families.put("emv_arqc", in -> with(in, "arqc", Hex.encode(EmvCryptograms.cryptogram(sessionKey(in), in.hex("data"),
            in.number("padding", DesMac.PADDING_80)))));
        families.put("emv_arpc", EmvFamilies::arpc);
        families.put("emv_script_mac", EmvFamilies::scriptMac);
    }

    private static Map<String, Object> withKcv(String name, byte[] key) {
        return Map.of(name, Hex.encode(key), "kcv", Hex.encode(CheckValues.zeroBlock(new DesKey(key, 0, 16), 3)));
    }

    /** The result, and the keys that led to it. */
    private static Map<String, Object> with(Inputs in, String name, String value) {
        return Map.of(name, value, "udk", Hex.encode(cardKey(in)), "sessionKey", Hex.encode(sessionKey(in)));
    }

    private static byte[] cardKey(Inputs in) {
        String option = in.text("option", "A");
        if (!option.equals("A") && !option.equals("B")) {
            throw new UnsupportedVectorException("unknown option " + option, true);
        }
        return EmvKeys.cardKey(in.hex("imk"), in.text("pan"), in.text("psn", "00"), option.equals("B"));
    }

    private static byte[] sessionKey(Inputs in) {
        byte[] udk = cardKey(in);
        return switch (in.text("skMethod", "NONE")) {
            case "NONE" -> udk;
            case "EMV_CSK" -> EmvKeys.commonSessionKey(udk, in.hex("diversifier"));
            case "MCHIP" -> EmvKeys.mchipSessionKey(udk, in.hex("atc"), in.hex("un"));
            case "VISA_SM" -> EmvKeys.visaSessionKey(udk, in.hex("atc"));
            default -> throw new UnsupportedVectorException("unknown session key method " + in.text("skMethod"), true);
        };
    }

    private static Map<String, Object> arpc(Inputs in) {
        byte[] key = switch (in.text("arpcKey", "SK")) {
            case "UDK" -> cardKey(in);
            case "SK" -> sessionKey(in);
            default -> throw new UnsupportedVectorException("unknown ARPC key " + in.text("arpcKey"), true);
        };
        byte[] arpc = switch (in.number("method")) {
            case 1 -> EmvCryptograms.arpc1(key, in.hex("arqc"), in.hex("arc"));
            case 2 -> EmvCryptograms.arpc2(key, in.hex("arqc"), in.hex("csu"),
                in.has("proprietaryAuthData") ? in.hex("proprietaryAuthData") : new byte[0]);
            default -> throw new IllegalArgumentException("ARPC method " + in.number("method"));
        };
        return with(in, "arpc", Hex.encode(arpc));
    }

    private static Map<String, Object> scriptMac(Inputs in) {
        String mac = Hex.encode(EmvCryptograms.scriptMac(sessionKey(in), in.hex("data")));
        int length = in.number("length", 8);
        PinFamilies.require(length >= 1 && length <= 8, "MAC of " + length + " bytes");
        return with(in, "mac", mac.substring(0, 2 * length));
    }
}
