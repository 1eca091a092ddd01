package dev.turnpike.risk;

/** A part of a counter's key, or what a distinct counter counts. */
public enum Dimension {
    /** The card, by its keyed hash. */
    CARD,
    /** The terminal. */
    TERMINAL,
    /** The merchant. */
    MERCHANT,
    /** Merchant category code. */
    MCC,
    /** First digits of the card number. */
    BIN,
    /** Device or connection the request came from. */
    DEVICE,
    /** Loyalty member. */
    MEMBER,
    /** Terminal group. */
    GROUP,
    /** Currency; part of the key of every amount counter without being named. */
    CURRENCY,
    /** Entry mode. */
    ENTRY,
    /** Transaction type. */
    TYPE,
    /** Region of the terminal. */
    LOCATION;

    /** Bit of this dimension in a key. */
    int bit() {
        return 1 << ordinal();
    }

    /** The name used in the rule file. */
    public String ruleName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** True when the request has a value for this dimension; without one the counter takes no part. */
    boolean present(RiskRequest r) {
        return switch (this) {
            case CARD -> (r.cardHashHigh() | r.cardHashLow()) != 0;
            case DEVICE -> r.device() != 0;
            case MEMBER -> r.member() != 0;
            case BIN -> r.bin() != 0;
            case LOCATION -> r.location() != 0;
            case TERMINAL -> r.terminal() >= 0;
            case MERCHANT -> r.merchant() >= 0;
            case MCC, GROUP, CURRENCY, ENTRY, TYPE -> true;
        };
    }

    /** The value as a number. */
    long value(RiskRequest r) {
        return switch (this) {
            case CARD -> r.cardHashHigh() * 31 + r.cardHashLow();
            case TERMINAL -> r.terminal();
            case MERCHANT -> r.merchant();
            case MCC -> r.mcc();
            case BIN -> r.bin();
            case DEVICE -> r.device();
            case MEMBER -> r.member();
            case GROUP -> r.terminalGroup();
            case CURRENCY -> r.currency();
            case ENTRY -> r.entryMode();
            case TYPE -> r.transactionType();
            case LOCATION -> r.location();
        };
    }
}
