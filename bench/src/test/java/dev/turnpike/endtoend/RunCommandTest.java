package dev.turnpike.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.terminal.SimulatedCard;
import dev.turnpike.simulator.terminal.SimulatedTerminal;
import dev.turnpike.simulator.terminal.TerminalContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code run} begins and ends. */
final class RunCommandTest {
    private static final SimulatedCard CARD = SimulatedCard.ordinary(NamedCard.withLuhn("622202007654321"));

    @TempDir
    private Path folder;

    @Test
    void shouldLeaveNothingInDoubtWhenStoppedWithARequestInFlight() throws Exception {
        try (Shop shop = new Shop(folder.resolve("shop")).init(2_000).acquirers()) {
            Product first = shop.start();
            try (Product second = Product.run(folder.resolve("second.txt"), 30, "run", "--config", shop.config().toString())) {
                assertEquals(75, second.code(), second.output());
            }
            TerminalContext context = new TerminalContext().port(shop.terminalPort()).authority(shop.authority())
                .stateDirectory(shop.root().resolve("sim/state")).conclude();
            try (SimulatedTerminal terminal = new SimulatedTerminal(context, shop.fleet().getFirst())) {
                assertEquals("00", terminal.signOn(3).code());
                assertEquals("00", terminal.sale(CARD, 1000).code());
                var unanswered = CompletableFuture.supplyAsync(() -> terminal.sale(CARD, 9100));
                first.await("a request in flight", 10, () -> inFlight(shop) == 1);
                first.terminate();
                assertEquals(0, first.end(40), first.output());
                assertEquals("98", unanswered.get().code(), "what was in flight is answered before the end");
            }
            assertTrue(first.output().contains("stopped: 0 in flight"), first.output());
            Product again = shop.start();
            assertTrue(Pattern.compile("recovered \\d+ records in \\d+ ms, 0 transactions in doubt or open").matcher(again.output()).find(),
                again.output());
        }
    }

    private static long inFlight(Shop shop) {
        try {
            return shop.metric("turnpike_in_flight{link=\"cup-a\"}");
        } catch (java.io.IOException e) {
            return -1;
        }
    }

    @Test
    void shouldEndWith78AndPlacesWhenConfigurationIsWrong() throws Exception {
        Path shop = folder.resolve("wrong");
        Shop.command("init", shop.toString());
        Path file = shop.resolve("config/turnpike.yaml");
        List<String> lines = Files.readAllLines(file).stream()
            .map(l -> l.startsWith("  segment: ") ? "  segment: 3" : l.startsWith("  ringSize: ") ? "  ringSize: 1000" : l).toList();
        Files.write(file, lines);
        int segment = lines.indexOf("  segment: 3") + 1;
        int ring = lines.indexOf("  ringSize: 1000") + 1;
        try (Product run = Product.run(folder.resolve("wrong.txt"), 30, "run", "--config", shop.resolve("config").toString())) {
            String said = run.output();
            assertEquals(78, run.code(), said);
            assertTrue(said.contains("turnpike.yaml:" + segment + ":12: "), said);
            assertTrue(said.contains("turnpike.yaml:" + ring + ":13: "), said);
            assertTrue(said.contains("expected"), said);
        }
    }
}
