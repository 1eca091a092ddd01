package dev.turnpike.simulator.terminal;

/** The card transactions that the simulated terminal knows. */
public enum TransactionKind {
    /** Balance inquiry. */
    BALANCE(200, 310_000, 0, 1, false, 0),
    /** Purchase. */
    SALE(200, 0, 0, 22, true, 1),
    /** Void of a purchase of the same batch. */
    SALE_VOID(200, 200_000, 0, 23, true, -1),
    /** Refund of an earlier purchase. */
    REFUND(220, 200_000, 0, 25, false, -1),
    /** Pre-authorisation. */
    PREAUTH(100, 30_000, 6, 10, true, 0),
    /** Void of a pre-authorisation. */
    PREAUTH_VOID(100, 200_000, 6, 11, true, 0),
    /** Completion of a pre-authorisation. */
    COMPLETION(200, 0, 6, 20, true, 1),
    /** Raises what a pre-authorisation holds. */
    PREAUTH_ADDITION(100, 30_000, 60, 10, true, 0),
    /** Completion that the host takes note of. */
    COMPLETION_ADVICE(220, 0, 6, 24, false, 1),
    /** Void of a completion of the same batch. */
    COMPLETION_VOID(200, 200_000, 6, 21, true, -1),
    /** Purchase that was authorised by voice. */
    OFFLINE_SALE(220, 0, 0, 30, false, 1),
    /** New amount of an offline purchase of the same batch. */
    ADJUST(220, 0, 0, 32, false, 0),
    /** New amount of a purchase of the same batch, with its tip. */
    TIP_ADJUST(220, 0, 0, 34, false, 0),
    /** Purchase that the chip card approved by itself. */
    CHIP_OFFLINE_SALE(200, 0, 0, 36, false, 1),
    /** Refund of an offline purchase. */
    OFFLINE_REFUND(220, 200_000, 0, 27, false, -1),
    /** What the card said to an issuer script. */
    SCRIPT_NOTIFY(620, 0, -1, 0, false, 0);

    private final int mti;
    private final int processing;
    private final int condition;
    private final int messageType;
    private final boolean reversible;
    private final int side;

    TransactionKind(int mti, int processing, int condition, int messageType, boolean reversible, int side) {
        this.mti = mti;
        this.processing = processing;
        this.condition = condition;
        this.messageType = messageType;
        this.reversible = reversible;
        this.side = side;
    }

    /** Message type of the request. */
    public int mti() {
        return mti;
    }

    /** Processing code, field 3. */
    public int processing() {
        return processing;
    }

    /** Point of service condition code, field 25; -1 when there is none. */
    public int condition() {
        return condition;
    }

    /** First subfield of field 60. */
    public int messageType() {
        return messageType;
    }

    /** True when the terminal reverses it if it does not learn the outcome. */
    public boolean reversible() {
        return reversible;
    }

    /** True when it carries neither track nor PIN: the host is told, not asked. */
    public boolean isAdvice() {
        return !reversible && this != BALANCE && this != REFUND;
    }

    /** True when it replaces the amount of an earlier one. */
    public boolean isAdjustment() {
        return this == ADJUST || this == TIP_ADJUST;
    }

    /** True when it moves an amount. */
    public boolean hasAmount() {
        return this != BALANCE && this != SCRIPT_NOTIFY;
    }

    /** 1 when it counts as debit at settlement, -1 as credit, 0 not at all. */
    public int side() {
        return side;
    }
}
