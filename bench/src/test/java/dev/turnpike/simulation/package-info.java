/** Runs the simulation, and proves that it notices mistakes. */
package dev.turnpike.simulation;
