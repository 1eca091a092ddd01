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
    /** The id at the place where it is raised, or where it is kept for that; perhaps one of two. */
    private static final Pattern RAISED = Pattern.compile("(?:raise\\(|alarmId = )(?:[^;\"]*\\? )?\"([a-z_-]+)\"(?: : \"([a-z_-]+)\")?");

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/OPERATIONS.md"));
    }

    private static TreeSet<String> alarms() throws IOException {
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
        return ids;
    }

    @Test
    void shouldShowTheTableOfExitCodes() throws IOException {
        List<String> rows = page().lines().filter(l -> l.matches("\\| \\d+ \\|.*")).toList();

        assertEquals(ExitCode.table().entrySet().stream().map((Map.Entry<Integer, String> e) -> "| " + e.getKey() + " | " + e.getValue() + " |")
                .toList(), rows);
    }

    @Test
    void shouldHaveARowForEveryAlarm() throws IOException {
        TreeSet<String> ids = alarms();
        String page = page();

        assertTrue(ids.size() > 15, "alarms found: " + ids);
        assertEquals(List.of(), ids.stream().filter(id -> !page.contains("| [`" + id + "`](ALARMS.md#" + id + ") |")).toList());
    }

    @Test
    void shouldHaveASectionForEveryAlarmAndForNothingElse() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/ALARMS.md"));
        List<String> sections = page.lines().filter(l -> l.startsWith("## ")).map(l -> l.substring(3)).toList();

        assertEquals(List.copyOf(alarms()), sections, "in the order of the alphabet");
        for (String section : page.split("\n## ", -1)) {
            assertTrue(section.startsWith("# ") || section.contains("\n1. "), "says what to do: " + section.lines().findFirst().orElse(""));
        }
    }
}
