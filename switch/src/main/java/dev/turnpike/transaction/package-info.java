/**
 * What a transaction is made of: the ring slot, event, record and effect kinds, states, response codes, the canonical field image, and
 * the narrow interfaces between sockets and pipeline. Level 1: imports only {@code status} and {@code codec}.
 */
package dev.turnpike.transaction;
