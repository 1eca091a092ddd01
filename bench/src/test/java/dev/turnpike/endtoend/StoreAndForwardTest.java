package dev.turnpike.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.Main;
import dev.turnpike.demo.LedgerView;
import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.terminal.SimulatedCard;
import dev.turnpike.simulator.terminal.SimulatedTerminal;
import dev.turnpike.simulator.terminal.TerminalContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Store-and-forward of a running switch: what operators do, over SIGKILL; and a process that was paused beyond the time-out. */
final class StoreAndForwardTest {
    private static final SimulatedCard FIRST = SimulatedCard.ordinary(NamedCard.withLuhn("622202007654321"));
    private static final SimulatedCard SECOND = SimulatedCard.ordinary(NamedCard.withLuhn("622202007654399"));
    private static final int UNANSWERED = 9100;
    private static final String RULE = """
        standIn:
          enabled: true
          afterTimeouts: 1
          maxExposure: 100000
          approvalPrefix: SI
          rules:
            - name: all
              action: approve
              match: {withPin: true}
              limits: {amountMax: 5000, cardCount: 2, cardAmount: 5000, merchantCount: 10, merchantAmount: 20000}
        """;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;
    private Shop shop;

    /** What a command said. */
    private record Said(int code, String text) {
    }

    private Said saf(String... arguments) {
        StringWriter said = new StringWriter();
        List<String> line = new ArrayList<>(List.of("saf"));
        line.addAll(Arrays.asList(arguments));
        line.addAll(List.of("--config", shop.config().toString()));
        int code = Main.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said)).execute(line.toArray(new String[0]));
        return new Said(code, said.toString());
    }

    private void expect(int code, String part, Said said) {
        assertEquals(code, said.code(), said.text());
        assertTrue(said.text().contains(part), said.text());
    }

    private List<Long> listed(String state) {
        try {
            List<Long> ids = new ArrayList<>();
            JSON.readTree(saf("list", "--state", state, "--json").text()).path("entries").forEach(e -> ids.add(e.path("id").asLong()));
            return ids;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private SimulatedTerminal terminal() throws IOException {
        return new SimulatedTerminal(new TerminalContext().port(shop.terminalPort()).authority(shop.authority())
            .stateDirectory(shop.root().resolve("sim/state")).conclude(), shop.fleet().getFirst());
    }

    @Test
    void shouldObeyOperatorsAndKeepWhatTheyOrderedWhenItIsKilled() throws Exception {
        try (Shop opened = new Shop(folder.resolve("shop")).init(500).acquirers()) {
            shop = opened;
            shop.change(file -> file.set("upstreams", "cup-a", "firstRetry", "3s").set("upstreams", "cup-a", "maxRetry", "3s")
                .set("upstreams", "cup-a", "attempts", "2"));
            Product running = shop.start();
            shop.control("cup-a", "dropReversals=1000000");
            try (SimulatedTerminal terminal = terminal()) {
                assertEquals("00", terminal.signOn(3).code());
                assertEquals("98", terminal.sale(FIRST, UNANSWERED).code());
                assertEquals("98", terminal.sale(SECOND, UNANSWERED).code());
            }
            running.await("both reversals parked", 20, () -> listed("parked").size() == 2);
            List<Long> parked = listed("parked");
            expect(0, "attempts       2", saf("show", parked.get(0).toString()));
            expect(64, "--reason", saf("retry", parked.get(0).toString()));
            expect(65, "not known", saf("retry", "999999", "--reason", "no such"));
            expect(0, "another person", saf("release", parked.get(0).toString(), "--operator", "anna", "--reason", "settled by letter"));
            expect(0, "another person", saf("release", parked.get(0).toString(), "--operator", "anna", "--reason", "settled by letter"));

            running.kill();
            expect(69, "no switch answers", saf("list"));
            running = shop.start();
            assertEquals(parked, listed("all"), "parked over the kill, none lost");
            expect(0, "by anna and ben", saf("release", parked.get(0).toString(), "--operator", "ben", "--reason", "I have seen the letter"));
            expect(0, "is reversed", saf("release", parked.get(0).toString(), "--operator", "ben", "--reason", "I have seen the letter"));
            assertEquals(parked.subList(1, 2), listed("all"));
            expect(1, "not parked", park(parked.get(1)));
            released(running, parked.get(1));
        }
    }

    /** Takes the second one up again, which the acquirer now leaves unanswered once more, and tries to release it as it is. */
    private Said park(long id) {
        expect(0, "sent again", saf("retry", Long.toString(id), "--operator", "anna", "--reason", "cup-a says it is mended"));
        return saf("release", Long.toString(id), "--operator", "anna", "--reason", "too early");
    }

    private void released(Product running, long id) throws Exception {
        running.await("parked again", 20, () -> listed("parked").size() == 1);
        shop.control("cup-a", "dropReversals=0");
        expect(0, "sent again", saf("retry", Long.toString(id), "--operator", "anna", "--reason", "now it is"));
        running.await("acknowledged", 20, () -> listed("all").isEmpty());
        expect(0, "is reversed", saf("retry", Long.toString(id), "--operator", "anna", "--reason", "now it is"));
        String journal = journal();
        assertTrue(journal.contains("ASK_RELEASE by anna: settled by letter") && journal.contains("RELEASE by ben: I have seen the letter"), "the journal names who ordered what:\n" + journal);
        try (LedgerView ledger = new LedgerView(shop.ledgerPort("cup-a"), shop.ledgerPort("cup-b"))) {
            assertEquals(UNANSWERED, ledger.net(), "the one that was released by hand stands at the acquirer, the other is reversed");
        }
    }

    private String journal() {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        dev.turnpike.JournalView.print(shop.root().resolve("data/journal"), new java.io.PrintStream(out));
        return out.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void shouldReverseAndNotApproveLateWhenItWasPausedBeyondTheTimeOut() throws Exception {
        try (Shop opened = new Shop(folder.resolve("paused")).init(1_500).acquirers()) {
            shop = opened;
            Product running = shop.start();
            shop.control("cup-a", "latencyMin=600&latencyMax=600");
            try (SimulatedTerminal terminal = terminal(); LedgerView ledger = new LedgerView(shop.ledgerPort("cup-a"), shop.ledgerPort("cup-b"))) {
                assertEquals("00", terminal.signOn(3).code());
                var sale = CompletableFuture.supplyAsync(() -> terminal.sale(FIRST, 1000));
                running.await("the acquirer has posted", 10, () -> ledger.last(terminal.identity().tid(), 1000) != null);
                running.signal("STOP");
                try {
                    // The acquirer's approval lies in the socket meanwhile.
                    awaitWall(2_500);
                } finally {
                    running.signal("CONT");
                }
                assertEquals("98", sale.get().code());
                running.await("reversed at the acquirer", 20, () -> ledger.net() == 0 && open() == 0);
                assertEquals("REVERSED", ledger.last(terminal.identity().tid(), 1000).path("state").asText().toUpperCase(java.util.Locale.ROOT));
                assertEquals("00", terminal.sale(FIRST, 2000).code(), "it goes on");
            }
        }
    }

    @Test
    void shouldReverseThenStandInWhenTheAcquirerHangsAndTellItWhenItIsBack() throws Exception {
        try (Shop opened = new Shop(folder.resolve("hung")).init(800).acquirers()) {
            shop = opened;
            shop.change(file -> file.set("upstreams", "cup-a", "firstRetry", "300ms").set("upstreams", "cup-a", "maxRetry", "600ms")
                .set("upstreams", "cup-a", "attempts", "100").set("upstreams", "cup-a", "settle", "1s"));
            Path routing = shop.config().resolve("routing.yaml");
            Files.writeString(routing, RULE + Files.readString(routing).replaceAll("(?ms)^standIn:.*", ""));
            Product running = shop.start();
            try (SimulatedTerminal terminal = terminal(); LedgerView ledger = new LedgerView(shop.ledgerPort("cup-a"), shop.ledgerPort("cup-b"))) {
                assertEquals("00", terminal.signOn(3).code());
                shop.control("cup-a", "silent=true");
                assertEquals("98", terminal.sale(FIRST, 1000).code());
                assertEquals("98", terminal.sale(FIRST, 1100).code(), "one is sent all the same, to see");
                var approved = terminal.sale(SECOND, 1200);
                assertEquals("00", approved.code(), running.output());
                assertTrue(terminal.answerField(38).startsWith("SI"), terminal.answerField(38));
                running.await("its exposure", 5, () -> metric("turnpike_stand_in_exposure_minor") == 1200);
                running.kill();
                terminal.hangUp();
                shop.control("cup-a", "silent=false");
                running = shop.start();
                running.await("told and reversed", 30, () -> ledger.net() == 1200 && open() == 0);
                assertEquals("00", terminal.sale(FIRST, 1300).code(), "it goes on");
                assertEquals(2500, ledger.net());
                assertEquals(0, shop.metric("turnpike_stand_in_exposure_minor"));
            }
        }
    }

    private long metric(String name) {
        try {
            return shop.metric(name);
        } catch (IOException e) {
            return -1;
        }
    }

    private long open() {
        try {
            JsonNode link = shop.status().path("links").get(0);
            return link.path("inFlight").asLong() + link.path("reversals").asLong();
        } catch (IOException e) {
            return -1;
        }
    }

    /** The process under test is stopped: only time can pass. */
    private static void awaitWall(long ms) {
        long until = System.nanoTime() + ms * 1_000_000;
        while (System.nanoTime() - until < 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }
}
