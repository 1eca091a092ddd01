package dev.turnpike.configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The repository's {@code config} folder as a base for tests: copied, changed by replacing text, loaded with invented files. */
final class ShippedConfiguration {
    static final Path SHIPPED = Path.of(System.getProperty("turnpike.root", ".."), "config");
    /** Within the validity of {@link #CERTIFICATE}. */
    static final long NOW_MS = 1_900_000_000_000L;

    private final Path directory;

    private ShippedConfiguration(Path directory) {
        this.directory = directory;
    }

    /** Copies the folder below {@code root} and puts readable files where it points to. */
    static ShippedConfiguration in(Path root) {
        try {
            Path config = Files.createDirectories(root.resolve("config"));
            for (String name : List.of("turnpike.yaml", "routing.yaml", "risk.yaml", "merchants.csv", "terminals.csv")) {
                Files.copy(SHIPPED.resolve(name), config.resolve(name));
            }
            Path tls = Files.createDirectories(root.resolve("data/tls"));
            Path keys = Files.createDirectories(root.resolve("data/keys"));
            for (String name : List.of("server.pem", "ca.pem")) {
                try (var in = ShippedConfiguration.class.getResourceAsStream("/configuration/test-certificate.pem")) {
                    Files.write(tls.resolve(name), in.readAllBytes());
                }
            }
            Files.writeString(tls.resolve("server.key"), "");
            Files.setPosixFilePermissions(tls.resolve("server.key"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            for (String name : List.of("lmk", "switch.keys", "terminals.keys")) {
                Files.writeString(keys.resolve(name), "");
            }
            return new ShippedConfiguration(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    /** Replaces the first occurrence of {@code from} in a file; it must be there. */
    ShippedConfiguration replace(String file, String from, String to) {
        String text = text(file);
        int at = text.indexOf(from);
        if (at < 0) {
            throw new IllegalArgumentException("no \"" + from + "\" in " + file);
        }
        return write(file, text.substring(0, at) + to + text.substring(at + from.length()));
    }

    ShippedConfiguration write(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text, StandardCharsets.UTF_8);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfigurationLoader.Result check() {
        return new ConfigurationLoader(NOW_MS, ShippedConfiguration::keys).check(directory);
    }

    /** Problems as {@code name:line:column: text}, without folder. */
    List<String> problems() {
        return check().problems().stream().map(p -> p.toString().substring(directory.toString().length() + 1)).toList();
    }

    private static KeyCheck.Content keys(Path lmk, Path file) {
        return new KeyCheck.Content(file.endsWith("switch.keys")
                ? Set.of("data/pan/0001", "data/pan-hash", "data/content-digest", "zone/cup-a/zpk", "zone/cup-b/zpk")
                : Set.of("terminal/10000001/tmk", "terminal/10000002/tmk", "terminal/10000003/tmk", "terminal/10000004/tpk",
                        "terminal/10000004/tak"), null);
    }
}
