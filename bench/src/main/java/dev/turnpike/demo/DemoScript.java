package dev.turnpike.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.terminal.BatchEntry;
import dev.turnpike.simulator.terminal.CardTransaction;
import dev.turnpike.simulator.terminal.Settlement;
import dev.turnpike.simulator.terminal.SimulatedCard;
import dev.turnpike.simulator.terminal.SimulatedTerminal;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.terminal.TerminalResult;
import dev.turnpike.simulator.terminal.TransactionKind;
import dev.turnpike.status.Clock;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The steps of the demonstration, a line each: what, code, text, time, as expected or not. One thread. */
final class DemoScript {
    private static final long LEDGER_LIMIT_NS = 8_000_000_000L;
    private static final SimulatedCard CARD = SimulatedCard.ordinary(NamedCard.withLuhn("622202001234567"));
    private static final SimulatedCard VISA = SimulatedCard.ordinary(NamedCard.withLuhn("400000001234567"))
        .with(SimulatedCard.Entry.STRIPE);

    private final DemoSite site;
    private final PrintWriter out;
    private final Clock clock = SystemClock.INSTANCE;
    private final long startNs = clock.monotonicNs();
    private SimulatedTerminal terminal;
    private String failed;
    private TerminalResult receipt;

    DemoScript(DemoSite site, PrintWriter out) {
        this.site = site;
        this.out = out;
    }

