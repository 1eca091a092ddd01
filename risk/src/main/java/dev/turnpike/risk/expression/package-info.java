/**
 * Compiled conditions: trees of evaluators over {@code long} and {@code boolean} that neither box nor allocate. Strings of a rule are
 * numbers by the time they get here. Imports nothing of ours; confined to the thread that owns the {@link
 * dev.turnpike.risk.expression.Facts}.
 */
package dev.turnpike.risk.expression;
