/** Tests of the acquirer side against an acquirer on real sockets. */
package dev.turnpike.upstream;