    /** Runs all steps; the name of the first that did not end as expected, or {@code null}. Stops there. */
    String run() {
        out.println("turnpike demo: upstream time-out " + DemoSite.TIMEOUT_MS / 1000
            + " s instead of 45 s, so that nobody waits");
        site.prepare();
        say("config", "made in " + site.root());
        site.start();
        say("switch", "ready on 127.0.0.1:" + site.terminalPort() + " (TLS), signed on to cup-a and cup-b, "
            + seconds(clock.monotonicNs() - startNs) + " s after the start");
        List<TerminalIdentity> fleet = site.fleet();
        TerminalContext options = site.terminals();
        try (SimulatedTerminal first = new SimulatedTerminal(options, pick(fleet, false));
                SimulatedTerminal second = new SimulatedTerminal(options, pick(fleet, true))) {
            terminal = first;
            plainSteps();
            faultSteps();
            otherTerminal(second);
            closingSteps();
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.IO, "a simulated terminal cannot keep its state: " + e.getMessage());
        }
        if (failed == null) {
            out.println();
            new Receipt(terminal.identity(), receipt, CARD.pan()).print(out);
            new JournalReport(site).print(out);
            out.println("all steps as expected, " + seconds(clock.monotonicNs() - startNs) + " s");
        }
        out.flush();
        return failed;
    }

    private static TerminalIdentity pick(List<TerminalIdentity> fleet, boolean retailMac) {
        return fleet.stream().filter(t -> t.signsOn() && t.profile().contains("x9") == retailMac).findFirst()
            .orElseThrow(() -> new UserMistakeException(ExitCode.DATA,
                "the shop has no terminal of each profile with a master key"));
    }

    private void plainSteps() {
        step("sign-on, key download (003)", terminal.signOn(3), "00", "working keys and batch " + terminal.batchNumber());
        step("echo", "00", () -> terminal.echo(), "");
        step("sale 10.00, chip and PIN", "00", () -> receipt = terminal.sale(CARD, 1000), "cup-a, F55, PIN translated");
        long approvedNs = clock.monotonicNs() - startNs;
        if (failed == null) {
            say("", "first approved sale " + seconds(approvedNs) + " s after the start");
        }
        step("sale 10.51, declined by the acquirer", "51", () -> terminal.sale(CARD, 1051), "");
        step("sale 60000.00, refused by a risk rule", "61", () -> terminal.sale(CARD, 6_000_000), "");
        ledger("nothing of it reached the acquirer", () -> site.ledgers().last(tid(), 6_000_000) == null);
        step("sale 11.00 with a wrong MAC", "A0",
            () -> terminal.transact(CardTransaction.sale(CARD, 1100).with(CardTransaction.Mishap.WRONG_MAC)), "");
    }

    private void faultSteps() {
        step("sale 91.00, never answered upstream", "98", () -> terminal.sale(CARD, 9100), "after the time-out");
        ledger("0420 sent and acknowledged, net zero", () -> reversed(9100));
        step("sale 20.00, answer lost by the terminal", "", () ->
            terminal.transact(CardTransaction.sale(CARD, 2000).with(CardTransaction.Mishap.LOST_ANSWER)), "reversal record kept");
        step("its own reversal 0400", "00", this::reverse, "0410");
        ledger("0420 sent and acknowledged, net zero", () -> reversed(2000));
    }

    private TerminalResult reverse() {
        terminal.deliverReversal();
        return terminal.lastReversal();
    }

    private void otherTerminal(SimulatedTerminal second) {
        step("second terminal: sign-on (X9.19)", "00", () -> second.signOn(3), "16-byte MAC key");
        step("second terminal: sale 12.00, stripe", "00", () -> second.sale(CARD.with(SimulatedCard.Entry.STRIPE), 1200),
            "no F2, no F55");
        ledger("posted at cup-a", () -> site.ledgers().holder(second.identity().tid(), 1200) == 0);
    }

    private void closingSteps() {
        BatchEntry[] sale = new BatchEntry[1];
        step("sale 30.00", "00", () -> {
            TerminalResult result = terminal.sale(CARD, 3000);
            sale[0] = result.entry();
            return result;
        }, "");
        step("void of it", "00", () -> terminal.transact(CardTransaction.voidOf(sale[0], CARD)), "");
        step("refund 5.00 of the first sale", "00",
            () -> terminal.transact(CardTransaction.refundOf(receipt.entry(), CARD, 500)), "0220");
        step("sale 13.00, foreign card", "00", () -> terminal.sale(VISA, 1300), "another route");
        ledger("posted at cup-b", () -> site.ledgers().holder(tid(), 1300) == 1);
        ledger("net 18.00 = 10.00 + 30.00 - 30.00 - 5.00 + 13.00", () -> net(tid()) == 1800);
        BatchEntry[] hold = new BatchEntry[1];
        step("pre-authorisation 40.00", "00", () -> {
            TerminalResult result = terminal.transact(CardTransaction.of(TransactionKind.PREAUTH, CARD, 4000));
            hold[0] = result.entry();
            return result;
        }, "0100, holds and moves nothing");
        step("completion 46.01, above 115 %", "61",
            () -> terminal.transact(CardTransaction.of(TransactionKind.COMPLETION, CARD, 4601, hold[0])), "refused here");
        step("completion 44.00", "00", () -> terminal.transact(CardTransaction.of(TransactionKind.COMPLETION, CARD, 4400, hold[0])), "");
        ledger("40.00 held, 44.00 captured, net 62.00", () -> net(tid()) == 6200);
        if (failed != null) {
            return;
        }
        Settlement closing = terminal.settle();
        boolean good = closing.balanced() && closing.closed();
        show("batch close 0500", good, "", closing.balanced() ? "TOTALS EQUAL" : "TOTALS DIFFER: " + closing.request().text(),
            closing.request().elapsed(), "0320 end, next batch " + closing.nextBatch());
    }

    private void step(String name, String expected, java.util.function.Supplier<TerminalResult> action, String detail) {
        if (failed == null) {
            step(name, action.get(), expected, detail);
        }
    }

    private void step(String name, TerminalResult result, String expected, String detail) {
        boolean answered = result.outcome() == TerminalResult.Outcome.APPROVED
            || result.outcome() == TerminalResult.Outcome.DECLINED;
        boolean good = expected.isEmpty() ? result.outcome() == TerminalResult.Outcome.NO_ANSWER : answered
            && result.code().equals(expected);
        show(name, good, result.code(), result.text(), result.elapsed(), good ? detail : "expected " + expected);
    }

    private void ledger(String what, BooleanSupplier condition) {
        if (failed != null) {
            return;
        }
        long start = clock.monotonicNs();
        boolean good = condition.getAsBoolean();
        while (!good && clock.monotonicNs() - start < LEDGER_LIMIT_NS) {
            LockSupport.parkNanos(20_000_000);
            good = condition.getAsBoolean();
        }
        show("  acquirer's ledger: " + what, good, "", good ? "" : "NOT SO", "", "");
    }

    private void show(String name, boolean good, String code, String text, String elapsed, String detail) {
        out.println((good ? "  \u2714 " : "  \u2718 ")
            + String.format("%-52s %-2s %-22s %10s  %s", name, code, text, elapsed, detail).stripTrailing());
        out.flush();
        if (!good && failed == null) {
            failed = name.trim();
        }
    }

    private void say(String what, String text) {
        out.println("    " + String.format("%-8s", what) + text);
        out.flush();
    }

    private String tid() {
        return terminal.identity().tid();
    }

    private boolean reversed(long amountMinor) {
        JsonNode posting = site.ledgers().last(tid(), amountMinor);
        return posting != null && posting.path("state").asText().equals("reversed") && posting.path("reversals").asInt() >= 1
            && posting.path("net").asLong() == 0;
    }

    private long net(String tid) {
        return site.ledgers().postings(tid).stream().mapToLong(p -> p.path("net").asLong()).sum();
    }

    private static String seconds(long ns) {
        return BigDecimal.valueOf(ns / 100_000_000, 1).toPlainString();
    }
}
