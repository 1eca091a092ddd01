package dev.turnpike.crash;

import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.terminal.BatchEntry;
import dev.turnpike.simulator.terminal.CardTransaction;
import dev.turnpike.simulator.terminal.CardTransaction.Mishap;
import dev.turnpike.simulator.terminal.Settlement;
import dev.turnpike.simulator.terminal.SimulatedCard;
import dev.turnpike.simulator.terminal.SimulatedTerminal;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.terminal.TerminalResult;
import dev.turnpike.simulator.terminal.TerminalResult.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * One terminal and the shop assistant at it: sales, voids, refunds, faults and lost answers at random, whether the switch is
 * there or not. A refund whose result is unknown is asked for again until there is one; everything else is the terminal's own
 * reversal. One thread.
 */
final class CrashTerminal implements AutoCloseable {
    private static final long RETRY_NS = 20_000_000L;
    private static final String TIMEOUT = "98";

    /** A refund whose result the terminal does not know yet. */
    private record Unknown(CardTransaction refund, int batch, int trace) {
    }

    private final TerminalContext context;
    private final TerminalIdentity identity;
    private final SplittableRandom random;
    private final Map<Integer, SimulatedCard> cards = new HashMap<>();
    private final List<Unknown> unknown = new ArrayList<>();
    private final Map<Key, Key> originals = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private SimulatedTerminal terminal;
    private boolean closing;
    private int batchesClosed;

    CrashTerminal(TerminalContext context, TerminalIdentity identity, SplittableRandom random) throws IOException {
        this.context = context;
        this.identity = identity;
        this.random = random;
        terminal = new SimulatedTerminal(context, identity);
    }

    String tid() {
        return identity.tid();
    }

    /** Void or refund to its original. */
    Map<Key, Key> originals() {
        return originals;
    }

    /** What the terminal saw and should not have seen. */
    List<String> complaints() {
        return complaints;
    }

    int batchesClosed() {
        return batchesClosed;
    }

    /** Does one thing. */
    void step() throws IOException {
        if (!terminal.signedOn()) {
            pace(terminal.signOn(3));
            return;
        }
        if (closing) {
            closing = !settle();
            return;
        }
        int dice = random.nextInt(1000);
        if (dice < 10) {
            pace(terminal.signOn(3));
        } else if (dice < 20) {
            pace(terminal.echo());
        } else if (dice < 30) {
            terminal.close();
            terminal = new SimulatedTerminal(context, identity);
        } else if (dice < 36) {
            closing = terminal.batch().size() > 5;
        } else if (dice < 150) {
            undo(dice < 95);
        } else {
            sell(dice);
        }
    }

    private void sell(int dice) {
        long amount = (10 + random.nextInt(80)) * 100L;
        CardTransaction sale = CardTransaction.sale(card(), amount);
        if (dice < 200) {
            sale = CardTransaction.sale(sale.card(), amount + 51);
        } else if (dice < 220) {
            // No answer, late, twice: by the amount.
            sale = CardTransaction.sale(sale.card(), 9100 + random.nextInt(3));
        } else if (dice < 224) {
            // Wrong number, garbage, connection closed: by the amount.
            sale = CardTransaction.sale(sale.card(), 9103 + random.nextInt(3));
        } else if (dice < 235) {
            sale = CardTransaction.sale(SimulatedCard.named(NamedCard.PARTIAL), amount);
        }
        if (dice >= 940) {
            sale = sale.with(dice < 970 ? Mishap.LOST_ANSWER : Mishap.HANG_UP);
        }
        TerminalResult result = terminal.transact(sale);
        if (result.entry() != null) {
            cards.put(result.trace(), sale.card());
        }
        pace(result);
    }

    private SimulatedCard card() {
        boolean foreign = random.nextInt(5) == 0;
        String digits = foreign ? "400000" + random.nextInt(100_000_000, 1_000_000_000)
            : "6222" + (10 + random.nextInt(20)) + random.nextInt(100_000_000, 1_000_000_000);
        SimulatedCard card = SimulatedCard.ordinary(NamedCard.withLuhn(digits));
        return random.nextInt(4) == 0 ? card.with(SimulatedCard.Entry.STRIPE) : card;
    }

