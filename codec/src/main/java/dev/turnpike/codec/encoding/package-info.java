/**
 * Digits, nibbles, hexadecimal text and EBCDIC: the primitive conversions between bytes of a message and canonical bytes.
 * Nothing here allocates or throws on any content; callers have checked that the ranges lie inside the buffers. Any thread.
 * Imports Agrona only.
 */
package dev.turnpike.codec.encoding;
