package dev.turnpike;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.DialectException;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.configuration.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --dialect}: the name of a shipped dialect, or a dialect file. */
final class DialectOption {
    @Option(names = {"-d", "--dialect"}, required = true, paramLabel = "D",
            description = "Name of a shipped dialect (turnpike dialect list), or a dialect file (with .yaml or a / in it).")
    private String dialect;
    @Option(names = "--no-headers", description = "The message begins with its MTI, not with the headers of the dialect.")
    private boolean noHeaders;

    /** The dialect, without its headers if asked for; a {@link UserMistakeException} lists what is wrong with it. */
    Dialect load() {
        Dialect loaded = load(dialect);
        return noHeaders ? loaded.withoutHeaders() : loaded;
    }

    private static Dialect load(String name) {
        if (name.endsWith(".yaml") || name.indexOf('/') >= 0) {
            return file(Path.of(name));
        }
        if (!Dialects.names().contains(name)) {
            throw new UserMistakeException(ExitCode.USAGE, "no dialect \"" + name + "\"" + Nearest.hint(name, Dialects.names())
                    + ", expected one of " + String.join(", ", Dialects.names()) + " or a .yaml file");
        }
        return Dialects.shipped(name);
    }

    /** Loads a dialect file; ends with 66 when it is not there and with 78 and all its mistakes when it does not load. */
    static Dialect file(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "cannot read " + file + "; expected a dialect file");
        }
        try {
            return DialectLoader.load(file);
        } catch (DialectException e) {
            throw new UserMistakeException(ExitCode.CONFIGURATION, "dialect file has mistakes" + System.lineSeparator()
                    + String.join(System.lineSeparator(), e.problems()));
        }
    }
}