    private void undo(boolean asVoid) {
        List<BatchEntry> sales = terminal.batch().stream().filter(e -> cards.containsKey(e.trace()) && e.kind().side() > 0)
            .toList();
        if (sales.isEmpty()) {
            return;
        }
        BatchEntry sale = sales.get(random.nextInt(sales.size()));
        SimulatedCard card = cards.get(sale.trace());
        Mishap mishap = random.nextInt(10) == 0 ? Mishap.LOST_ANSWER : Mishap.NONE;
        CardTransaction wanted = asVoid ? CardTransaction.voidOf(sale, card).with(mishap)
            : CardTransaction.refundOf(sale, card, Math.min(sale.amountMinor(), 100L * (1 + random.nextInt(20)))).with(mishap);
        TerminalResult result = terminal.transact(wanted);
        if (result.outcome() != Outcome.NOT_SENT) {
            originals.put(key(result.batch(), result.trace()), key(sale.batch(), sale.trace()));
            if (!asVoid && !settled(result)) {
                unknown.add(new Unknown(wanted.with(Mishap.NONE), result.batch(), result.trace()));
            }
        }
        pace(result);
    }

    private Key key(int batch, int trace) {
        return new Key(identity.tid(), batch, trace);
    }

    private static boolean settled(TerminalResult result) {
        boolean answered = result.outcome() == Outcome.APPROVED || result.outcome() == Outcome.DECLINED;
        return answered && !result.code().equals(TIMEOUT);
    }

    /** Sends the reversal that waits, and asks again for refunds without a result; true when nothing is unknown any more. */
    boolean resolve() {
        if (!terminal.deliverReversal()) {
            pace(terminal.lastReversal());
            return false;
        }
        unknown.removeIf(u -> settled(terminal.repeat(u.refund(), u.batch(), u.trace())));
        return unknown.isEmpty();
    }

    /** Repeats a few approved sales of the open batch: the stored answers must come, crash or not. */
    void repeatSome(int count) {
        List<BatchEntry> sales = terminal.batch().stream().filter(e -> cards.containsKey(e.trace()) && e.kind().side() > 0)
            .toList();
        for (int i = 0; i < count && !sales.isEmpty(); i++) {
            BatchEntry sale = sales.get(random.nextInt(sales.size()));
            SimulatedCard card = cards.get(sale.trace());
            boolean partial = card.pan().equals(NamedCard.PARTIAL.pan(NamedCard.BIN_UNIONPAY));
            if (partial) {
                continue;
            }
            TerminalResult result = terminal.repeat(CardTransaction.sale(card, sale.amountMinor()), sale.batch(), sale.trace());
            if (!result.approved() || !result.reference().equals(sale.reference())) {
                complaints.add(key(sale.batch(), sale.trace()) + ": repeated, got " + result + " instead of F37 "
                    + sale.reference());
            }
        }
    }

    /** Closes the batch; true when it is closed. Totals that differ are a complaint. */
    boolean settle() {
        if (!resolve()) {
            LockSupport.parkNanos(RETRY_NS);
            return false;
        }
        int size = terminal.batch().size();
        int batch = terminal.batchNumber();
        Settlement closed = terminal.settle();
        if (closed.totals().length() == 62 && !closed.balanced()) {
            complaints.add("terminal " + tid() + " batch " + batch + " with " + size + " entries: totals differ, the switch has "
                + closed.totals());
        }
        if (closed.closed()) {
            batchesClosed++;
            cards.clear();
        } else {
            pace(closed.request());
        }
        return closed.closed();
    }

    /** An assistant whose terminal has no connection tries again a little later. */
    private static void pace(TerminalResult result) {
        if (result == null || result.outcome() == Outcome.NO_ANSWER || result.outcome() == Outcome.NOT_SENT
            || result.code().equals("91")) {
            LockSupport.parkNanos(RETRY_NS);
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
