package dev.turnpike.security.check;

import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.keyblock.KeyBlock;
import dev.turnpike.security.keyblock.KeyBlockCodec;
import dev.turnpike.security.keyblock.KeyBlockException;
import dev.turnpike.security.keyblock.KeyBlockHeader;
import dev.turnpike.security.keyblock.OptionalBlock;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Key blocks of X9.143 / TR-31. */
final class KeyBlockFamilies {
    private KeyBlockFamilies() {
    }

    static void register(Map<String, Family> families) {
        families.put("tr31_kbpk_derive", KeyBlockFamilies::derive);
        families.put("tr31_unwrap", KeyBlockFamilies::unwrap);
        families.put("tr31_wrap", KeyBlockFamilies::wrap);
        families.put("tr31_header", in -> describe(KeyBlockHeader.parse(in.text("keyBlock")), in.text("keyBlock")));
    }

    private static Map<String, Object> derive(Inputs in) throws KeyBlockException {
        byte[] kbpk = in.hex("kbpk");
        byte[] kbek = new byte[kbpk.length];
        byte[] kbak = new byte[kbpk.length];
        KeyBlockCodec.deriveKeys(kbpk, version(in.text("version")), kbek, kbak);
        return Map.of("kbek", Hex.encode(kbek), "kbak", Hex.encode(kbak));
    }

    private static char version(String text) throws KeyBlockException {
        if (text.isEmpty()) {
            throw new KeyBlockException("a key block has at least 16 characters");
        }
        return text.charAt(0);
    }

    private static Map<String, Object> unwrap(Inputs in) throws KeyBlockException {
        String text = in.text("keyBlock");
        try (KeyBlockCodec codec = new KeyBlockCodec(in.hex("kbpk"), version(text)); KeyBlock block = codec.unwrap(text)) {
            Map<String, Object> out = describe(block.header(), text);
            out.put("key", Hex.encode(block.key()));
            return out;
        }
    }

    private static Map<String, Object> describe(KeyBlockHeader h, String text) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("version", String.valueOf(h.version()));
        out.put("length", text.length());
        out.put("keyUsage", h.usage());
        out.put("algorithm", String.valueOf(h.algorithm()));
        out.put("modeOfUse", String.valueOf(h.mode()));
        out.put("keyVersion", h.keyVersion());
        out.put("exportability", String.valueOf(h.exportability()));
        List<List<String>> optional = new ArrayList<>();
        for (OptionalBlock b : h.optional()) {
            optional.add(List.of(b.id(), b.data()));
        }
        out.put("optBlocks", optional);
        return out;
    }

    private static Map<String, Object> wrap(Inputs in) throws KeyBlockException {
        KeyBlockHeader header = KeyBlockHeader.parseForWrap(in.text("header"));
        try (KeyBlockCodec codec = new KeyBlockCodec(in.hex("kbpk"), header.version())) {
            String block = in.has("padding") ? codec.wrap(header, in.hex("key"), in.hex("padding"))
                : codec.wrap(header, in.hex("key"), new SecureRandom());
            return Map.of("keyBlock", block);
        }
    }
}
