package dev.turnpike.security.keyblock;

/**
 * One optional block of a header.
 *
 * @param id   two characters, for example {@code KS} (key set or serial number), {@code KP} (check value of the protection key),
 *             {@code PB} (padding)
 * @param data the characters after the length, possibly none
 */
public record OptionalBlock(String id, String data) {
    /** Checks identifier and characters. */
    public OptionalBlock {
        if (id.length() != 2 || !KeyBlockHeader.alphanumeric(id) || !KeyBlockHeader.printable(data)) {
            throw new IllegalArgumentException("optional block id is two letters or digits, its data printable ASCII");
        }
    }

    /** Characters of the encoded block. */
    int encodedLength() {
        int shortForm = 4 + data.length();
        return shortForm <= 255 ? shortForm : 10 + data.length();
    }

    /** Appends id, length and data; lengths above 255 take the extended form with four characters of length. */
    void encode(StringBuilder out) {
        int length = encodedLength();
        out.append(id);
        if (length <= 255) {
            out.append(String.format("%02X", length));
        } else {
            out.append("0004").append(String.format("%04X", length));
        }
        out.append(data);
    }
}
