package dev.turnpike.core;

/**
 * The state machine of a transaction: for each phase and event the next phase and what is done. {@link Transitions} carries it out, and
 * docs/TRANSACTIONS.md shows it; a test compares the two. A cell that is not set cannot happen and is refused.
 */
final class StateTable {
    /** One cell: where the transaction goes and what is done. */
    record Cell(Phase next, int steps) {
        boolean has(Step step) {
            return (steps & step.bit()) != 0;
        }
    }

    private static final Cell[][] CELLS = new Cell[Phase.values().length][TransactionEvent.values().length];

    static {
        begin();
        repeats();
        answers();
        uncertain();
        reversals();
        advices();
        attempts();
    }

    private StateTable() {
    }

    private static void set(Phase from, TransactionEvent event, Phase next, Step... steps) {
        int mask = 0;
        for (Step step : steps) {
            mask |= step.bit();
        }
        CELLS[from.ordinal()][event.ordinal()] = new Cell(next, mask);
    }

    private static void stay(TransactionEvent event, Step step, Phase... phases) {
        for (Phase phase : phases) {
            set(phase, event, phase, step);
        }
    }

    private static void begin() {
        set(Phase.NEW, TransactionEvent.FORWARDED, Phase.IN_FLIGHT, Step.INTENT, Step.FORWARD);
        set(Phase.NEW, TransactionEvent.STORED, Phase.ACCEPTED, Step.INTENT, Step.ADVICE_ACCEPTED, Step.ANSWER, Step.SEND);
        set(Phase.NEW, TransactionEvent.REFUSED, Phase.REJECTED, Step.REJECTED, Step.ANSWER);
        set(Phase.NEW, TransactionEvent.UNKNOWN_REVERSED, Phase.REJECTED, Step.TOMBSTONE, Step.ANSWER);
        set(Phase.IN_FLIGHT, TransactionEvent.SEAL_FAILED, Phase.REJECTED, Step.NOT_SENT, Step.ANSWER);
    }

    private static void repeats() {
        for (Phase phase : Phase.values()) {
            if (phase != Phase.NEW) {
                set(phase, TransactionEvent.REPEATED, phase, phase == Phase.IN_FLIGHT ? Step.WAIT : Step.ANSWER_STORED);
                set(phase, TransactionEvent.CONFLICTING, phase, Step.SECURITY_EVENT, Step.ANSWER_94);
            }
        }
    }

    private static void answers() {
        set(Phase.IN_FLIGHT, TransactionEvent.APPROVED, Phase.APPROVED, Step.OUTCOME, Step.ANSWER);
        set(Phase.IN_FLIGHT, TransactionEvent.DECLINED, Phase.DECLINED, Step.OUTCOME, Step.ANSWER);
        for (TransactionEvent answer : new TransactionEvent[] {TransactionEvent.APPROVED, TransactionEvent.DECLINED}) {
            stay(answer, Step.COUNT_DUPLICATE, Phase.APPROVED, Phase.ACCEPTED, Phase.ACCEPTED_PARKED, Phase.DECLINED, Phase.REJECTED, Phase.UNTOLD);
            stay(answer, Step.LATE_ANSWER, Phase.REVERSING, Phase.SETTLING, Phase.REVERSED, Phase.REVERSAL_PARKED);
        }
        // The approval stands at the acquirer although the reversal is closed, or was answered 25: it overtook its original.
        for (Phase closed : new Phase[] {Phase.SETTLING, Phase.REVERSED}) {
            set(closed, TransactionEvent.APPROVED, Phase.REVERSING, Step.LATE_ANSWER, Step.REVERSAL_INTENT, Step.ALARM, Step.SEND);
        }
        for (Phase open : new Phase[] {Phase.REPEATING, Phase.REFUND_PARKED}) {
            set(open, TransactionEvent.APPROVED, Phase.APPROVED, Step.OUTCOME);
            set(open, TransactionEvent.DECLINED, Phase.DECLINED, Step.OUTCOME);
        }
    }

    private static void advices() {
        for (Phase untold : new Phase[] {Phase.ACCEPTED, Phase.ACCEPTED_PARKED}) {
            set(untold, TransactionEvent.ADVICE_APPROVED, Phase.APPROVED, Step.ADVICE_ACK);
        }
        set(Phase.ACCEPTED, TransactionEvent.ADVICE_DECLINED, Phase.ACCEPTED_PARKED, Step.PARK, Step.ALARM);
        set(Phase.ACCEPTED_PARKED, TransactionEvent.ADVICE_DECLINED, Phase.ACCEPTED_PARKED, Step.COUNT_DUPLICATE);
        // It hears of the original first, then of its reversal; if it says no to the one there is nothing to reverse.
        set(Phase.UNTOLD, TransactionEvent.ADVICE_APPROVED, Phase.REVERSING, Step.ADVICE_ACK, Step.SEND);
        set(Phase.UNTOLD, TransactionEvent.ADVICE_DECLINED, Phase.REVERSED, Step.ADVICE_ACK);
    }

