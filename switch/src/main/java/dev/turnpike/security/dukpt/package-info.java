/**
 * DUKPT: keys derived unique per transaction, TDES (ANSI X9.24-1) and AES (ANSI X9.24-3). Functions over clear keys inside the module's
 * boundary; which counters a device has used is the caller's business. Stateless; any thread.
 */
package dev.turnpike.security.dukpt;
