/**
 * Evaluates files of published test vectors with the production code: one class per group of families, a report line per
 * disagreement. Knows names of families and fields, no values. Command line only; one thread.
 */
package dev.turnpike.security.check;
