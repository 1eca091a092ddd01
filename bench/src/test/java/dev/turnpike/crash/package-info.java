/**
 * The crash test: a real switch process under load is killed without warning, again and again, and afterwards the books of the
 * acquirers, the journal and what the terminals saw must agree. {@link dev.turnpike.crash.Oracle} compares them.
 */
package dev.turnpike.crash;
