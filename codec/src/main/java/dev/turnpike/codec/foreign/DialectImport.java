package dev.turnpike.codec.foreign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns a foreign specification file into a dialect file. Any thread. */
public final class DialectImport {
    private static final long FILE_MAX = 4L << 20;

    private DialectImport() {
    }

    /**
     * Imports a file: XML is a jPOS GenericPackager, JSON a moov-io/iso8583 specification. The dialect is named after the
     * file.
     */
    public static ImportedDialect of(Path file) throws IOException, ImportException {
        if (Files.size(file) > FILE_MAX) {
            throw new ImportException(file + " is larger than " + FILE_MAX + " bytes");
        }
        String fileName = file.getFileName().toString();
        int dot = fileName.indexOf('.');
        return of(Files.readString(file, StandardCharsets.UTF_8), dot > 0 ? fileName.substring(0, dot) : fileName);
    }

    /** Imports a text; {@code name} is the name of the dialect. */
    public static ImportedDialect of(String text, String name) throws ImportException {
        String start = text.stripLeading().replaceFirst("^\uFEFF", "");
        String plainName = name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        if (start.startsWith("<")) {
            return new JposImport(plainName).read(start);
        }
        if (start.startsWith("{")) {
            return new MoovImport(plainName).read(start);
        }
        throw new ImportException("neither XML (jPOS GenericPackager) nor a JSON object (moov-io/iso8583)");
    }
}
