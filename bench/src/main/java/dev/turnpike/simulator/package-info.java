/**
 * What the simulated terminal and the simulated acquirer agree on: the named test cards and the meaning of amounts.
 * Any thread; imports nothing of the switch but its clock.
 */
package dev.turnpike.simulator;
