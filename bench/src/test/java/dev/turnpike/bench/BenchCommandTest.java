package dev.turnpike.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.ExitCode;
import dev.turnpike.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    private static String said;

    private static int bench(String... arguments) {
        StringWriter out = new StringWriter();
        String[] all = new String[arguments.length + 1];
        all[0] = "bench";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        int code = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out)).execute(all);
        said = out.toString();
        return code;
    }

    @Test
    @Timeout(90)
    void shouldApproveAndCheckEveryPurchaseOfBothProfilesWhenItStartsItsOwnSwitch(@TempDir Path folder) throws IOException {
        Path result = folder.resolve("result.json");
        int code = bench("--self-contained", "--connections", "8", "--profile", "both", "--warmup", "1", "--duration", "2",
            "--rate", "50", "--result", result.toString());
        assertEquals(ExitCode.OK, code, said);
        JsonNode json = new ObjectMapper().readTree(result.toFile());
        assertEquals("open", json.path("mode").asText());
        assertEquals("durable", json.path("journal").asText());
        assertTrue(json.path("approved").asInt() > 50, said);
        assertEquals(0, json.path("failedChecks").asInt() + json.path("lost").asInt());
        assertTrue(json.path("latencyMicros").path("p99").asInt() > 0);
        assertFalse(json.path("machine").path("java").asText().isEmpty());
    }

    @Test
    void shouldNameTheOptionWhenItIsOutOfRange() {
        assertEquals(ExitCode.USAGE, bench("--connections", "0"));
        assertTrue(said.contains("--connections is out of range, expected 1 to 50000"), said);
    }

    @Test
    void shouldSayWhatIsMissingWhenThereIsNoFleet(@TempDir Path folder) {
        assertEquals(ExitCode.NO_INPUT, bench("--config", folder.toString()));
        assertTrue(said.contains("expected --fleet"), said);
    }
}
