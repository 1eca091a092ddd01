/**
 * A simulated acquirer: ISO 8583:1987 in ASCII behind a two-byte length, with a ledger of postings that tests read over HTTP.
 *
 * <p>One Netty event loop serves all connections and owns their state; the ledger is guarded by its own lock, because the HTTP
 * side reads it. No garbage per message but what a new posting keeps.
 */
package dev.turnpike.simulator.acquirer;
