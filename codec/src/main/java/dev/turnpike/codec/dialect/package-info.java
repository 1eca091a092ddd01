/**
 * One party's ISO 8583 as data: the YAML dialect file, its loader, and the immutable tables that the codec walks.
 * Loading allocates and reports every mistake with file, line and column; a loaded {@link dev.turnpike.codec.dialect.Dialect}
 * is immutable and may be shared between threads. Imports {@code encoding} and {@code tlv}.
 */
package dev.turnpike.codec.dialect;
