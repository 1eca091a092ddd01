/**
 * Counters, alarms, the injected clock and always-on invariants. Level 0: imports nothing of ours. Every thread may write a counter;
 * any thread may read. This is the only package that may read the system clock.
 */
package dev.turnpike.status;
