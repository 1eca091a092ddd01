package dev.turnpike.pipeline;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.security.PinBlockFormat;

/**
 * What stages 1 and 3 must know about an acquirer link.
 *
 * @param dialect   its dialect
 * @param zonePinKey handle of its zone PIN key, 0 when PINs cannot go there
 * @param pinFormat format of the PIN block it takes
 */
public record LinkSecurity(Dialect dialect, int zonePinKey, PinBlockFormat pinFormat) {
}
