/**
 * {@code turnpike demo}: a throw-away shop with a switch, two simulated acquirers (each its own process) and a terminal, and the
 * script that shows what they do together. Runs on the main thread; the load after the script on virtual threads.
 */
package dev.turnpike.demo;
