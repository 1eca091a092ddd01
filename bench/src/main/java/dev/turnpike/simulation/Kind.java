package dev.turnpike.simulation;

/** What a simulated terminal asks for. */
enum Kind {
    /** Purchase. */
    SALE(200, 0, "22", true),
    /** Void of a purchase. */
    VOID(200, 200_000, "23", true),
    /** Refund of a part or all of a purchase. */
    REFUND(220, 200_000, "25", false),
    /** Balance inquiry. */
    BALANCE(200, 310_000, "01", false);

    final int mti;
    final int processing;
    final String messageType;
    final boolean reversible;

    Kind(int mti, int processing, String messageType, boolean reversible) {
        this.mti = mti;
        this.processing = processing;
        this.messageType = messageType;
        this.reversible = reversible;
    }
}
