package dev.turnpike.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.demo.LedgerView;
import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.terminal.BatchEntry;
import dev.turnpike.simulator.terminal.CardTransaction;
import dev.turnpike.simulator.terminal.SimulatedCard;
import dev.turnpike.simulator.terminal.SimulatedTerminal;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TransactionKind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A purchase that the running switch has forgotten and its journal has not: refunded before and after a restart, never above what was paid. */
final class OlderOriginalTest {
    private static final int REMEMBERED = 1_000;
    private static final SimulatedCard CARD = SimulatedCard.ordinary(NamedCard.withLuhn("622202003141592"));

    @TempDir
    private Path folder;

    @Test
    void shouldRefundWhatOnlyTheJournalKnows() throws Exception {
        try (Shop shop = new Shop(folder.resolve("shop")).init(20_000).acquirers()) {
            Path file = shop.config().resolve("turnpike.yaml");
            shop.change(yaml -> Shop.ACQUIRERS.forEach(name -> yaml.set("upstreams", name, "maxInFlight", "200")));
            Files.writeString(file, Files.readString(file).replaceFirst("maxTransactions: \\d+", "maxTransactions: " + REMEMBERED)
                .replaceFirst("maxInFlight: 16384", "maxInFlight: " + REMEMBERED));
            shop.start();
            TerminalContext context = new TerminalContext().port(shop.terminalPort()).authority(shop.authority())
                .stateDirectory(folder.resolve("state")).conclude();
            try (SimulatedTerminal terminal = new SimulatedTerminal(context, shop.fleet().getFirst());
                    LedgerView ledger = new LedgerView(shop.ledgerPort("cup-a"))) {
                assertEquals("00", terminal.signOn(3).code());
                BatchEntry sale = terminal.sale(CARD, 2_000).entry();
                assertTrue(terminal.settle().closed());
                for (int i = 0; i < REMEMBERED + 20; i++) {
                    assertEquals("00", terminal.transact(CardTransaction.of(TransactionKind.BALANCE, CARD, 0)).code(), "inquiry " + i);
                }
                long asked = shop.metric("turnpike_originals_asked_total");
                assertEquals("00", terminal.transact(CardTransaction.refundOf(sale, CARD, 1_200)).code());
                assertEquals(asked + 1, shop.metric("turnpike_originals_asked_total"));
                assertEquals("61", terminal.transact(CardTransaction.refundOf(sale, CARD, 801)).code());
                assertEquals(asked + 1, shop.metric("turnpike_originals_asked_total"), "the core holds the account");
                terminal.hangUp();
                shop.running().close();
                shop.start();
                assertEquals("61", terminal.transact(CardTransaction.refundOf(sale, CARD, 801)).code(), "after a restart");
                assertEquals("00", terminal.transact(CardTransaction.refundOf(sale, CARD, 800)).code());
                long net = ledger.postings(terminal.identity().tid()).stream().mapToLong(p -> p.path("net").asLong()).sum();
                assertEquals(0, net, "everything was given back, and no more");
            }
        }
    }
}
