/**
 * Metrics, health and status over HTTP on a loopback address. Level 6: reads counters and suppliers that the wiring hands in, changes
 * nothing but the list of alarms; operators' commands go through the ring. Runs on two threads of its own; a slow reader holds up nobody else.
 */
package dev.turnpike.admin;
