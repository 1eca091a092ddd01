package dev.turnpike.configuration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a YAML 1.2 file into nodes with positions, or reports why that is impossible. Stateless. */
final class YamlFile {
    private static final long SIZE_MAX = 4 << 20;

    private YamlFile() {
    }

    /** The root section, also after an error (then empty and marked unreadable), so that the caller goes on with other files. */
    static YamlSection read(Reading reading, Path file) {
        String name = file.getFileName().toString();
        reading.located(name, "", Position.startOf(file.toString()));
        String text = readText(reading, file);
        if (text == null) {
            return YamlSection.unreadable(reading, file);
        }
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).setUseMarks(true).build();
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                return YamlSection.root(reading, file, null);
            }
            if (root.get() instanceof MappingNode mapping) {
                return YamlSection.root(reading, file, mapping);
            }
            reading.problems().error(YamlSection.position(file.toString(), root.get()),
                    "this is not a list of keys, expected \"key: value\" lines");
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            Position at = mark == null ? Position.startOf(file.toString())
                    : new Position(file.toString(), mark.getLine() + 1, mark.getColumn() + 1);
            reading.problems().error(at, "not YAML: " + oneLine(e.getProblem() == null ? e.getContext() : e.getProblem())
                    + ", expected valid YAML 1.2");
        } catch (YamlEngineException e) {
            reading.problems().error(Position.startOf(file.toString()),
                    "not YAML: " + oneLine(e.getMessage()) + ", expected valid YAML 1.2");
        }
        return YamlSection.unreadable(reading, file);
    }

    /** The file as UTF-8 text, or null after reporting why it cannot be had. */
    static String readText(Reading reading, Path file) {
        byte[] bytes;
        try {
            if (!Files.exists(file)) {
                reading.problems().error(Position.startOf(file.toString()), "file not found, expected a readable file");
                return null;
            }
            if (Files.size(file) > SIZE_MAX && file.toString().endsWith(".yaml")) {
                reading.problems().error(Position.startOf(file.toString()),
                        "file has " + Files.size(file) + " bytes, expected at most " + SIZE_MAX);
                return null;
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            reading.problems().error(Position.startOf(file.toString()), "cannot be read (" + e.getClass().getSimpleName()
                    + "), expected a readable file");
            return null;
        }
        CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, chars, true);
        chars.flip();
        String text = chars.toString();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            int column = text.length() - (text.lastIndexOf('\n') + 1) + 1;
            reading.problems().error(new Position(file.toString(), line, column), "byte 0x"
                    + Integer.toHexString(bytes[in.position()] & 0xff) + " is not UTF-8, expected UTF-8 text");
            return null;
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static String oneLine(String text) {
        return text == null ? "unreadable" : text.replaceAll("\\s+", " ").strip();
    }
}
