package dev.turnpike.security.check;

import dev.turnpike.security.card.CardVerification;
import dev.turnpike.security.card.PinVerification;
import dev.turnpike.security.cipher.DesKey;
import java.util.Map;

/** Card verification values, PVV and IBM 3624. */
final class CardFamilies {
    private CardFamilies() {
    }

    static void register(Map<String, Family> families) {
        families.put("cvv", CardFamilies::cvv);
        families.put("pvv", in -> Map.of("pvv", PinVerification.pvv(key(in, "pvk"), in.text("pan"), in.text("pvki"), in.text("pin"))));
        families.put("ibm3624", CardFamilies::ibm);
    }

    private static DesKey key(Inputs in, String name) {
        byte[] key = in.hex(name);
        return new DesKey(key, 0, key.length);
    }

    private static Map<String, Object> cvv(Inputs in) {
        byte[] key = in.hex("cvk", 16);
        return Map.of("cvv", CardVerification.cvv(new DesKey(key, 0, 8), new DesKey(key, 0, 16), in.text("pan"), in.text("expiry"),
            in.text("serviceCode")));
    }

    private static Map<String, Object> ibm(Inputs in) {
        boolean fromOffset = in.text("op").equals("pinFromOffset");
        if (!fromOffset && !in.text("op").equals("offsetFromPin")) {
            throw new UnsupportedVectorException("unknown operation " + in.text("op"));
        }
        String given = in.text(fromOffset ? "offset" : "pin");
        String pad = in.text("pad", "F");
        PinFamilies.require(pad.length() == 1, "pad of " + pad.length() + " characters");
        String natural = PinVerification.naturalPin(key(in, "pvk"), in.text("decimalisationTable"), in.text("validationData"),
            pad.charAt(0), given.length());
        return fromOffset ? Map.of("naturalPin", natural, "pin", PinVerification.pinFromOffset(natural, given))
            : Map.of("naturalPin", natural, "offset", PinVerification.offsetFromPin(natural, given));
    }
}
