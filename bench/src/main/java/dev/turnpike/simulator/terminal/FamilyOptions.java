package dev.turnpike.simulator.terminal;

import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options of {@code sim terminal} for everything besides purchase, void and refund. They are done in the order of this class. */
final class FamilyOptions {
    private static final Set<TransactionKind> PURCHASES = Set.of(TransactionKind.SALE, TransactionKind.COMPLETION, TransactionKind.COMPLETION_ADVICE);
    @Option(names = "--preauth", paramLabel = "AMOUNT", description = "Pre-authorisation.")
    private BigDecimal preauth;
    @Option(names = "--add", paramLabel = "AMOUNT", description = "Adds to the last open pre-authorisation.")
    private BigDecimal add;
    @Option(names = "--void-preauth", description = "Voids the last open pre-authorisation.")
    private boolean voidPreauth;
    @Option(names = "--complete", paramLabel = "AMOUNT", description = "Completes the last open pre-authorisation.")
    private BigDecimal complete;
    @Option(names = "--complete-advice", paramLabel = "AMOUNT", description = "The same as an advice.")
    private BigDecimal completeAdvice;
    @Option(names = "--void-completion", description = "Voids the last completion of the batch.")
    private boolean voidCompletion;
    @Option(names = "--offline-sale", paramLabel = "AMOUNT", description = "Uploads a purchase that was authorised by voice.")
    private BigDecimal offlineSale;
    @Option(names = "--adjust", paramLabel = "AMOUNT", description = "New total of the last offline purchase of the batch.")
    private BigDecimal adjust;
    @Option(names = "--tip", paramLabel = "AMOUNT", description = "New total, tip included, of the last purchase of the batch.")
    private BigDecimal tip;
    @Option(names = "--chip-offline", paramLabel = "AMOUNT", description = "Uploads a purchase that the chip approved by itself.")
    private BigDecimal chipOffline;
    @Option(names = "--offline-refund", paramLabel = "AMOUNT", description = "Refunds this much of the last offline purchase of the batch.")
    private BigDecimal offlineRefund;
    @Option(names = "--script", description = "Reports the result of an issuer script for the last purchase of the batch.")
    private boolean script;

    /** Does one transaction. */
    @FunctionalInterface
    interface Action {
        /** Does {@code wanted} and shows what came of it. */
        void run(CardTransaction wanted);
    }

    /** Does what was asked for, in order. */
    void run(SimulatedTerminal terminal, SimulatedCard card, Action action) {
        alone(TransactionKind.PREAUTH, preauth, card, action);
        if (add != null) {
            action.run(CardTransaction.of(TransactionKind.PREAUTH_ADDITION, card, TerminalCommand.minor(add), hold(terminal)));
        }
        if (voidPreauth) {
            BatchEntry hold = hold(terminal);
            action.run(CardTransaction.of(TransactionKind.PREAUTH_VOID, card, hold.amountMinor(), hold));
        }
        if (complete != null) {
            action.run(CardTransaction.of(TransactionKind.COMPLETION, card, TerminalCommand.minor(complete), hold(terminal)));
        }
        if (completeAdvice != null) {
            action.run(CardTransaction.of(TransactionKind.COMPLETION_ADVICE, card, TerminalCommand.minor(completeAdvice), hold(terminal)));
        }
        if (voidCompletion) {
            BatchEntry last = last(terminal, Set.of(TransactionKind.COMPLETION), "completion");
            action.run(CardTransaction.of(TransactionKind.COMPLETION_VOID, card, last.amountMinor(), last));
        }
        offline(terminal, card, action);
    }

    private void offline(SimulatedTerminal terminal, SimulatedCard card, Action action) {
        alone(TransactionKind.OFFLINE_SALE, offlineSale, card, action);
        if (adjust != null) {
            BatchEntry last = last(terminal, Set.of(TransactionKind.OFFLINE_SALE), "offline purchase");
            action.run(CardTransaction.of(TransactionKind.ADJUST, card, TerminalCommand.minor(adjust), last));
        }
        if (tip != null) {
            action.run(CardTransaction.of(TransactionKind.TIP_ADJUST, card, TerminalCommand.minor(tip), last(terminal, PURCHASES, "purchase")));
        }
        alone(TransactionKind.CHIP_OFFLINE_SALE, chipOffline, card, action);
        if (offlineRefund != null) {
            BatchEntry last = last(terminal, Set.of(TransactionKind.OFFLINE_SALE, TransactionKind.CHIP_OFFLINE_SALE), "offline purchase");
            action.run(CardTransaction.of(TransactionKind.OFFLINE_REFUND, card, TerminalCommand.minor(offlineRefund), last));
        }
        if (script) {
            action.run(CardTransaction.of(TransactionKind.SCRIPT_NOTIFY, card, 0, last(terminal, PURCHASES, "purchase")));
        }
    }

    private static void alone(TransactionKind kind, BigDecimal amount, SimulatedCard card, Action action) {
        if (amount != null) {
            action.run(CardTransaction.of(kind, card, TerminalCommand.minor(amount)));
        }
    }

    private static BatchEntry hold(SimulatedTerminal terminal) {
        if (terminal.holds().isEmpty()) {
            throw new UserMistakeException(ExitCode.DATA, "terminal " + terminal.identity().tid() + " has no open pre-authorisation");
        }
        return terminal.holds().getLast();
    }

    /** The last entry of one of these kinds in the open batch. */
    static BatchEntry last(SimulatedTerminal terminal, Set<TransactionKind> kinds, String what) {
        List<BatchEntry> found = new ArrayList<>(terminal.batch());
        found.removeIf(e -> !kinds.contains(e.kind()));
        if (found.isEmpty()) {
            throw new UserMistakeException(ExitCode.DATA, "the batch of terminal " + terminal.identity().tid() + " has no " + what);
        }
        return found.getLast();
    }
}
