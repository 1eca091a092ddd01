package dev.turnpike.risk;

/** Variables of a condition that come from the request; the ordinal is the variable's number. */
enum RequestVariable {
    TYPE("type"),
    ENTRY("entry"),
    BIN("bin"),
    BIN6("bin6"),
    TERMINAL("terminal"),
    MERCHANT("merchant"),
    GROUP("group"),
    MCC("mcc"),
    AMOUNT("amount"),
    CURRENCY("currency"),
    PIN("pin"),
    HOUR("hour"),
    MINUTE("minute"),
    WEEKDAY("weekday");

    private static final RequestVariable[] ALL = values();
    /** Number of request variables: the first number of what follows them. */
    static final int COUNT = ALL.length;

    private final String ruleName;

    RequestVariable(String ruleName) {
        this.ruleName = ruleName;
    }

    String ruleName() {
        return ruleName;
    }

    static RequestVariable of(int variable) {
        return ALL[variable];
    }

    long value(RiskRequest r, LocalTime local) {
        return switch (this) {
            case TYPE -> r.transactionType();
            case ENTRY -> r.entryMode();
            case BIN -> r.bin();
            case BIN6 -> sixDigits(r.bin());
            case TERMINAL -> r.terminal();
            case MERCHANT -> r.merchant();
            case GROUP -> r.terminalGroup();
            case MCC -> r.mcc();
            case AMOUNT -> r.amountMinor();
            case CURRENCY -> r.currency();
            case PIN -> r.hasPin() ? 1 : 0;
            case HOUR -> local.minuteOfDay(r.timeMs()) / 60;
            case MINUTE -> local.minuteOfDay(r.timeMs());
            case WEEKDAY -> local.weekday(r.timeMs());
        };
    }

    private static int sixDigits(int bin) {
        int digits = bin;
        while (digits > 999_999) {
            digits /= 10;
        }
        return digits;
    }
}
