/** The risk engine: rules and counters on numbers and keyed hashes. Deterministic, no clock, no I/O; runs on the core's thread. */
package dev.turnpike.risk;
