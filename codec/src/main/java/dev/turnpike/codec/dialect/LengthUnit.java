package dev.turnpike.codec.dialect;

/** What the length of a field counts; the commonest difference between two parties. */
public enum LengthUnit {
    /** Digits of the value, whatever they are packed into. */
    DIGITS("digits"),
    /** Characters of the text. */
    CHARACTERS("characters"),
    /** Bytes of the value before it is written (hexadecimal text has two characters for each). */
    BYTES("bytes"),
    /** Bytes as they travel. */
    ENCODED("encoded");

    private final String label;

    LengthUnit(String label) {
        this.label = label;
    }

    /** The word of the dialect file. */
    public String label() {
        return label;
    }
}
