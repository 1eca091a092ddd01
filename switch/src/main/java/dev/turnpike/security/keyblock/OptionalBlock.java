package dev.turnpike.security.keyblock;

/**
 * One optional block of a header. The standard permits several forms of one length, and the MAC covers the one that was chosen: a block
 * that was read is written again with the same characters.
 *
 * @param id   two characters, for example {@code KS} (key set or serial number), {@code KP} (check value of the protection key),
 *             {@code PB} (padding)
 * @param data the characters after the length, possibly none
 * @param form the characters of the length: two hex digits, or {@code 00}, two hex digits that count, and that many hex digits
 */
public record OptionalBlock(String id, String data, String form) {
    /** Checks identifier and characters. */
    public OptionalBlock {
        if (id.length() != 2 || !KeyBlockHeader.alphanumeric(id) || !KeyBlockHeader.printable(data)) {
            throw new IllegalArgumentException("optional block id is two letters or digits, its data printable ASCII");
        }
    }

    /** In the shortest form; lengths above 255 take the extended one with four characters of length. */
    public OptionalBlock(String id, String data) {
        this(id, data, shortest(data.length()));
    }

    private static String shortest(int characters) {
        return 4 + characters <= 255 ? String.format("%02X", 4 + characters) : "0004" + String.format("%04X", 10 + characters);
    }

    /** Characters of the encoded block. */
    int encodedLength() {
        return id.length() + form.length() + data.length();
    }

    /** Appends id, length and data. */
    void encode(StringBuilder out) {
        out.append(id).append(form).append(data);
    }
}
