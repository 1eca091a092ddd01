package dev.turnpike.demo;

import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.terminal.SimulatedCard;
import dev.turnpike.simulator.terminal.SimulatedTerminal;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.terminal.TerminalResult;
import dev.turnpike.status.Clock;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** A few sales a second after the script, and a line each second, until the process is stopped. */
final class DemoLoad {
    private static final int TERMINALS = 3;
    private static final long PAUSE_NS = 400_000_000L;
    private static final int CARDS = 400;

    private final DemoSite site;
    private final PrintWriter out;
    private final Clock clock = SystemClock.INSTANCE;
    private final LongAdder approved = new LongAdder();
    private final LongAdder declined = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicLong slowestNs = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean(true);

    DemoLoad(DemoSite site, PrintWriter out) {
        this.site = site;
        this.out = out;
    }

    void run() {
        List<TerminalIdentity> fleet = site.fleet();
        TerminalContext options = site.terminals();
        out.println();
        out.println("serving with a small load until Ctrl-C; in another window:");
        out.println("  turnpike sim terminal --config " + site.root() + " --tid " + fleet.getLast().tid() + " --sale 10.51");
        for (int i = 0; i < Math.min(TERMINALS, Math.max(1, fleet.size() - 1)); i++) {
            TerminalIdentity identity = fleet.get(i);
            int number = i;
            Thread.ofVirtual().name("load " + identity.tid()).start(() -> sell(options, identity, number));
        }
        int ticks = 0;
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1_000_000_000L);
            ticks++;
            out.println(ticks + " s  approved " + approved + "  declined " + declined + "  without answer " + failed
                + "  slowest "
                + BigDecimal.valueOf(slowestNs.getAndSet(0) / 100_000, 1) + " ms  acquirers' net "
                + BigDecimal.valueOf(site.ledgers().net(), 2));
            out.flush();
        }
        running.set(false);
    }

    private void sell(TerminalContext options, TerminalIdentity identity, int number) {
        try (SimulatedTerminal terminal = new SimulatedTerminal(options, identity)) {
            if (!terminal.signedOn()) {
                terminal.signOn(3);
            }
            for (int round = number * 131; running.get(); round++) {
                LockSupport.parkNanos(PAUSE_NS + number * 17_000_000L);
                TerminalResult result = terminal.sale(card(round), amountMinor(round));
                switch (result.outcome()) {
                    case APPROVED -> approved.increment();
                    case DECLINED -> declined.increment();
                    default -> failed.increment();
                }
                slowestNs.accumulateAndGet(result.elapsedNs(), Math::max);
            }
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.IO, "a simulated terminal cannot keep its state: " + e.getMessage());
        }
    }

    /** Amounts from 10.00 to 89.00, every tenth ending in 51: below those that ask the acquirer for a fault. */
    private static long amountMinor(int round) {
        return 1000 + round % 80 * 100 + (round % 10 == 9 ? 51 : 0);
    }

    /** Many cards of many issuers: few enough a card that no velocity rule sees an attack. */
    private static SimulatedCard card(int round) {
        int number = round % CARDS;
        return SimulatedCard.ordinary(NamedCard.withLuhn("6222" + (10 + number % 20)
            + String.format("%09d", 4_000_000 + number / 20)));
    }
}
