/**
 * The acquirer side: links with sign-on, echo, back-off and the way back into the ring. Level 3: imports {@code status}, {@code
 * transaction}, {@code gateway} (transport and TLS) and the codec.
 *
 * <p>Every link lives on one Netty event loop, all its connections included, so that nothing of a link is ever seen out of order.
 * Network management (08xx) ends here; every other message is published. The first signed-on connection carries all traffic, the
 * others stand by: a reversal therefore never overtakes its original.
 */
package dev.turnpike.upstream;
