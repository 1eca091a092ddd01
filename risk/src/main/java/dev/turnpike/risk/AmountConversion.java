package dev.turnpike.risk;

/**
 * The amount of a request in minor units of the reference currency: amount times rate, rounded half to even, with integers alone. A
 * currency without a rate counts as larger than any limit, so that a rule that compares across currencies fails closed.
 */
final class AmountConversion implements RequestFunction {
    /** Digits after the point of a rate kept as an integer. */
    static final int RATE_DIGITS = 8;
    private static final int CURRENCIES = 1000;

    private final long[] rates = new long[CURRENCIES];
    private final long[] divisors = new long[CURRENCIES];

    /**
     * Sets the rate of a currency.
     *
     * @param rate1e8 units of the reference currency for one unit, times 10^8
     */
    void rate(String currency, long rate1e8, String reference) {
        int numeric = Currencies.numeric(currency);
        // exponents are 0 to 4, so the shift is never negative
        int shift = RATE_DIGITS + Currencies.exponent(currency) - Currencies.exponent(reference);
        rates[numeric] = rate1e8;
        divisors[numeric] = power(shift);
    }

    private static long power(int digits) {
        long power = 1;
        for (int i = 0; i < digits; i++) {
            power *= 10;
        }
        return power;
    }

    @Override
    public long value(RiskRequest r) {
        int currency = r.currency();
        if (currency < 0 || currency >= CURRENCIES || rates[currency] == 0) {
            return Long.MAX_VALUE;
        }
        return scaled(r.amountMinor(), rates[currency], divisors[currency]);
    }

    /** {@code amount * rate / divisor}, half to even; Long.MAX_VALUE when out of range. Amount and rate are not negative. */
    static long scaled(long amount, long rate, long divisor) {
        long high = Math.multiplyHigh(amount, rate);
        long low = amount * rate;
        if (high >= divisor || high < 0) {
            return Long.MAX_VALUE;
        }
        long quotient;
        long remainder;
        if (high == 0 && low >= 0) {
            quotient = low / divisor;
            remainder = low % divisor;
        } else {
            quotient = 0;
            remainder = high;
            for (int bit = 63; bit >= 0; bit--) {
                remainder = remainder << 1 | low >>> bit & 1;
                quotient <<= 1;
                if (Long.compareUnsigned(remainder, divisor) >= 0) {
                    remainder -= divisor;
                    quotient |= 1;
                }
            }
        }
        long rest = divisor - remainder;
        if (remainder > rest || remainder == rest && (quotient & 1) == 1) {
            quotient++;
        }
        return quotient < 0 ? Long.MAX_VALUE : quotient;
    }
}
