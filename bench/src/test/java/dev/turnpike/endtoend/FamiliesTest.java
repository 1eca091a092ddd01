package dev.turnpike.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnpike.demo.LedgerView;
import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.terminal.BatchEntry;
import dev.turnpike.simulator.terminal.CardTransaction;
import dev.turnpike.simulator.terminal.Settlement;
import dev.turnpike.simulator.terminal.SimulatedCard;
import dev.turnpike.simulator.terminal.SimulatedTerminal;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TerminalResult;
import dev.turnpike.simulator.terminal.TransactionKind;
import dev.turnpike.status.SystemClock;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type of transaction from a terminal's wire to the acquirer's ledger and back; then the day is closed and must balance. */
final class FamiliesTest {
    private static final SimulatedCard CARD = SimulatedCard.ordinary(NamedCard.withLuhn("622202003141592"));
    private static final SimulatedCard OTHER = SimulatedCard.ordinary(NamedCard.withLuhn("622202002718281"));
    private static final long LIMIT_NS = 90_000_000_000L;

    @TempDir
    private Path folder;
    private Shop shop;
    private LedgerView ledger;
    private SimulatedTerminal terminal;

    @BeforeEach
    void open() throws Exception {
        shop = new Shop(folder.resolve("shop")).init(3_000).acquirers();
        shop.start();
        ledger = new LedgerView(shop.ledgerPort("cup-a"));
        TerminalContext context = new TerminalContext().port(shop.terminalPort()).authority(shop.authority())
            .stateDirectory(folder.resolve("state")).conclude();
        terminal = new SimulatedTerminal(context, shop.fleet().getFirst());
        assertEquals("00", terminal.signOn(3).code());
    }

    @AfterEach
    void close() throws Exception {
        terminal.close();
        ledger.close();
        shop.close();
    }

    private TerminalResult does(String code, CardTransaction wanted) {
        TerminalResult result = terminal.transact(wanted);
        assertEquals(code, result.code(), wanted.kind() + ": " + result.text());
        return result;
    }

    private TerminalResult does(String code, TransactionKind kind, long amount, BatchEntry original) {
        return does(code, CardTransaction.of(kind, CARD, amount, original));
    }

    private BatchEntry entry(TransactionKind kind, long amount, BatchEntry original) {
        BatchEntry entry = does("00", kind, amount, original).entry();
        assertNotNull(entry, kind + " leaves an entry");
        return entry;
    }

    private JsonNode posted(long amount) {
        JsonNode posting = ledger.last(terminal.identity().tid(), amount);
        assertNotNull(posting, "no posting of " + amount);
        return posting;
    }

