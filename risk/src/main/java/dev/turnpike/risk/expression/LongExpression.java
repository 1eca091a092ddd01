package dev.turnpike.risk.expression;

/** A compiled integer expression. Immutable; what it reads comes from {@link Facts}. */
public abstract class LongExpression {
    /** The value. After an error ({@link Facts#failed()}) it means nothing. */
    public abstract long value(Facts facts);
}