    private static void uncertain() {
        set(Phase.IN_FLIGHT, TransactionEvent.REVERSIBLE_UNCERTAIN, Phase.REVERSING, Step.REVERSAL_INTENT, Step.ANSWER, Step.SEND);
        set(Phase.IN_FLIGHT, TransactionEvent.ADVICE_UNCERTAIN, Phase.REPEATING, Step.ADVICE_INTENT, Step.ANSWER, Step.SEND);
        set(Phase.IN_FLIGHT, TransactionEvent.INQUIRY_UNCERTAIN, Phase.DECLINED, Step.OUTCOME, Step.ANSWER);
    }

    private static void reversals() {
        for (Phase standing : new Phase[] {Phase.IN_FLIGHT, Phase.APPROVED}) {
            set(standing, TransactionEvent.TERMINAL_REVERSAL, Phase.REVERSING, Step.REVERSAL_INTENT, Step.ANSWER, Step.SEND);
        }
        set(Phase.APPROVED, TransactionEvent.UNDELIVERED, Phase.REVERSING, Step.REVERSAL_INTENT, Step.SEND);
        for (Phase untold : new Phase[] {Phase.ACCEPTED, Phase.ACCEPTED_PARKED}) {
            set(untold, TransactionEvent.TERMINAL_REVERSAL, Phase.UNTOLD, Step.REVERSAL_INTENT, Step.ANSWER, Step.SEND);
            set(untold, TransactionEvent.UNDELIVERED, Phase.UNTOLD, Step.REVERSAL_INTENT, Step.SEND);
        }
        stay(TransactionEvent.TERMINAL_REVERSAL, Step.ANSWER, Phase.DECLINED, Phase.REJECTED, Phase.UNTOLD, Phase.SETTLING, Phase.REVERSED,
            Phase.REVERSAL_PARKED);
        set(Phase.REVERSING, TransactionEvent.TERMINAL_REVERSAL, Phase.REVERSING, Step.ANSWER, Step.SEND);
        set(Phase.REVERSING, TransactionEvent.ACKNOWLEDGED, Phase.REVERSED, Step.ACK_CLOSED);
        set(Phase.REVERSING, TransactionEvent.ACKNOWLEDGED_UNKNOWN, Phase.SETTLING, Step.ACK_OPEN, Step.SETTLE_LATER);
        set(Phase.SETTLING, TransactionEvent.SETTLED, Phase.REVERSED, Step.ACK_CLOSED);
        // Given up and yet acknowledged: the answer was only very late.
        set(Phase.REVERSAL_PARKED, TransactionEvent.ACKNOWLEDGED, Phase.REVERSED, Step.ACK_CLOSED);
        set(Phase.REVERSAL_PARKED, TransactionEvent.ACKNOWLEDGED_UNKNOWN, Phase.REVERSED, Step.ACK_CLOSED);
        for (TransactionEvent ack : new TransactionEvent[] {TransactionEvent.ACKNOWLEDGED, TransactionEvent.ACKNOWLEDGED_UNKNOWN}) {
            for (Phase phase : Phase.values()) {
                if (phase != Phase.NEW && find(phase, ack) == null) {
                    stay(ack, Step.COUNT_DUPLICATE, phase);
                }
            }
        }
    }

    private static void attempts() {
        for (Phase waiting : new Phase[] {Phase.ACCEPTED, Phase.UNTOLD, Phase.REVERSING, Phase.REPEATING}) {
            set(waiting, TransactionEvent.FORWARD_REFUSED, waiting, Step.ATTEMPT, Step.RETRY_LATER);
            set(waiting, TransactionEvent.FORWARD_UNANSWERED, waiting, Step.ATTEMPT, Step.RETRY_LATER);
        }
        set(Phase.REVERSING, TransactionEvent.FORWARD_EXHAUSTED, Phase.REVERSAL_PARKED, Step.PARK, Step.ALARM);
        set(Phase.REPEATING, TransactionEvent.FORWARD_EXHAUSTED, Phase.REFUND_PARKED, Step.PARK, Step.ALARM);
        set(Phase.ACCEPTED, TransactionEvent.FORWARD_EXHAUSTED, Phase.ACCEPTED_PARKED, Step.PARK, Step.ALARM);
        set(Phase.UNTOLD, TransactionEvent.FORWARD_EXHAUSTED, Phase.UNTOLD, Step.PARK, Step.ALARM);
    }

    /** The cell, or null when the event cannot happen there. */
    static Cell find(Phase phase, TransactionEvent event) {
        return CELLS[phase.ordinal()][event.ordinal()];
    }

    /**
     * The cell.
     *
     * @throws IllegalStateException when the event cannot happen in that phase
     */
    static Cell of(Phase phase, TransactionEvent event) {
        Cell cell = find(phase, event);
        if (cell == null) {
            throw new IllegalStateException("a transaction that is " + phase.title() + " cannot meet: " + event.title());
        }
        return cell;
    }
}
