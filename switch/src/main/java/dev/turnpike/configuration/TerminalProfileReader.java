package dev.turnpike.configuration;

import dev.turnpike.configuration.TerminalProfile.Behaviour;
import dev.turnpike.configuration.TerminalProfile.Codes;
import dev.turnpike.configuration.TerminalProfile.ForeignOriginal;
import dev.turnpike.configuration.TerminalProfile.Mac;
import dev.turnpike.configuration.TerminalProfile.Originals;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.TerminalKeyLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code terminalProfiles}. Stateless. */
final class TerminalProfileReader {
    private static final Map<String, TerminalKeyLayout> LAYOUTS = layouts();
    private static final Pattern LAYOUT_FORM = Pattern.compile(String.join("|", LAYOUTS.keySet()));

    private TerminalProfileReader() {
    }

    private static Map<String, TerminalKeyLayout> layouts() {
        Map<String, TerminalKeyLayout> m = new LinkedHashMap<>();
        m.put("001", TerminalKeyLayout.SINGLE_001);
        m.put("003", TerminalKeyLayout.DOUBLE_003);
        m.put("003-full-mak", TerminalKeyLayout.DOUBLE_003_FULL_MAK);
        m.put("004", TerminalKeyLayout.DOUBLE_004);
        m.put("004-full-mak", TerminalKeyLayout.DOUBLE_004_FULL_MAK);
        m.put("sm4", TerminalKeyLayout.SM4);
        return Collections.unmodifiableMap(m);
    }

    static List<TerminalProfile> read(YamlSection root) {
        List<TerminalProfile> result = new ArrayList<>();
        for (YamlSection s : root.sections("terminalProfiles", true)) {
            result.add(one(s));
        }
        return List.copyOf(result);
    }

    private static TerminalProfile one(YamlSection s) {
        String name = s.text("name", null, Forms.NAME, Forms.NAME_TEXT);
        Mac mac = new Mac(s.choice("macAlgorithm", MacAlgorithm.class, MacAlgorithm.UNIONPAY_ECB, TerminalProfileReader::offered),
                s.choice("macOutput", MacOutput.class, MacOutput.ASCII_HEX_8, Enum::name),
                Integer.parseInt(s.text("mak", "8", Pattern.compile("8|16"), "8 or 16, the length of the MAC key in bytes")));
        PinBlockFormat pinFormat = s.choice("pinFormat", PinBlockFormat.class, PinBlockFormat.ISO_0, Enum::name);
        Set<TerminalKeyLayout> keyLayouts = EnumSet.noneOf(TerminalKeyLayout.class);
        for (String layout : s.texts("keyLayouts", true, LAYOUT_FORM, "one of " + String.join(", ", LAYOUTS.keySet()))) {
            keyLayouts.add(LAYOUTS.get(layout));
        }
        Behaviour behaviour = new Behaviour(s.choice("codes", Codes.class, Codes.CUP, YamlSection::kebab),
                s.text("unknownOriginal", "25", Pattern.compile("25|00"), "25 or 00"), s.flag("pinWithoutPan", false), s.flag("reverseOnUndelivered", false),
                originals(s.section("originals")));
        TerminalProfile profile = new TerminalProfile(name, mac, pinFormat, Collections.unmodifiableSet(keyLayouts), behaviour,
                s.zone("zone", Forms.TERMINAL_ZONE));
        checkMac(s, profile);
        s.end();
        return profile;
    }

    private static Originals originals(YamlSection s) {
        Originals originals = new Originals(s.integer("completionPercent", 115, 100, 200), s.integer("adjustPercent", 120, 100, 1000),
                s.integer("preauthDays", 30, 1, 365), s.integer("refundDays", 180, 1, 3650),
                s.choice("foreign", ForeignOriginal.class, ForeignOriginal.REFUSE, YamlSection::kebab));
        s.end();
        return originals;
    }

    // Terminals pad with zeros and carry their MAC key in field 62; the other forms are for hosts and issuers.
    private static String offered(MacAlgorithm algorithm) {
        return switch (algorithm) {
            case UNIONPAY_ECB, X9_9_CBC, X9_19, CBC_3DES, CMAC_TDES, CMAC_AES, CMAC_SM4, UNIONPAY_ECB_SM4, SM4_CBC -> algorithm.name();
            default -> null;
        };
    }

    private static void checkMac(YamlSection s, TerminalProfile profile) {
        Mac mac = profile.mac();
        boolean needsLongKey = switch (mac.algorithm()) {
            case UNIONPAY_ECB, X9_9_CBC -> false;
            default -> true;
        };
        if (needsLongKey && mac.keyLength() == 8) {
            s.error(s.at("mak"), "mak is 8 with macAlgorithm " + mac.algorithm() + ", expected 16: that algorithm needs a 16-byte key");
        } else if (mac.keyLength() == 8) {
            s.reading().problems().warning(s.at("mak"), "an 8-byte MAC key is legacy, expected 16 where the terminals can");
        }
        for (String word : LAYOUTS.keySet()) {
            TerminalKeyLayout layout = LAYOUTS.get(word);
            if (profile.keyLayouts().contains(layout) && layout.macBytes() != mac.keyLength()) {
                s.error(s.at("keyLayouts"), "key layout " + word + " carries a MAC key of " + layout.macBytes() + " bytes but mak is "
                        + mac.keyLength() + ", expected " + (mac.keyLength() == 8 ? "001, 003 or 004" : "003-full-mak, 004-full-mak or sm4"));
            }
        }
    }
}
