/**
 * The terminal side: TLS listeners, length framing, connection limits and the way back. Level 2: imports {@code status}, {@code
 * transaction} and the codec.
 *
 * <p>Every connection lives on one Netty event loop, which frames its bytes and publishes them into the ring; nothing here decides
 * about money. The dispatch thread hands answers over through one ring per event loop. No event loop ever waits.
 */
package dev.turnpike.gateway;
