package dev.turnpike.risk.expression;

/** A compiled condition. Immutable; what it reads comes from {@link Facts}. */
public abstract class Condition {
    /** True when the condition holds. After an error ({@link Facts#failed()}) the result means nothing. */
    public abstract boolean test(Facts facts);
}
