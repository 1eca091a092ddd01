/**
 * Brings specifications of other ISO 8583 libraries into dialect files: jPOS GenericPackager XML and moov-io/iso8583 JSON, by
 * the public
 * description of those formats. What cannot be expressed is said per field. Command line only. Imports {@code dialect}.
 */
package dev.turnpike.codec.foreign;
