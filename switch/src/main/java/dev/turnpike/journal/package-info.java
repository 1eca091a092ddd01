/**
 * The journal: every record of the switch, in one order, checksummed and chained, durable when {@code durable()} says so. Level 2 and the
 * only package that imports Chronicle Queue.
 *
 * <p>Chronicle Queue is used as a fast appender and for nothing else. Each start writes into a new directory {@code epoch-N}, so that
 * Chronicle never opens a file that an earlier process left; what is on disk is read by our own linear walk, which trusts neither
 * Chronicle's index pages nor its metadata. Files are rolled by size and age, never by the wall clock's opinion of the past.
 *
 * <p>Threads: one appender thread, one syncer thread, one daemon of our own that prepares segment files. Positions may be read by any
 * thread.
 */
package dev.turnpike.journal;
