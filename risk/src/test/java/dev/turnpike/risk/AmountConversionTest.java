package dev.turnpike.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AmountConversionTest {
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    @Property
    void shouldEqualDecimalArithmeticWhenRounded(@ForAll @LongRange(min = 0) long amount,
                                                 @ForAll @LongRange(min = 1, max = 100_000_000_000_000L) long rate,
                                                 @ForAll @LongRange(min = 4, max = 12) long digits) {
        BigDecimal exact = BigDecimal.valueOf(amount).multiply(BigDecimal.valueOf(rate)).movePointLeft((int) digits)
            .setScale(0, RoundingMode.HALF_EVEN);
        long expected = exact.min(MAX).longValueExact();
        assertEquals(expected, AmountConversion.scaled(amount, rate, BigDecimal.TEN.pow((int) digits).longValueExact()));
    }

    @Test
    void shouldUseExponentsOfBothCurrencies() {
        AmountConversion conversion = new AmountConversion();
        conversion.rate("JPY", 4_600_000L, "CNY");
        conversion.rate("KWD", 2_310_000_000L, "CNY");
        assertEquals(4600, conversion.value(new RiskRequest().currency(392).amountMinor(1000)));
        assertEquals(2310, conversion.value(new RiskRequest().currency(414).amountMinor(1000)));
        assertEquals(Long.MAX_VALUE, conversion.value(new RiskRequest().currency(840).amountMinor(1)));
    }
}
