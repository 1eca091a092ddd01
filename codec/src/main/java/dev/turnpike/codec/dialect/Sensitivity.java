package dev.turnpike.codec.dialect;

/** What people may see of a field. The default of a field is {@link #SECRET}: openness is stated, never assumed. */
public enum Sensitivity {
    /** Shown as it is. */
    CLEAR("clear"),
    /** A card number: first six and last four digits are shown. */
    PAN("pan"),
    /** Holds a card number or personal data: replaced by stars, its length is shown. */
    MASKED("masked"),
    /** Track, PIN block, key or unknown: shown as {@code ***}. */
    SECRET("secret"),
    /** Each sub-field has its own class; what is not parsed is {@link #SECRET}. */
    STRUCTURED("structured");

    private final String label;

    Sensitivity(String label) {
        this.label = label;
    }

    /** The word of the dialect file. */
    public String label() {
        return label;
    }
}
