package dev.turnpike.gateway;

/** What a TLS listener asks of the terminal. */
public enum ClientCertificate {
    /** Only the server proves who it is. */
    NONE,
    /** The terminal must show a certificate signed by the listener's client authority. */
    REQUIRED
}
