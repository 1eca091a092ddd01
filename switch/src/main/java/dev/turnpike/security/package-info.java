/**
 * The security module: everything that touches a clear key or a clear PIN. Callers pass key handles and byte ranges and get status
 * codes; keys at rest are key blocks under the local master key. Level 1: imports {@code status} and its own sub-packages
 * ({@code cipher}, {@code keyblock}, {@code mac}, {@code pin}, ...), which never import this one. A module instance is confined to one
 * thread; several may be made over one {@link dev.turnpike.security.LocalMasterKey}.
 */
package dev.turnpike.security;
