/** ISO 8583 bytes to fields and back: dialects are data, decoding and encoding are flyweights. Any thread, one instance each. */
package dev.turnpike.codec;
