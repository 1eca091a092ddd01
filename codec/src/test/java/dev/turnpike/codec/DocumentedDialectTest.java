package dev.turnpike.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.message.FieldPath;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.SubfieldDecoder;

class DocumentedDialectTest {
    private static String page() throws Exception {
        return Files.readString(Path.of(System.getProperty("turnpike.root"), "docs", "DIALECTS.md"));
    }

    private static String block(String language) throws Exception {
        return page().split("```" + language + "\n", 2)[1].split("```", 2)[0];
    }

    @Test
    void shouldDecodeTheDumpOfThePageWhenTheFileOfThePageIsUsed() throws Exception {
        byte[] bytes = HexFormat.of().parseHex(block("hex").replaceAll("\\s", ""));
        Dialect dialect = DialectLoader.load("example-host", block("yaml"));
        MessageDecoder decoder = new MessageDecoder();
        assertEquals(0, decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length), decoder::errorText);
        assertEquals(0, decoder.validate(), decoder::errorText);
        SubfieldDecoder parts = new SubfieldDecoder();
        assertEquals(0, parts.wrap(decoder, 48));
        assertEquals(20_111_031, parts.asLong(parts.find(FieldPath.of("48.1"))));
        assertEquals(3, parts.asLong(parts.find(FieldPath.of("48.5"))));
    }

    @Test
    void shouldListEveryShippedDialectAndFileWhenReadByPeople() throws Exception {
        List<String> files;
        try (var paths = Files.list(Path.of(System.getProperty("turnpike.root"), "config", "dialects"))) {
            files = paths.map(path -> path.getFileName().toString()).filter(name -> name.endsWith(".yaml"))
                .map(name -> name.replace(".yaml", "")).sorted().toList();
        }
        assertEquals(files, Dialects.names().stream().sorted().toList());
        for (String name : files) {
            assertTrue(page().contains("`" + name + "`"), name);
        }
    }
}
