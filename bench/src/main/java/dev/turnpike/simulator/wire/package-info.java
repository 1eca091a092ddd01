/**
 * A small ISO 8583 codec and the DES arithmetic of terminals, for the simulators alone.
 *
 * <p>Deliberately independent of {@code dev.turnpike.codec} and {@code dev.turnpike.security}: a simulator that shared the
 * switch's code would share its mistakes, and two implementations that must agree on every byte find them. Works on byte
 * arrays, any thread, one instance per thread.
 */
package dev.turnpike.simulator.wire;
