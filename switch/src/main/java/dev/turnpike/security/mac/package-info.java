/**
 * Message authentication over byte ranges: the chains of X9.9, X9.19 and ISO 9797-1, the UnionPay fold, and their SM4 forms. Stateless
 * functions over expanded keys of {@code security.cipher}; the caller's thread owns the keys. No allocation, no exception.
 */
package dev.turnpike.security.mac;
