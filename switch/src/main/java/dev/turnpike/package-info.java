/**
 * Main, command line and wiring of the switch. Level 7: may import everything below. {@link dev.turnpike.Main} runs one command on the main
 * thread and ends with a code of {@link dev.turnpike.ExitCode}; other modules add commands through {@link dev.turnpike.CommandProvider}.
 */
package dev.turnpike;
