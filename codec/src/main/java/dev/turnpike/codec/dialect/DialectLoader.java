package dev.turnpike.codec.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads dialect files. {@code extends} is looked up beside the file first, then among the shipped dialects. Any thread. */
public final class DialectLoader {
    private static final String SUFFIX = ".yaml";
    private static final String SHIPPED = "config/dialects/";

    private DialectLoader() {
    }

    /** Loads a dialect file; the exception lists every mistake of the file and its parents. */
    public static Dialect load(Path file) throws DialectException {
        String fileName = file.getFileName().toString();
        String dialectName = fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : fileName;
        return load(dialectName, new DialectDocument.Source() {
            @Override
            public Reader open(String name) throws IOException {
                Path candidate = name.equals(dialectName) ? file : file.resolveSibling(name + SUFFIX);
                return Files.isRegularFile(candidate) ? Files.newBufferedReader(candidate) : openShipped(name);
            }

            @Override
            public String label(String name) {
                Path candidate = name.equals(dialectName) ? file : file.resolveSibling(name + SUFFIX);
                return name.equals(dialectName) || Files.isRegularFile(candidate) ? candidate.toString() : SHIPPED + name + SUFFIX;
            }
        });
    }

    /** Loads a dialect from text; {@code label} stands for the file in problem lists. */
    public static Dialect load(String label, String yaml) throws DialectException {
        return load(label, new DialectDocument.Source() {
            @Override
            public Reader open(String name) {
                return name.equals(label) ? new StringReader(yaml) : openShipped(name);
            }

            @Override
            public String label(String name) {
                return name;
            }
        });
    }

    static Dialect loadShipped(String dialectName) throws DialectException {
        return load(dialectName, new DialectDocument.Source() {
            @Override
            public Reader open(String name) {
                return openShipped(name);
            }

            @Override
            public String label(String name) {
                return SHIPPED + name + SUFFIX;
            }
        });
    }

    private static Dialect load(String dialectName, DialectDocument.Source source) throws DialectException {
        return new DialectBuilder(DialectDocument.read(source, dialectName, new Problems())).build();
    }

    private static Reader openShipped(String name) {
        if (!name.matches("[A-Za-z0-9._-]+")) {
            return null;
        }
        InputStream stream = DialectLoader.class.getResourceAsStream("/dialects/" + name + SUFFIX);
        return stream == null ? null : new InputStreamReader(stream, StandardCharsets.UTF_8);
    }
}
