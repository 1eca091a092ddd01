package dev.turnpike.security.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Wiping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/** The inputs of one vector. A missing one makes the vector unsupported, a malformed one is refused as a caller would be. */
final class Inputs {
    private final JsonNode node;
    private final Set<String> asked = new HashSet<>();

    Inputs(JsonNode node) {
        this.node = node;
    }

    boolean has(String name) {
        asked.add(name);
        return node.hasNonNull(name);
    }

    String text(String name) {
        if (!has(name)) {
            throw new UnsupportedVectorException("input " + name + " is missing", true);
        }
        return node.get(name).asText();
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    int number(String name, int otherwise) {
        return has(name) ? number(name) : otherwise;
    }

    int number(String name) {
        String text = text(name);
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new IllegalArgumentException(name + " is no whole number");
        }
        return Integer.parseInt(text);
    }

    /** Names of inputs that nobody asked for, in their order. */
    List<String> unused() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(n -> {
            if (!asked.contains(n)) {
                names.add(n);
            }
        });
        return names;
    }

    byte[] hex(String name) {
        try {
            return Hex.decode(text(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    byte[] hex(String name, int bytes) {
        byte[] value = hex(name);
        if (value.length != bytes) {
            throw new IllegalArgumentException(name + " has " + value.length + " bytes, expected " + bytes);
        }
        return value;
    }

    List<byte[]> hexList(String name) {
        List<byte[]> list = new ArrayList<>();
        if (!has(name) || !node.path(name).isArray()) {
            throw new UnsupportedVectorException("input " + name + " is no array", true);
        }
        for (JsonNode n : node.path(name)) {
            list.add(Hex.decode(n.asText()));
        }
        return list;
    }

    UnsafeBuffer hexBuffer(String name) {
        return new UnsafeBuffer(hex(name));
    }

    UnsafeBuffer asciiBuffer(String name) {
        return ascii(text(name, ""));
    }

    static boolean isHex(String text) {
        return text.chars().allMatch(c -> Hex.digit(c) >= 0);
    }

    static UnsafeBuffer ascii(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Up to 16 hex digits, first digit most significant of 14 nibbles or 8 bytes. */
    long nibbles(String name, int nibbles) {
        String s = text(name);
        if (s.length() > nibbles) {
            throw new IllegalArgumentException(name + " has more than " + nibbles + " digits");
        }
        byte[] padded = Hex.decode("0".repeat(16 - s.length()) + s);
        long v = dev.turnpike.security.cipher.Blocks.getLong(padded, 0);
        Wiping.wipe(padded);
        return v;
    }
}
