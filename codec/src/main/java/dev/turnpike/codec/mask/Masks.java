package dev.turnpike.codec.mask;

import dev.turnpike.codec.dialect.Sensitivity;

/** What a value looks like to people, by sensitivity class. Any doubt gives {@link #HIDDEN}. */
public final class Masks {
    /** Stands for everything that is not shown. */
    public static final String HIDDEN = "***";

    private static final int PAN_DIGITS_MIN = 13;
    private static final int PAN_DIGITS_MAX = 19;
    private static final int STARS_MAX = 20;

    private Masks() {
    }

    /**
     * A value by class; {@link Sensitivity#STRUCTURED} as a whole is hidden. The content was checked against its
     * specification.
     */
    public static String of(Sensitivity sensitivity, String value) {
        return switch (sensitivity) {
            case CLEAR -> printable(value) ? value : HIDDEN;
            case PAN -> pan(value);
            case MASKED -> "*".repeat(Math.min(STARS_MAX, value.length()));
            default -> HIDDEN;
        };
    }

    /** First six and last four digits of a card number of 13 to 19 digits; anything else is hidden. */
    public static String pan(CharSequence digits) {
        int length = digits.length();
        if (length < PAN_DIGITS_MIN || length > PAN_DIGITS_MAX || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return HIDDEN;
        }
        return digits.subSequence(0, 6) + "*".repeat(length - 10) + digits.subSequence(length - 4, length);
    }

    /** True when text has no control characters and no bytes that its charset does not know. */
    static boolean printable(CharSequence value) {
        return value.chars().noneMatch(c -> control(c) || c == 0xFFFD);
    }

    /** True for what a terminal may obey instead of showing it: C0, C1, and marks that turn the direction of text. */
    static boolean control(int c) {
        return c < 0x20 || c >= 0x7F && c <= 0x9F || Character.getType(c) == Character.FORMAT;
    }

    /** A value without characters that a terminal may obey: they are written as backslash, u and four digits. */
    static String escaped(String value) {
        if (value.chars().noneMatch(Masks::control)) {
            return value;
        }
        StringBuilder out = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            out.append(control(c) ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return out.toString();
    }

    /** True when somewhere in the text 13 to 19 digits in a row, the first not 0, have a right Luhn check digit: it may be a card number. */
    public static boolean mayHoldPan(CharSequence text) {
        int run = 0;
        for (int end = 0; end < text.length(); end++) {
            char c = text.charAt(end);
            run = c >= '0' && c <= '9' ? run + 1 : 0;
            for (int length = PAN_DIGITS_MIN; length <= Math.min(PAN_DIGITS_MAX, run); length++) {
                if (text.charAt(end + 1 - length) != '0' && luhn(text, end + 1 - length, length)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** True when a text is as a whole a number with the beginning, length and check digit of payment cards. */
    static boolean isLikePan(String text) {
        return text.matches("4[0-9]{12}|3[068][0-9]{12}|3[47][0-9]{13}|(2131|1800)[0-9]{11}|[2-69][0-9]{15,18}") && luhn(text, 0, text.length());
    }

    private static boolean luhn(CharSequence text, int from, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int digit = text.charAt(from + length - 1 - i) - '0';
            int doubled = digit * 2;
            sum += (i & 1) == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
