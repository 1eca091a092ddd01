package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.configuration.ConfigurationException;
import dev.turnpike.security.KeyAudit;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.KeyManagement;
import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.TestKeys;
import dev.turnpike.status.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} itself says to a production configuration, and what is left of the keys when it ends. */
@Timeout(120)
class ProductionRunTest {
    private static final String OVERRIDE = "software security module under the production profile by explicit override";

    @TempDir
    Path root;
    private final StringWriter err = new StringWriter();
    private Path shop;

    private int run(Object... words) {
        err.getBuffer().setLength(0);
        return Main.commandLine().setOut(new PrintWriter(err)).setErr(new PrintWriter(err))
                .execute(Stream.of(words).map(Object::toString).toArray(String[]::new));
    }

    @BeforeEach
    void make() {
        shop = root.resolve("shop");
        assertEquals(ExitCode.OK, run("init", shop), err.toString());
    }

    private void replace(String from, String to) throws IOException {
        Path yaml = shop.resolve("config/turnpike.yaml");
        String text = Files.readString(yaml);
        assertTrue(text.contains(from), from);
        Files.writeString(yaml, text.replace(from, to));
    }

    @Test
    void shouldRefuseTheSoftwareModuleWithoutOverride() throws IOException {
        replace("profile: test\n", "profile: production\n");
        assertEquals(ExitCode.CONFIGURATION, run("run", "--config", shop));
        assertTrue(err.toString().contains("expected a hardware module, or \"softwareOverride: true\""), err.toString());
    }

    @Test
    void shouldRefusePublishedKeysWithOverrideAndTakeThemUnderTheTestProfile() throws IOException {
        Path file = shop.resolve("data/keys/terminals.keys");
        KeyFile keys = KeyFile.open(file);
        try (LocalMasterKey lmk = LocalMasterKey.load(shop.resolve("data/keys/lmk"))) {
            keys.put("terminal/10000001/tmk", KeyUsage.TERMINAL_MASTER, new TestKeys(SecurityProfile.TEST, lmk, new SecureRandom())
                .importHex(KeyUsage.TERMINAL_MASTER, "0123456789ABCDEFFEDCBA9876543210"));
        }
        keys.save();
        assertEquals(ExitCode.OK, run("config", "check", "--config", shop), err.toString());
        replace("profile: test\n", "profile: production\n");
        replace("softwareOverride: false", "softwareOverride: true");
        assertEquals(ExitCode.CONFIGURATION, run("run", "--config", shop));
        assertTrue(err.toString().contains("key terminal/10000001/tmk is a published test key"), err.toString());
    }

    @Test
    void shouldRefuseAPublishedLocalMasterKey() throws IOException {
        Path lmk = shop.resolve("data/keys/lmk");
        Path known = root.resolve("known");
        PublishedMasterKey.write(known);
        Path data = shop.resolve("data/keys");
        try (LocalMasterKey old = LocalMasterKey.load(lmk); LocalMasterKey fresh = LocalMasterKey.load(known)) {
            for (String name : List.of("switch.keys", "terminals.keys")) {
                new KeyManagement(KeyFile.open(data.resolve(name)), old, SecurityProfile.TEST, new SecureRandom(),
                    new KeyAudit(data.resolve("audit.log"), SystemClock.INSTANCE, "ann")).rewrap(fresh);
            }
        }
        Files.move(known, lmk, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals(ExitCode.OK, run("config", "check", "--config", shop), err.toString());
        replace("profile: test\n", "profile: production\n");
        replace("softwareOverride: false", "softwareOverride: true");
        assertEquals(ExitCode.CONFIGURATION, run("run", "--config", shop));
        assertTrue(err.toString().contains("lmk: the local master key is a published test key"), err.toString());
    }

    @Test
    void shouldRunAndLogTheOverrideAndEndWithZero() throws IOException, InterruptedException {
        replace("profile: test\n", "profile: production\n");
        replace("softwareOverride: false", "softwareOverride: true");
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(JvmOptions.shipped());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run", "--config", shop.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.contains("listening on")) {
                    // Process.destroy would also close the stream that is being read.
                    process.toHandle().destroy();
                }
            }
            assertEquals(ExitCode.OK, process.waitFor(), () -> String.join("\n", lines));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(1, lines.stream().filter(l -> l.contains(OVERRIDE) && l.contains("WARN")).count(), () -> String.join("\n", lines));
        assertTrue(lines.stream().anyMatch(l -> l.contains("WARN") && l.contains("bare cryptograms in ECB mode")), () -> String.join("\n", lines));
    }

    @Test
    void shouldHoldNoKeysAnyMoreWhenItHasStopped() throws ConfigurationException {
        SwitchProcess process = SwitchProcess.start(ConfigurationOption.loader().load(shop));
        assertTrue(process.loadedKeys() > 0);
        assertEquals(ExitCode.OK, process.stop());
        assertEquals(0, process.loadedKeys());
    }
}
