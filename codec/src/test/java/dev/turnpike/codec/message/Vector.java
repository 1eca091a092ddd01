package dev.turnpike.codec.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;

/** One published message: its bytes, the dialect that reads it, and what it should mean. */
record Vector(String id, String family, byte[] bytes, String framing, JsonNode expected) {
    static List<Vector> all() {
        List<Vector> result = new ArrayList<>(read("/vectors/messages.json"));
        result.addAll(read("/vectors/public.json"));
        return result;
    }

    private static List<Vector> read(String resource) {
        try (InputStream stream = Vector.class.getResourceAsStream(resource)) {
            List<Vector> result = new ArrayList<>();
            for (JsonNode node : new ObjectMapper().readTree(stream)) {
                result.add(new Vector(node.get("id").asText(), node.get("dialect").asText(),
                    HexFormat.of().parseHex(node.get("hex").asText()), node.get("framing").asText(),
                        node.get("expected_fields")));
            }
            return result;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Vector> ofFamily(String family) {
        return all().stream().filter(vector -> vector.family.equals(family)).toList();
    }

    /** Bytes of the frame before the message. */
    int frameBytes() {
        return framing.startsWith("2-byte") ? 2 : 0;
    }

    /** A shipped dialect, without headers where the dump has none. */
    Dialect dialect(String name) {
        Dialect dialect = Dialects.shipped(name);
        return framing.startsWith("no length prefix; MTI") || framing.startsWith("bare message") ? dialect.withoutHeaders()
            : dialect;
    }

    @Override
    public String toString() {
        return id;
    }
}
