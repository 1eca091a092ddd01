package dev.turnpike.risk.velocity;

/** What a series adds up. */
public enum Measure {
    /** Number of events; a cell holds 0 to 2^31 - 1. */
    COUNT,
    /** Sum of amounts in minor units; a cell holds 0 to 2^63 - 1. */
    AMOUNT,
    /** Number of different values, exact up to the series' limit and reported as that limit above it. */
    DISTINCT
}
