package dev.turnpike.simulator.terminal;

/**
 * One card transaction to be done.
 *
 * @param kind what is done
 * @param card with which card
 * @param amountMinor amount in minor units; not sent for a balance inquiry
 * @param original the transaction that is voided or refunded, {@code null} for none
 * @param mishap what goes wrong on the terminal's side
 */
public record CardTransaction(TransactionKind kind, SimulatedCard card, long amountMinor, BatchEntry original, Mishap mishap) {
    /** What goes wrong on the terminal's side. */
    public enum Mishap {
        /** Nothing. */
        NONE,
        /** The request carries a wrong MAC. */
        WRONG_MAC,
        /** The answer comes and is lost before the terminal has looked at it. */
        LOST_ANSWER,
        /** The terminal hangs up as soon as the request is out. */
        HANG_UP
    }

    /** A purchase without mishap. */
    public static CardTransaction sale(SimulatedCard card, long amountMinor) {
        return new CardTransaction(TransactionKind.SALE, card, amountMinor, null, Mishap.NONE);
    }

    /** The void of a purchase of this batch. */
    public static CardTransaction voidOf(BatchEntry sale, SimulatedCard card) {
        return new CardTransaction(TransactionKind.SALE_VOID, card, sale.amountMinor(), sale, Mishap.NONE);
    }

    /** The refund of a purchase, in part or whole. */
    public static CardTransaction refundOf(BatchEntry sale, SimulatedCard card, long amountMinor) {
        return new CardTransaction(TransactionKind.REFUND, card, amountMinor, sale, Mishap.NONE);
    }

    /** Anything that stands alone: a pre-authorisation, an offline purchase. */
    public static CardTransaction of(TransactionKind kind, SimulatedCard card, long amountMinor) {
        return new CardTransaction(kind, card, amountMinor, null, Mishap.NONE);
    }

    /** Anything that refers to an earlier one: an addition, a completion, a void, an adjustment. */
    public static CardTransaction of(TransactionKind kind, SimulatedCard card, long amountMinor, BatchEntry original) {
        return new CardTransaction(kind, card, amountMinor, original, Mishap.NONE);
    }

    /** The same with a mishap. */
    public CardTransaction with(Mishap other) {
        return new CardTransaction(kind, card, amountMinor, original, other);
    }
}
