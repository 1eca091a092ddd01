package dev.turnpike.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {
    @TempDir
    Path root;

    @Test
    void shouldLoadWhatTheRepositoryShips() {
        ConfigurationLoader.Result result = ShippedConfiguration.in(root).check();

        assertTrue(result.problems().stream().noneMatch(Problem::isError), result.problems().toString());
        TurnpikeConfiguration c = result.configuration();
        assertNotNull(c);
        assertEquals(Profile.TEST, c.general().profile());
        assertEquals(root.toAbsolutePath().resolve("data"), c.general().dataDirectory());
        assertEquals(8583, c.listeners().getFirst().port());
        assertEquals(Duration.ofSeconds(45), c.upstream("cup-b").orElseThrow().times().timeout());
        assertEquals("iso87a-hex", c.upstream("cup-a").orElseThrow().protocol().dialect());
        assertEquals(List.of("cup-a", "cup-b"), c.routing().fallback());
        assertEquals(4, c.terminals().size());
        assertEquals("5462", c.terminals().getFirst().mcc());
    }

    @Test
    void shouldDivideProtocolTimersWhenTimeScaleIsSet() {
        TurnpikeConfiguration c = ShippedConfiguration.in(root).replace("turnpike.yaml", "time-scale: 1", "time-scale: 15").check()
                .configuration();

        assertEquals(Duration.ofSeconds(3), c.upstreams().getFirst().times().timeout());
        assertEquals(Duration.ofSeconds(4), c.limits().terminalTimeout());
        assertEquals(Duration.ofSeconds(5), c.listeners().getFirst().times().frame());
    }

    @Test
    void shouldListAllMistakesOfAllFilesInOneRun() {
        ShippedConfiguration c = ShippedConfiguration.in(root)
                .replace("turnpike.yaml", "mode: durable", "mode: durabel")
                .replace("turnpike.yaml", "port: 8601", "port: 70000")
                .replace("turnpike.yaml", "timeout: 45s", "timeout: 58s")
                .replace("routing.yaml", "[cup-a, cup-b]", "[cup-x, cup-b]")
                .replace("terminals.csv", "10000002,898100012340001", "10000002,898100012340009")
                .replace("terminals.csv", "10000003", "1000003");

        assertEquals(List.of(
                "routing.yaml: unknown upstream \"cup-x\" (did you mean \"cup-a\"?), expected one of cup-a, cup-b",
                "terminals.csv: unknown merchant 898100012340009 (did you mean \"898100012340001\"?), expected one of merchants.csv",
                "terminals.csv: tid is \"1000003\", expected a terminal id of 8 letters and digits",
                "turnpike.yaml: \"mode\" is \"durabel\" (did you mean \"durable\"?), expected one of durable, page-cache",
                "turnpike.yaml: warning: an 8-byte MAC key is legacy, expected 16 where the terminals can",
                "turnpike.yaml: \"port\" is \"70000\", expected a whole number 1 to 65535",
                "turnpike.yaml: timeout of upstream \"cup-a\" is 58s, expected less than 55s (limits.terminalTimeout 60s"
                        + " - limits.margin 5s)"),
                c.problems().stream().map(p -> p.replaceFirst(":\\d+:\\d+:", ":")).toList());
    }
}
