package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read the files that hold secrets, as {@code config check} sees it. */
class FileModesTest {
    @TempDir
    Path root;
    private final StringWriter out = new StringWriter();
    private Path shop;

    private int run(Object... words) {
        out.getBuffer().setLength(0);
        return Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out))
                .execute(Stream.of(words).map(Object::toString).toArray(String[]::new));
    }

    @BeforeEach
    void make() {
        shop = root.resolve("shop");
        assertEquals(ExitCode.OK, run("init", shop), out.toString());
    }

    private void mode(String file, String permissions) throws IOException {
        Files.setPosixFilePermissions(shop.resolve(file), PosixFilePermissions.fromString(permissions));
    }

    private long errors() {
        return out.toString().lines().filter(l -> l.matches(".*:\\d+:\\d+: (?!warning).*")).count();
    }

    @Test
    void shouldRefuseAPrivateKeyThatOthersMayRead() throws IOException {
        mode("data/tls/server.key", "rw-r--r--");
        assertEquals(ExitCode.CONFIGURATION, run("config", "check", "--config", shop));
        assertTrue(out.toString().contains("server.key has mode rw-r--r--, expected rw------- or rw-r-----"), out.toString());
        assertEquals(1, errors(), out.toString());
        mode("data/tls/server.key", "rw-r-----");
        assertEquals(ExitCode.OK, run("config", "check", "--config", shop), out.toString());
    }

    @Test
    void shouldTellAnOpenMasterKeyOnceAtItsOwnLine() throws IOException {
        mode("data/keys/lmk", "rw-r-----");
        assertEquals(ExitCode.CONFIGURATION, run("config", "check", "--config", shop));
        assertEquals(1, errors(), out.toString());
        assertTrue(out.toString().contains("mode is rw-r-----, expected rw------- (chmod 600)\n"), out.toString());
        String line = Files.readAllLines(shop.resolve("config/turnpike.yaml")).get(
                Integer.parseInt(out.toString().replaceFirst("(?s).*?yaml:(\\d+):.*", "$1")) - 1);
        assertTrue(line.contains("localMasterKey"), line);
    }

    @Test
    void shouldRefuseAMasterKeyInsideTheConfigurationFolder() throws IOException {
        Files.move(shop.resolve("data/keys/lmk"), shop.resolve("config/lmk"));
        Path yaml = shop.resolve("config/turnpike.yaml");
        Files.writeString(yaml, Files.readString(yaml).replace("../data/keys/lmk", "lmk"));
        assertEquals(ExitCode.CONFIGURATION, run("config", "check", "--config", shop));
        assertTrue(out.toString().contains("lies in the configuration folder"), out.toString());
        assertEquals(1, errors(), out.toString());
    }
}
