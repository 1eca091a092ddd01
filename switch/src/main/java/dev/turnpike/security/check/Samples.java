package dev.turnpike.security.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.security.cipher.Hex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sample messages that vectors name by their id: {@code messages.json} beside the file of vectors, an array of {@code {id, hex, ...}}. */
final class Samples {
    /** Name of the file. */
    static final String FILE = "messages.json";

    private final JsonNode messages;

    private Samples(JsonNode messages) {
        this.messages = messages;
    }

    /** The messages beside {@code vectors}; none when there is no such file. */
    static Samples beside(Path vectors, ObjectMapper json) throws IOException {
        Path file = vectors.toAbsolutePath().resolveSibling(FILE);
        return new Samples(Files.isReadable(file) ? json.readTree(file.toFile()) : json.createArrayNode());
    }

    private JsonNode message(String id) {
        for (JsonNode m : messages) {
            if (m.path("id").asText().equals(id)) {
                return m;
            }
        }
        throw new UnsupportedVectorException("sample " + id + " is not in a " + FILE + " beside the vectors");
    }

    /** All bytes of a message, framing included. */
    byte[] bytes(String id) {
        return Hex.decode(message(id).path("hex").asText());
    }

    /** The bytes of a binary field of a message, as the sample takes it apart; they must occur in the message. */
    byte[] field(String id, int number) {
        JsonNode message = message(id);
        String field = message.path("expected_fields").path("fields").path("" + number).asText();
        if (field.isEmpty() || !message.path("hex").asText().contains(field)) {
            throw new UnsupportedVectorException("sample " + id + " has no field " + number);
        }
        return Hex.decode(field);
    }
}
