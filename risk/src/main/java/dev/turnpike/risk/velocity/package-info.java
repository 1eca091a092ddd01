/**
 * Sliding windows per key in preallocated tables: counts, amounts and distinct values. No clock and no threads of its own: the caller
 * passes the time, and one thread owns a table. Imports nothing of ours.
 */
package dev.turnpike.risk.velocity;
