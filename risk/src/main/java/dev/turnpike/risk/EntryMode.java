package dev.turnpike.risk;

/** How the card number was entered, as rules name it (lower case in a condition: {@code entry == "keyed"}). */
public enum EntryMode {
    /** Not stated or not known. */
    UNKNOWN,
    /** Typed by hand (DE 22 = 01x). */
    KEYED,
    /** Magnetic stripe (02x, 90x). */
    STRIPE,
    /** Scanned code (03x). */
    CODE,
    /** Chip with contacts (05x, 95x). */
    CHIP,
    /** Contactless chip (07x, 91x, 98x). */
    CONTACTLESS,
    /** Stripe after the chip could not be read (80x). */
    FALLBACK,
    /** Electronic commerce (81x). */
    ECOMMERCE;

    private static final EntryMode[] ALL = values();

    /** The number that {@link RiskRequest#entryMode(int)} takes. */
    public int code() {
        return ordinal();
    }

    /** The mode of a number, {@link #UNKNOWN} when there is none. */
    public static EntryMode of(int code) {
        return code >= 0 && code < ALL.length ? ALL[code] : UNKNOWN;
    }

    /** The mode of the first two digits of DE 22 (POS entry mode). */
    public static EntryMode ofField22(int twoDigits) {
        return switch (twoDigits) {
            case 1 -> KEYED;
            case 2, 90 -> STRIPE;
            case 3, 4 -> CODE;
            case 5, 95 -> CHIP;
            case 7, 91, 98 -> CONTACTLESS;
            case 80 -> FALLBACK;
            case 81 -> ECOMMERCE;
            default -> UNKNOWN;
        };
    }

    /** The name used in rules. */
    public String ruleName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
