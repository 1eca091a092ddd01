package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher does before it builds or starts anything; the end-to-end tests start it for real. */
@Timeout(30)
class LauncherTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("turnpike.root", "..")).toAbsolutePath().normalize().resolve("turnpike");

    @TempDir
    Path elsewhere;

    @Test
    void shouldSayInOneLineWhichJdkItNeedsWhenStartedThroughALinkFromAnotherFolder() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("turnpike"), LAUNCHER);
        ProcessBuilder builder = new ProcessBuilder(link.toString(), "--version").directory(elsewhere.toFile()).redirectErrorStream(true);
        builder.environment().put("TURNPIKE_JAVA_HOME", elsewhere.toString());

        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(ExitCode.UNAVAILABLE, process.waitFor());
        assertEquals("turnpike: TURNPIKE_JAVA_HOME is " + elsewhere + ", expected the home of a JDK 25\n", output);
    }

    @Test
    void shouldBeExecutable() {
        assertTrue(Files.isExecutable(LAUNCHER));
    }
}
