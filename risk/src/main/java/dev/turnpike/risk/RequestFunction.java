package dev.turnpike.risk;

/** A variable computed from the request alone: a limit, a list look-up, a converted amount. Immutable, allocates nothing. */
interface RequestFunction {
    /** The value; booleans are 0 and 1. */
    long value(RiskRequest r);
}
