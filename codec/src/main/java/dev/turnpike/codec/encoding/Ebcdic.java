package dev.turnpike.codec.encoding;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An EBCDIC code page as two tables of 256 bytes. The canonical side is ISO 8859-1, of which ASCII is the lower half. */
public enum Ebcdic {
    /** Code page 037: USA, Canada, the usual page of card schemes. */
    CP037("IBM037"),
    /** Code page 500: international. */
    CP500("IBM500"),
    /** Code page 1047: open systems. */
    CP1047("IBM1047");

    private final byte[] toLatin = new byte[256];
    private final byte[] fromLatin = new byte[256];

    Ebcdic(String charsetName) {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        byte[] latin = new String(all, Charset.forName(charsetName)).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < all.length; i++) {
            toLatin[i] = latin[i];
            fromLatin[latin[i] & 0xFF] = (byte) i;
        }
    }

    /** The canonical byte of an EBCDIC byte. */
    public byte toCanonical(byte ebcdic) {
        return toLatin[ebcdic & 0xFF];
    }

    /** The EBCDIC byte of a canonical byte. */
    public byte fromCanonical(byte canonical) {
        return fromLatin[canonical & 0xFF];
    }

    /** The code page of a name such as {@code cp037}, {@code CP1047} or {@code 500}, or null when the name is not known. */
    public static Ebcdic of(String name) {
        String digits = name.toLowerCase(Locale.ROOT).replace("cp", "").replace("ibm", "").replace("-", "");
        return switch (digits) {
            case "037", "37" -> CP037;
            case "500" -> CP500;
            case "1047" -> CP1047;
            default -> null;
        };
    }
}
