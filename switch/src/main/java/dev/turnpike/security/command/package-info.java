/**
 * The security module as a device that answers later: {@link dev.turnpike.security.command.AsynchronousSecurityModule} hands
 * {@link dev.turnpike.security.command.SecurityCommand}s to a {@link dev.turnpike.security.command.SecurityLine} and gives each an answer
 * or, by the injected clock, a time-out.
 *
 * <pre>
 *  caller's thread                                       | line (a network device, or a thread of its own)
 *  claim -> fill -> submit ----------------------------> | offer   (bounded; a full one refuses)
 *  poll -> answered(command) | failed(correlation) <---- | receive
 * </pre>
 *
 * <p>Nothing here blocks. A request that waits for its answer is outside the ring meanwhile; the answer re-enters as an event of its own.
 * Sealing and hashing account numbers have no command: data keys stay in this process.
 */
package dev.turnpike.security.command;
