package dev.turnpike.codec.dialect;

/** What the characters of a field may be (ISO 8583 letters). */
public enum ContentKind {
    /** Digits. */
    N("n"),
    /** Letters and space. */
    A("a"),
    /** Letters, digits and space. */
    AN("an"),
    /** Any text of the dialect's charset. */
    ANS("ans"),
    /** Raw bytes. */
    B("b"),
    /** Track data: digits and one separator. */
    Z("z"),
    /** Signed amount: C or D, then digits. */
    X("x");

    private final String label;

    ContentKind(String label) {
        this.label = label;
    }

    /** The word of the dialect file. */
    public String label() {
        return label;
    }

    /** True when every value of {@code other} is a value of this kind, too. */
    public boolean covers(ContentKind other) {
        return this == other || switch (this) {
            case B -> true;
            case ANS -> other != B;
            case AN -> other == N || other == A || other == X;
            case Z -> other == N;
            default -> false;
        };
    }

    /** True for characters of a charset, not digits, signs or bytes. */
    public boolean text() {
        return this == A || this == AN || this == ANS;
    }

    /** True when the canonical value is digits that BCD can carry. */
    public boolean numeric() {
        return this == N || this == Z;
    }
}
