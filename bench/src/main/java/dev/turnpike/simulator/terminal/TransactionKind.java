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
    COMPLETION(200, 0, 6, 20, true, 1);

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

    /** Point of service condition code, field 25. */
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

    /** 1 when it counts as debit at settlement, -1 as credit, 0 not at all. */
    public int side() {
        return side;
    }
}
