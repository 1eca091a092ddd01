package dev.turnpike.codec.dialect;

/** How a value travels on the wire. */
public enum ContentEncoding {
    /** One byte per character in the dialect's charset. */
    ASCII("ascii"),
    /** One EBCDIC byte per character. */
    EBCDIC("ebcdic"),
    /** Two digits per byte. */
    BCD("bcd"),
    /** The bytes themselves. */
    BINARY("binary"),
    /** Bytes as two ASCII hexadecimal characters each. */
    HEX("hex"),
    /** Bytes as two EBCDIC hexadecimal characters each. */
    HEX_EBCDIC("hex-ebcdic");

    private final String label;

    ContentEncoding(String label) {
        this.label = label;
    }

    /** The word of the dialect file. */
    public String label() {
        return label;
    }
}
