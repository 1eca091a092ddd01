package dev.turnpike;

import dev.turnpike.configuration.KeyCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Reads the names of a key file. Stateless. */
final class KeyFileCheck implements KeyCheck {
    @Override
    public Content read(Path localMasterKey, Path keyFile) {
        Set<String> names = new HashSet<>();
        try {
            for (String line : Files.readAllLines(keyFile, StandardCharsets.US_ASCII)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    names.add(line.substring(0, Math.max(0, line.indexOf(' '))));
                }
            }
            return new Content(names, null);
        } catch (IOException e) {
            return new Content(Set.of(), "key file " + keyFile + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
