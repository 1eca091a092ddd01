package dev.turnpike.risk;

/** Transaction types as rules name them (lower case in a condition: {@code type == "refund"}). */
public enum RiskType {
    /** None of the others. */
    OTHER,
    /** Purchase. */
    SALE,
    /** Pre-authorisation: holds funds. */
    PREAUTHORIZATION,
    /** Completion of a pre-authorisation. */
    COMPLETION,
    /** New credit to the card. */
    REFUND,
    /** Cancels an own earlier transaction. */
    VOID,
    /** Balance inquiry: no amount. */
    BALANCE,
    /** Cash advance or cash-back. */
    CASH;

    private static final RiskType[] ALL = values();

    /** The number that {@link RiskRequest#transactionType(int)} takes. */
    public int code() {
        return ordinal();
    }

    /** The type of a number, {@link #OTHER} when there is none. */
    public static RiskType of(int code) {
        return code >= 0 && code < ALL.length ? ALL[code] : OTHER;
    }

    /** The name used in rules. */
    public String ruleName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
