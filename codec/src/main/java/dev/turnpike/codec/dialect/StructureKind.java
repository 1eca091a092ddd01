package dev.turnpike.codec.dialect;

/** How the sub-fields of a field are found. */
public enum StructureKind {
    /** One after the other; missing ones at the end are allowed. */
    POSITIONAL("positional"),
    /** The same group of sub-fields again and again, counted or to the end. */
    REPEATING("repeating"),
    /** The layout depends on an identifier in the field, on the MTI, or on digits of another field. */
    SELECTED("selected"),
    /** Identifier, then a value whose length is known from the identifier. */
    TABLE("table"),
    /** Tag, length, value (also length, tag, value); datasets are tagged with binary tag and length. */
    TAGGED("tagged"),
    /** BER-TLV, nested. */
    BER("ber"),
    /** A bitmap of the field's own, then the sub-fields it announces. */
    BITMAP("bitmap"),
    /** Values with a length each and no tag. */
    CHAIN("chain"),
    /** No sub-fields. */
    OPAQUE("opaque");

    private final String label;

    StructureKind(String label) {
        this.label = label;
    }

    /** The word of the dialect file. */
    public String label() {
        return label;
    }
}
