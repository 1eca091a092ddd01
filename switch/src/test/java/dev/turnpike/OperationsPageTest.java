package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/OPERATIONS.md names every exit code and every alarm. */
class OperationsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("turnpike.root", ".."));
    private static final Pattern RAISED = Pattern.compile("raise\\((?:[^;\"]*\\? )?\"([a-z_-]+)\"(?: : \"([a-z_-]+)\")?");

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/OPERATIONS.md"));
    }

    @Test
    void shouldShowTheTableOfExitCodes() throws IOException {
        List<String> rows = page().lines().filter(l -> l.matches("\\| \\d+ \\|.*")).toList();

        assertEquals(ExitCode.table().entrySet().stream().map((Map.Entry<Integer, String> e) -> "| " + e.getKey() + " | " + e.getValue() + " |")
                .toList(), rows);
    }

    @Test
    void shouldHaveARowForEveryAlarm() throws IOException {
        TreeSet<String> ids = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("switch/src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher m = RAISED.matcher(Files.readString(file));
                while (m.find()) {
                    ids.add(m.group(1));
                    if (m.group(2) != null) {
                        ids.add(m.group(2));
                    }
                }
            }
        }
        String page = page();

        assertTrue(ids.size() > 5, "alarms found: " + ids);
        assertEquals(List.of(), ids.stream().filter(id -> !page.contains("| `" + id + "` |")).toList());
    }
}
