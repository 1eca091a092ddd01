package dev.turnpike.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A copy taken under load, restored elsewhere, leads to the state that the running switch had. */
@Timeout(240)
final class BackupTest {
    private static final Pattern SITE = Pattern.compile("starting switch and acquirers in (\\S+)");
    private static final Pattern SEQUENCE = Pattern.compile("sequence 1 to (\\d+)");
    private static final Pattern STATE = Pattern.compile("state +([0-9a-f]{16}) at sequence (\\d+), after \\d+ records");

    @TempDir
    private Path folder;
    private int runs;

    private String run(String... words) throws Exception {
        try (Product product = Product.run(folder.resolve("run" + runs++ + ".txt"), 60, words)) {
            assertEquals(0, product.code(), product.output());
            return product.output();
        }
    }

    private static String find(Pattern pattern, String text) {
        Matcher m = pattern.matcher(text);
        assertTrue(m.find(), text);
        return m.group(1);
    }

    @Test
    void shouldRestoreToTheSameStateWhenBackedUpWhileRunning() throws Exception {
        try (Product load = Product.start(folder.resolve("load.txt"), "bench", "--self-contained", "--connections", "8", "--warmup", "0",
            "--duration", "600")) {
            load.await("purchases", 90, () -> load.output().contains(" 3 s  sent"));
            String shop = find(SITE, load.output());
            Path first = folder.resolve("first");
            Path second = folder.resolve("second");
            long early = Long.parseLong(find(SEQUENCE, run("journal", "backup", first.toString(), "--config", shop)));
            long late = Long.parseLong(find(SEQUENCE, run("journal", "backup", second.toString(), "--config", shop)));
            assertTrue(early > 1_000 && late > early, early + " records, then " + late);
            Path restored = folder.resolve("restored");
            run("journal", "restore", second.toString(), "--journal", restored.toString());
            // The end of a copy may hold records that were not durable yet when it was taken: compare where both have them.
            String at = Long.toString(early);
            String running = find(STATE, run("journal", "hash", "--to", at, "--config", shop));
            assertEquals(running, find(STATE, run("journal", "hash", first.toString(), "--config", shop, "--to", at)));
            assertEquals(running, find(STATE, run("journal", "hash", restored.toString(), "--config", shop, "--to", at)));
            assertNotEquals(running, find(STATE, run("journal", "hash", restored.toString(), "--config", shop)), "more happened after it");
            assertTrue(run("journal", "verify", restored.toString(), "--config", shop).contains("seals agree"));
            try (Product started = Product.start(folder.resolve("start.txt"), "journal", "verify", "--config", shop)) {
                started.end(60);
                assertTrue(started.output().contains("in use by pid"), started.output());
            }
            load.terminate();
            load.end(60);
            assertTrue(Files.isDirectory(restored));
        }
    }
}
