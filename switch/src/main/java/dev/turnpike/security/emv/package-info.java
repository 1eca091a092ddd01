/**
 * EMV cryptograms on the issuer's side: card keys, session keys, ARQC, ARPC, script MAC, with triple DES. Functions over clear keys
 * inside the module's boundary; {@link java.lang.IllegalArgumentException} for anything malformed. Stateless; any thread.
 */
package dev.turnpike.security.emv;
