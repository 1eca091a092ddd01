package dev.turnpike.codec.dialect;

/**
 * The bitmaps of a dialect.
 *
 * @param encoding  {@link ContentEncoding#BINARY} (8 bytes), {@link ContentEncoding#HEX} or {@link ContentEncoding#HEX_EBCDIC}
 *     (16 bytes)
 * @param levels    1 to 3: how many bitmaps of 64 bits there may be
 * @param always    how many of them are always sent, 1 or 2
 * @param tertiaryInPlace true when the third bitmap travels as field 65, in its place among the fields, and not after the second
 */
public record BitmapSpec(ContentEncoding encoding, int levels, int always, boolean tertiaryInPlace) {
    /** Bytes of one bitmap on the wire. */
    public int wireBytes() {
        return encoding == ContentEncoding.BINARY ? 8 : 16;
    }
}