    private static void await(String what, BooleanSupplier condition) {
        long start = SystemClock.INSTANCE.monotonicNs();
        while (!condition.getAsBoolean()) {
            assertTrue(SystemClock.INSTANCE.monotonicNs() - start < LIMIT_NS, what);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private void balances(long netMinor) {
        await("net " + netMinor + ", is " + net(), () -> net() == netMinor);
        Settlement closing = terminal.settle();
        assertTrue(closing.balanced(), "totals " + closing.request().text() + " " + terminal.batch());
        assertTrue(closing.closed());
    }

    private long net() {
        return ledger.postings(terminal.identity().tid()).stream().mapToLong(p -> p.path("net").asLong()).sum();
    }

    @Test
    void shouldHoldAddCompleteVoidAndCompleteAgainWhenAHotelAsks() {
        BatchEntry hold = entry(TransactionKind.PREAUTH, 10_000, null);
        assertEquals(10_000, posted(10_000).path("authorised").asLong());
        assertEquals(0, net());
        does("00", TransactionKind.PREAUTH_ADDITION, 5_000, hold);
        assertEquals(15_000, posted(10_000).path("authorised").asLong());
        hold = terminal.holds().getLast();
        assertEquals(15_000, hold.amountMinor());
        does("61", TransactionKind.COMPLETION, 17_300, hold);
        BatchEntry completion = entry(TransactionKind.COMPLETION, 17_200, hold);
        assertEquals(1, posted(10_000).path("completions").asInt());
        does("22", TransactionKind.COMPLETION, 1_000, hold);
        does("22", TransactionKind.PREAUTH_VOID, 15_000, hold);
        does("00", TransactionKind.COMPLETION_VOID, 17_200, completion);
        assertEquals(0, posted(10_000).path("completions").asInt());
        BatchEntry advised = entry(TransactionKind.COMPLETION_ADVICE, 16_000, hold);
        await("advice posted", () -> net() == 16_000);
        does("00", CardTransaction.refundOf(advised, CARD, 6_000));
        does("61", CardTransaction.refundOf(advised, CARD, 10_100));
        balances(10_000);
    }

    @Test
    void shouldGiveTheAmountFreeWhenAPreauthIsVoided() {
        BatchEntry hold = entry(TransactionKind.PREAUTH, 10_000, null);
        does("64", TransactionKind.PREAUTH_VOID, 9_900, hold);
        does("00", TransactionKind.PREAUTH_VOID, 10_000, hold);
        assertTrue(ledger.postings(terminal.identity().tid()).getFirst().path("voided").asBoolean());
        does("22", TransactionKind.COMPLETION, 10_000, hold);
        balances(0);
    }

    @Test
    void shouldReverseThePreauthWhenTheAcquirerNeverAnswers() {
        TerminalResult result = terminal.transact(CardTransaction.of(TransactionKind.PREAUTH, CARD, 9_100));
        assertEquals("98", result.code());
        await("reversed", () -> posted(9_100).path("state").asText().equals("reversed"));
        balances(0);
    }

    @Test
    void shouldDeliverEveryAdviceWhenTheAcquirerComesBack() throws Exception {
        BatchEntry sale = entry(TransactionKind.SALE, 2_000, null);
        shop.stopAcquirer("cup-a");
        shop.stopAcquirer("cup-b");
        await("links down", () -> shop.linksUp() == 0);
        BatchEntry offline = entry(TransactionKind.OFFLINE_SALE, 3_000, null);
        does("00", TransactionKind.ADJUST, 3_300, offline);
        does("00", TransactionKind.TIP_ADJUST, 2_200, sale);
        does("00", TransactionKind.CHIP_OFFLINE_SALE, 700, null);
        does("00", TransactionKind.SCRIPT_NOTIFY, 0, sale);
        does("91", TransactionKind.OFFLINE_REFUND, 300, offline);
        Settlement closing = terminal.settle();
        assertTrue(closing.balanced() && closing.closed(), "the day closes although nothing was delivered: " + closing.totals());
        shop.acquirers();
        ledger.close();
        ledger = new LedgerView(shop.ledgerPort("cup-a"));
        await("offline purchase and chip purchase posted: " + net(), () -> net() >= 3_000 + 700);
        await("nothing waits", () -> waiting() == 0);
    }

    private long waiting() {
        try {
            return shop.metric("turnpike_reversals_open{link=\"cup-a\"}");
        } catch (java.io.IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Test
    void shouldCountTipsAndAdjustmentsWhenTheDayIsClosed() {
        BatchEntry sale = entry(TransactionKind.SALE, 2_000, null);
        does("61", TransactionKind.TIP_ADJUST, 2_500, sale);
        does("00", TransactionKind.TIP_ADJUST, 2_200, sale);
        BatchEntry offline = does("00", CardTransaction.of(TransactionKind.OFFLINE_SALE, OTHER, 3_000)).entry();
        does("22", TransactionKind.ADJUST, 3_300, offline);
        does("00", CardTransaction.of(TransactionKind.ADJUST, OTHER, 3_300, offline));
        does("00", TransactionKind.BALANCE, 0, null);
        BatchEntry chip = entry(TransactionKind.CHIP_OFFLINE_SALE, 700, null);
        await("chip purchase posted", () -> net() == 2_200 + 3_300 + 700);
        does("00", TransactionKind.OFFLINE_REFUND, 700, chip);
        does("00", TransactionKind.SCRIPT_NOTIFY, 0, sale);
        balances(2_200 + 3_300);
    }
}
