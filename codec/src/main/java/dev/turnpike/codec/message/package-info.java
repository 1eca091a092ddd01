/**
 * Messages as flyweights: {@link dev.turnpike.codec.message.MessageDecoder} indexes the fields of received bytes,
 * {@link dev.turnpike.codec.message.MessageEncoder} writes fields into a buffer. No allocation after construction, no
 * exception and no
 * read or write out of bounds on any bytes; mistakes are {@link dev.turnpike.codec.message.DecodeError} values.
 * An instance is confined to one thread. Imports {@code dialect}, {@code encoding}, {@code tlv}.
 */
package dev.turnpike.codec.message;
