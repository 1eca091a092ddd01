/**
 * A simulated POS terminal of the UnionPay kind: sign-on with key download, card transactions, reversals, settlement, over TLS.
 *
 * <p>It behaves as terminals do when things go wrong: a reversal record is on disk before a request leaves and goes before
 * any later request. One terminal is used by one thread; several terminals by as many threads as one likes.
 */
package dev.turnpike.simulator.terminal;
