/**
 * Certificates and TLS contexts of listeners and links, and a small certificate authority for laboratories. Level 2. Nothing here
 * runs per message.
 */
package dev.turnpike.gateway.tls;
