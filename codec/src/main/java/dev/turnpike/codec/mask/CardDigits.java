package dev.turnpike.codec.mask;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.SubfieldDecoder;

/**
 * Finds card numbers and tracks in values that should not have them, in each way the bytes can be read: as text, as nibbles, as ASCII
 * and as EBCDIC digits, and as EMV objects.
 */
final class CardDigits {
    /** So many digits in a row of a card number are never shown: first six and last four are ten. */
    static final int TELLING = 11;

    private static final int OTHERS_MIN = 4;
    private static final Pattern NO_DIGITS = Pattern.compile("[^0-9]+");
    private static final Pattern GROUPING = Pattern.compile("[ -]");
    private static final int[] CARD_FIELDS = {2, 35, 36, 45};
    private static final List<String> CARD_TAGS = List.of("5A", "56", "57", "9F1F", "9F20", "9F6B");
    private static final int[] TAGS = {0x5A, 0x56, 0x57, 0x5F20, 0x5F24, 0x9F1F, 0x9F20, 0x9F6B};
    private static final int DATE_BYTES = 3;
    private static final int NUMBER_BYTES_MIN = 6;
    private static final int NUMBER_BYTES_MAX = 10;
    private static final int TRACK_BYTES_MAX = 19;
    private static final int TEXT_BYTES_MAX = 79;
    /** Of an object that the value cuts off, so many bytes must be there to be taken for one. */
    private static final int CONTENT_BYTES_MIN = 2;

    private CardDigits() {
    }

    /** The digits in a row of card numbers and tracks in the fields and EMV objects that hold them by definition. */
    static List<String> of(MessageDecoder message, SubfieldDecoder parts) {
        List<String> result = new ArrayList<>();
        for (int field : CARD_FIELDS) {
            if (message.has(field)) {
                addRuns(result, message.text(field));
            }
        }
        for (int field = message.nextField(0); field > 0; field = message.nextField(field)) {
            if (message.dialect().field(field).structure() == null) {
                continue;
            }
            parts.wrap(message, field);
            for (int i = 0; i < parts.count(); i++) {
                if (CARD_TAGS.contains(parts.id(i))) {
                    addRuns(result, parts.text(i));
                    addRuns(result, read(parts.text(i), 0x30));
                }
            }
        }
        return result;
    }

    private static void addRuns(List<String> result, String text) {
        for (String run : NO_DIGITS.split(text)) {
            if (run.length() >= TELLING) {
                result.add(run);
            }
        }
    }

    /**
     * True when a text has a whole card number of the list, or {@link #TELLING} digits in a row of it. Of the latter, fewer than four that
     * differ from the most frequent tell nothing: each amount has such rows of zeros.
     */
    static boolean tells(String text, List<String> cards) {
        for (String card : cards) {
            if (others(card) > 0 && text.contains(card)) {
                return true;
            }
            for (int from = 0; from + TELLING <= card.length(); from++) {
                String part = card.substring(from, from + TELLING);
                if (text.contains(part) && others(part) >= OTHERS_MIN) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Digits other than the most frequent one. */
    private static int others(String digits) {
        int most = 0;
        for (char digit = '0'; digit <= '9'; digit++) {
            char counted = digit;
            most = Math.max(most, (int) digits.chars().filter(c -> c == counted).count());
        }
        return digits.length() - most;
    }

    /** True when the value of a field, as shown, tells of a card in the list or looks like one of its own. */
    static boolean in(FieldSpec spec, String text, List<String> cards) {
        boolean binary = spec.kind() == ContentKind.B;
        String hex = binary ? text : hex(text);
        for (String reading : new String[] {GROUPING.matcher(text).replaceAll(""), hex, read(hex, 0x30), read(hex, 0xF0)}) {
            if (tells(reading, cards)) {
                return true;
            }
        }
        if (binary) {
            return Masks.mayHoldPan(hex) || Masks.mayHoldPan(read(hex, 0x30)) || Masks.mayHoldPan(read(hex, 0xF0)) || holdsObject(hex);
        }
        // numbers of a fixed length that merchants, networks and amounts have are right by chance one time in ten: only whole ones count
        return spec.lengthForm() == LengthForm.FIXED ? Masks.isLikePan(text.strip()) : Masks.mayHoldPan(GROUPING.matcher(text).replaceAll(""));
    }

    /** True when so many digits follow one another in bytes, given in hexadecimal, by any reading. */
    static boolean digitsInARow(String hex, int count) {
        Pattern run = Pattern.compile("[0-9]{" + count + "}");
        return run.matcher(hex).find() || run.matcher(read(hex, 0x30)).find() || run.matcher(read(hex, 0xF0)).find();
    }

    /** Bytes as digits of a character set in which they begin at {@code zero}, others as spaces. */
    private static String read(String hex, int zero) {
        StringBuilder out = new StringBuilder(hex.length() / 2);
        for (int i = 0; i + 1 < hex.length(); i += 2) {
            int digit = octet(hex, i) - zero;
            out.append(digit >= 0 && digit <= 9 ? (char) ('0' + digit) : ' ');
        }
        return out.toString();
    }

    private static String hex(String text) {
        StringBuilder out = new StringBuilder(2 * text.length());
        for (int i = 0; i < text.length(); i++) {
            HexFormat.of().withUpperCase().toHexDigits(out, (byte) text.charAt(i));
        }
        return out.toString();
    }

    private static int octet(String hex, int at) {
        int value = Character.digit(hex.charAt(at), 16) << 4 | Character.digit(hex.charAt(at + 1), 16);
        return value < 0 ? 0 : value;
    }

    /** True when EMV objects with a card number, track, name or expiry are inside. */
    private static boolean holdsObject(String hex) {
        for (int at = 0; at + 4 <= hex.length(); at += 2) {
            for (int tag : TAGS) {
                int tagDigits = tag > 0xFF ? 4 : 2;
                if (hex.startsWith(Integer.toHexString(tag).toUpperCase(java.util.Locale.ROOT), at)
                    && at + tagDigits + 2 <= hex.length() && isObject(tag, octet(hex, at + tagDigits), hex.substring(at + tagDigits + 2))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isObject(int tag, int bytes, String rest) {
        String content = rest.substring(0, Math.min(rest.length(), 2 * bytes));
        if (content.length() < 2 * CONTENT_BYTES_MIN) {
            return false;
        }
        return switch (tag) {
            case 0x5A -> bytes >= NUMBER_BYTES_MIN && bytes <= NUMBER_BYTES_MAX && content.matches("[0-9]+F*");
            case 0x57, 0x9F6B -> bytes >= NUMBER_BYTES_MIN && bytes <= TRACK_BYTES_MAX && content.matches("[0-9]+(D[0-9]*F*)?");
            case 0x5F24 -> bytes == DATE_BYTES && content.matches("[0-9]{2}(0[1-9]|1[0-2])([0-9]{2})?");
            default -> bytes >= CONTENT_BYTES_MIN && bytes <= TEXT_BYTES_MAX && content.matches("([2-7][0-9A-F])+");
        };
    }
}
