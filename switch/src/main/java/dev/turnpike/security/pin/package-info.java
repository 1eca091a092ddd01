/**
 * PIN blocks of ISO 9564-1 (formats 0 to 4) and UnionPay's, as clear fields; encryption happens in the caller. The clear PIN lives in
 * one array of one {@link dev.turnpike.security.pin.PinField}, wiped before the caller returns. Confined to one thread.
 */
package dev.turnpike.security.pin;
