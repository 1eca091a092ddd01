/** Main, command line, configuration and wiring of the switch. */
package dev.turnpike;
