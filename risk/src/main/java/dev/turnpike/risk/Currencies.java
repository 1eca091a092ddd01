package dev.turnpike.risk;

import java.math.BigDecimal;
import java.util.Currency;

/** ISO 4217: letters, numbers and exponents, from the JDK's table. */
final class Currencies {
    private Currencies() {
    }

    /** Numeric code of three letters, -1 when there is none. */
    static int numeric(String letters) {
        try {
            return Currency.getInstance(letters).getNumericCode();
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    /** Digits after the point of three letters, 0 to 4. */
    static int exponent(String letters) {
        return Math.max(0, Currency.getInstance(letters).getDefaultFractionDigits());
    }

    /**
     * Minor units of a decimal text.
     *
     * @throws ArithmeticException   when the text has more digits after the point than the currency, or the amount is out of range
     * @throws NumberFormatException when the text is not a number
     */
    static long minor(String decimal, String letters) {
        return new BigDecimal(decimal).movePointRight(exponent(letters)).longValueExact();
    }
}
