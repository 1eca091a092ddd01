package dev.turnpike.simulation;

/** What a simulated terminal asks for. */
enum Kind {
    /** Purchase. */
    SALE(200, 0, "00", "22", true, 1),
    /** Void of a purchase. */
    VOID(200, 200_000, "00", "23", true, 0),
    /** Refund of a part or all of a purchase. */
    REFUND(220, 200_000, "00", "25", false, -1),
    /** Balance inquiry. */
    BALANCE(200, 310_000, "00", "01", false, 0),
    /** Holds an amount. */
    PREAUTH(100, 30_000, "06", "10", true, 0),
    /** Gives up what is held. */
    PREAUTH_VOID(100, 200_000, "06", "11", true, 0),
    /** Captures what is held. */
    COMPLETION(200, 0, "06", "20", true, 1),
    /** Captures what is held; approved by the switch, which tells the acquirer. */
    COMPLETION_ADVICE(220, 0, "06", "24", false, 1),
    /** Void of a completion. */
    COMPLETION_VOID(200, 200_000, "06", "21", true, 0),
    /** Closes the batch. */
    SETTLEMENT(500, -1, "", "00", false, 0);

    final int mti;
    final int processing;
    final String condition;
    final String messageType;
    final boolean reversible;
    /** What an approval moves to the merchant: 1 its amount, -1 the amount back, 0 nothing by itself. */
    final int sign;

    Kind(int mti, int processing, String condition, String messageType, boolean reversible, int sign) {
        this.mti = mti;
        this.processing = processing;
        this.condition = condition;
        this.messageType = messageType;
        this.reversible = reversible;
        this.sign = sign;
    }

    boolean isVoid() {
        return this == VOID || this == PREAUTH_VOID || this == COMPLETION_VOID;
    }

    /** True when it moves or holds money, or undoes that. */
    boolean isFinancial() {
        return this != BALANCE && this != SETTLEMENT;
    }
}
