/**
 * The whole switch in one thread under a seed: production core and pipeline stages over a simulated clock, disk, network, terminals and
 * acquirers. {@link dev.turnpike.simulation.Simulation} runs one seed; docs/TESTING.md tells what is checked.
 */
package dev.turnpike.simulation;
