/**
 * Values that prove a card or a PIN: CVV and its kin, Visa PVV, IBM 3624 PINs. Functions over expanded keys inside the module's
 * boundary. Digits are ASCII text; {@link java.lang.IllegalArgumentException} for anything malformed. Stateless; any thread.
 */
package dev.turnpike.security.card;
