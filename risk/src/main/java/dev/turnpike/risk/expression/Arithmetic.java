package dev.turnpike.risk.expression;

/** Integer operations; overflow and division by zero fail the expression, as in CEL. */
public enum Arithmetic {
    /** Sum. */
    ADD,
    /** Difference. */
    SUBTRACT,
    /** Product. */
    MULTIPLY,
    /** Quotient, towards zero. */
    DIVIDE,
    /** Remainder, with the sign of the dividend. */
    REMAINDER;

    long apply(long a, long b, Facts facts) {
        switch (this) {
            case ADD -> {
                long r = a + b;
                if (((a ^ r) & (b ^ r)) < 0) {
                    facts.fail();
                }
                return r;
            }
            case SUBTRACT -> {
                long r = a - b;
                if (((a ^ b) & (a ^ r)) < 0) {
                    facts.fail();
                }
                return r;
            }
            case MULTIPLY -> {
                long r = a * b;
                if (Math.multiplyHigh(a, b) != r >> 63) {
                    facts.fail();
                }
                return r;
            }
            default -> {
                if (b == 0 || a == Long.MIN_VALUE && b == -1) {
                    facts.fail();
                    return 0;
                }
                return this == DIVIDE ? a / b : a % b;
            }
        }
    }
}
