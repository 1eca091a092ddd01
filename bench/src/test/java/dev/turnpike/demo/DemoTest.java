package dev.turnpike.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole product, end to end: switch and acquirers as processes of their own, real TLS sockets, every line of the
 * demonstration.
 */
class DemoTest {
    private static final List<String> CLEAR_CARDS = List.of("6222020012345671", "4000000012345676");

    @Test
    @Timeout(120)
    void shouldEndEveryStepAsExpectedAndKeepNoClearCardNumberWhenTheDemoRunsOnce(@TempDir Path folder) throws IOException {
        Path shop = folder.resolve("shop");
        StringWriter said = new StringWriter();
        int code = Main.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said)).execute("demo", "--once",
            "--data", shop.toString());
        String text = said.toString();
        assertEquals(0, code, text);
        assertTrue(text.contains("all steps as expected"), text);
        assertTrue(text.lines().filter(l -> l.contains("\u2714")).count() >= 20, text);
        assertTrue(text.contains("REVERSAL_INTENT"), "the journal's view is shown");
        noClearCardNumber(shop, text);
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            assertFalse(children.anyMatch(c -> c.info().commandLine().orElse("").contains(shop.toString())),
                "a child is still there");
        }
    }

    private static void noClearCardNumber(Path shop, String output) throws IOException {
        for (String card : CLEAR_CARDS) {
            assertFalse(output.contains(card), "a card number in the output");
        }
        try (Stream<Path> files = Files.walk(shop)) {
            for (Path file : files.filter(Files::isRegularFile).filter(f -> f.toFile().length() < 100_000_000L).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String card : CLEAR_CARDS) {
                    assertFalse(bytes.contains(card), "a card number in " + file);
                }
            }
        }
    }
}
