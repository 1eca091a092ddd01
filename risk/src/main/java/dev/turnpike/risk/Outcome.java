package dev.turnpike.risk;

/** What became of a transaction, as far as counters distinguish it. */
public enum Outcome {
    /** Sent, no outcome yet: the state after {@link RiskEngine#reserve}. */
    OPEN,
    /** Approved. */
    APPROVED,
    /** Declined by the acquirer or issuer. */
    DECLINED,
    /** Declined because of a wrong PIN (F39 = 55, 38 or 75). */
    WRONG_PIN,
    /** Reversed, voided, timed out or never sent. */
    REVERSED,
    /** Refused here before anything was sent: it was never reserved. */
    REFUSED;

    /** Bit of this outcome in a set. */
    int bit() {
        return 1 << ordinal();
    }

    /** The name used in the rule file. */
    public String ruleName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
