package dev.turnpike.codec.dialect;

/** How the length of a variable field is written before it. */
public enum LengthForm {
    /** No length: the field has a fixed size. */
    FIXED("fixed"),
    /** ASCII decimal digits. */
    ASCII("ascii"),
    /** EBCDIC decimal digits. */
    EBCDIC("ebcdic"),
    /** BCD digits, rounded up to bytes. */
    BCD("bcd"),
    /** Unsigned big-endian binary. */
    BINARY("bin"),
    /** ASCII hexadecimal characters. */
    HEX("hex"),
    /** BER-TLV definite length, 1 to 4 bytes. */
    BER("ber"),
    /** No length: the value runs to the end of what contains it. */
    REST("rest");

    private final String label;

    LengthForm(String label) {
        this.label = label;
    }

    /** The word of the dialect file. */
    public String label() {
        return label;
    }
}
