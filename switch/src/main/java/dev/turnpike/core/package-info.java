/**
 * The deterministic decision: duplicates, terminals and batches, risk, route choice, correlation, deadlines, reversals and
 * store-and-forward. Deciders read state and emit records and effects; {@link dev.turnpike.core.RecordApplier} alone changes financial
 * state. One thread; no I/O, no clock, no randomness. Level 2.
 */
package dev.turnpike.core;
