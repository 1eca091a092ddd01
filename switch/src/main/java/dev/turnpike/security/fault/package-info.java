/**
 * A security module that fails on purpose, for tests and fault drills of what stands around it. Same thread rules as the module it
 * wraps.
 */
package dev.turnpike.security.fault;
