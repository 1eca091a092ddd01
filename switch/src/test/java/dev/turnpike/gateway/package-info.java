/** Tests of the terminal side: framing and limits on embedded channels, the rest on real sockets with real TLS. */
package dev.turnpike.gateway;
