package dev.turnpike.security.keyblock;

import dev.turnpike.security.cipher.Hex;
import java.util.ArrayList;
import java.util.List;

/**
 * The clear header of a key block: what the key may be used for. It is bound to the key by the block's MAC.
 *
 * @param version       {@code A}, {@code B}, {@code C} or {@code D}
 * @param usage         two characters, for example {@code P0}
 * @param algorithm     {@code T} triple DES, {@code D} DES, {@code A} AES, {@code H} HMAC, {@code E} elliptic curve, digits private use
 * @param mode          {@code E} encrypt, {@code D} decrypt, {@code B} both, {@code G} generate, {@code V} verify, {@code C} both,
 *                      {@code X} derive, {@code N} no restriction, {@code S} sign
 * @param keyVersion    two characters
 * @param exportability {@code E} under any key block key, {@code S} sensitive, {@code N} not
 * @param optional      optional blocks in order, padding blocks included
 * @param reserved      two characters, {@code 00} in all that the standard defines today; others are kept as they are
 */
public record KeyBlockHeader(char version, String usage, char algorithm, char mode, String keyVersion, char exportability,
                             List<OptionalBlock> optional, String reserved) {
    /** Characters of the fixed part. */
    public static final int FIXED_LENGTH = 16;

    /** Makes the list unmodifiable. */
    public KeyBlockHeader {
        optional = List.copyOf(optional);
    }

    /** With reserved characters 00. */
    public KeyBlockHeader(char version, String usage, char algorithm, char mode, String keyVersion, char exportability,
                          List<OptionalBlock> optional) {
        this(version, usage, algorithm, mode, keyVersion, exportability, optional, "00");
    }

    /** The same key's header in a block of another version, with {@code optional} as its optional blocks. */
    public KeyBlockHeader as(char otherVersion, List<OptionalBlock> otherOptional) {
        return new KeyBlockHeader(otherVersion, usage, algorithm, mode, keyVersion, exportability, otherOptional, reserved);
    }

    /** Without optional blocks and with key version 00. */
    public static KeyBlockHeader of(char version, String usage, char algorithm, char mode, char exportability) {
        return new KeyBlockHeader(version, usage, algorithm, mode, "00", exportability, List.of());
    }

    /** The data of the first optional block {@code id}, or null. */
    public String optional(String id) {
        for (OptionalBlock b : optional) {
            if (b.id().equals(id)) {
                return b.data();
            }
        }
        return null;
    }

    /** Characters of the encoded header. */
    public int encodedLength() {
        int n = FIXED_LENGTH;
        for (OptionalBlock b : optional) {
            n += b.encodedLength();
        }
        return n;
    }

    /** The same with a padding block when the version's cipher block would not divide the header. */
    KeyBlockHeader padded() {
        int block = version == 'D' ? 16 : 8;
        int over = encodedLength() % block;
        if (over == 0) {
            return this;
        }
        int pad = block - over;
        if (pad < 4) {
            pad += block;
        }
        List<OptionalBlock> more = new ArrayList<>(optional);
        more.add(new OptionalBlock("PB", "0".repeat(pad - 4)));
        return as(version, more);
    }

    /** The header as text, with {@code totalLength} characters announced for the whole block. */
    String encode(int totalLength) {
        StringBuilder s = new StringBuilder(encodedLength());
        s.append(version).append(String.format("%04d", totalLength)).append(usage).append(algorithm).append(mode).append(keyVersion)
            .append(exportability).append(String.format("%02d", optional.size())).append(reserved);
        for (OptionalBlock b : optional) {
            b.encode(s);
        }
        return s.toString();
    }

    /**
     * Reads the header of a whole block; the announced length must be that of {@code block}.
     *
     * @throws KeyBlockException for anything malformed
     */
    public static KeyBlockHeader parse(CharSequence block) throws KeyBlockException {
        int announced = announcedLength(block);
        if (announced != block.length()) {
            throw new KeyBlockException("header announces " + announced + " characters, block has " + block.length());
        }
        return parseFields(block);
    }

    /**
     * Reads a header to be used for wrapping: the length field is ignored, nothing may follow the optional blocks.
     *
     * @throws KeyBlockException for anything malformed
     */
    public static KeyBlockHeader parseForWrap(CharSequence header) throws KeyBlockException {
        announcedLength(header);
        KeyBlockHeader h = parseFields(header);
        if (h.encodedLength() != header.length()) {
            throw new KeyBlockException("characters after the last optional block");
        }
        return h;
    }

    private static int announcedLength(CharSequence block) throws KeyBlockException {
        if (block.length() < FIXED_LENGTH) {
            throw new KeyBlockException("a key block has at least 16 characters");
        }
        if ("ABCD".indexOf(block.charAt(0)) < 0) {
            throw new KeyBlockException("version is not A, B, C or D");
        }
        return decimal(block, 1, 4, "length");
    }

    /** Where the optional blocks of a block end that {@link #parse} accepted. */
    static int end(CharSequence block) throws KeyBlockException {
        int count = decimal(block, 12, 2, "number of optional blocks");
        int at = FIXED_LENGTH;
        List<OptionalBlock> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            at = parseOptional(block, at, list);
        }
        return at;
    }

    private static KeyBlockHeader parseFields(CharSequence block) throws KeyBlockException {
        String fields = block.subSequence(5, 12).toString();
        if (!alphanumeric(fields)) {
            throw new KeyBlockException("usage, algorithm, mode, key version and exportability are letters and digits");
        }
        if (!alphanumeric(block.subSequence(14, 16))) {
            throw new KeyBlockException("reserved characters are letters or digits");
        }
        int count = decimal(block, 12, 2, "number of optional blocks");
        List<OptionalBlock> list = new ArrayList<>();
        int at = FIXED_LENGTH;
        for (int i = 0; i < count; i++) {
            at = parseOptional(block, at, list);
        }
        return new KeyBlockHeader(block.charAt(0), fields.substring(0, 2), fields.charAt(2), fields.charAt(3), fields.substring(4, 6),
            fields.charAt(6), list, block.subSequence(14, 16).toString());
    }

    private static int parseOptional(CharSequence block, int at, List<OptionalBlock> list) throws KeyBlockException {
        if (at + 4 > block.length()) {
            throw new KeyBlockException("optional block cut off");
        }
        String id = block.subSequence(at, at + 2).toString();
        if (!alphanumeric(id)) {
            throw new KeyBlockException("optional block id is not two letters or digits");
        }
        int length = hex(block, at + 2, 2);
        int dataAt = at + 4;
        if (length == 0) {
            int characters = hex(block, at + 4, 2);
            if (characters == 0 || characters > 7) {
                throw new KeyBlockException("extended length of optional block " + id + " has " + characters + " characters");
            }
            length = hex(block, at + 6, characters);
            dataAt = at + 6 + characters;
        }
        if (at + length < dataAt) {
            throw new KeyBlockException("length of optional block " + id + " is below that of its own id and length");
        }
        if (length > block.length() - at) {
            throw new KeyBlockException("optional block " + id + " reaches past the block");
        }
        String data = block.subSequence(dataAt, at + length).toString();
        if (!printable(data)) {
            throw new KeyBlockException("optional block " + id + " is not printable ASCII");
        }
        list.add(new OptionalBlock(id, data, block.subSequence(at + 2, dataAt).toString()));
        return at + length;
    }

    private static int decimal(CharSequence s, int at, int digits, String what) throws KeyBlockException {
        int n = 0;
        for (int i = at; i < at + digits; i++) {
            char c = s.charAt(i);
            if (c < '0' || c > '9') {
                throw new KeyBlockException(what + " is not decimal");
            }
            n = n * 10 + c - '0';
        }
        return n;
    }

    private static int hex(CharSequence s, int at, int digits) throws KeyBlockException {
        if (at + digits > s.length()) {
            throw new KeyBlockException("optional block length cut off");
        }
        int n = 0;
        for (int i = at; i < at + digits; i++) {
            int d = Hex.digit(s.charAt(i));
            if (d < 0) {
                throw new KeyBlockException("optional block length is not hexadecimal");
            }
            n = n << 4 | d;
        }
        return n;
    }

    static boolean alphanumeric(CharSequence s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
                return false;
            }
        }
        return true;
    }

    static boolean printable(CharSequence s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) < ' ' || s.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
