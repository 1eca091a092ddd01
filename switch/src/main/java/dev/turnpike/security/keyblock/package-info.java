/**
 * Key blocks of ANSI X9.143 (formerly TR-31): versions A, B, C and D are read, B and D are written, A and C can be re-created for
 * checks. Cold path: strings and a checked exception, any thread, nothing kept between calls. Imports {@code security.cipher} alone.
 */
package dev.turnpike.security.keyblock;
