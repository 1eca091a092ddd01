/** Tests of the whole product: its commands as processes of their own, spoken to over real sockets. */
package dev.turnpike.endtoend;
