/**
 * Lists of cards, BINs, terminals, merchants and category codes: a Bloom filter in front of an exact table, immutable once built, so a
 * list is replaced by publishing a new one. Imports nothing of ours.
 */
package dev.turnpike.risk.list;
