/**
 * Chinese national algorithms beside SM4: SM2 signatures (GB/T 32918) and the SM3 digest (GB/T 32905), over Bouncy Castle's curves and
 * digest. Cold path. Stateless; any thread.
 */
package dev.turnpike.security.gm;
