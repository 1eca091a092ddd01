package dev.turnpike.codec.dialect;

/**
 * How a message is delimited on a stream or in a file; the frame belongs to the listener or link, this is what is usual.
 *
 * @param form       form of the length, {@link LengthForm#REST} for none
 * @param digits     bytes (binary) or digits (others) of the length
 * @param inclusive  true when the length counts its own bytes
 * @param maxBytes   largest message in bytes without the length
 */
public record FrameSpec(LengthForm form, int digits, boolean inclusive, int maxBytes) {
    /** Bytes of the length on the wire. */
    public int prefixBytes() {
        return FieldSpec.prefixBytes(form, digits);
    }
}
