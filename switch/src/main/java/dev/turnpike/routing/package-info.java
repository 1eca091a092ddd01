/** The immutable routing table: which acquirers may take a transaction, in which order. Level 1; read by the core's thread. */
package dev.turnpike.routing;
