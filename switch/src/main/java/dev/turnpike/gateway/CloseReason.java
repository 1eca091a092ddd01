package dev.turnpike.gateway;

/** Why the gateway closed a connection; the label is the value of {@code reason} in {@code turnpike_connections_closed_total}. */
public enum CloseReason {
    /** The terminal closed after whole frames. */
    PEER_CLOSED("peer_closed"),
    /** The terminal's network reset the connection. */
    PEER_RESET("peer_reset"),
    /** The terminal closed in the middle of a frame. */
    TRUNCATED("truncated"),
    /** The terminal closed its sending side, and everything it asked has been answered or took longer than it would wait. */
    HALF_CLOSED("half_closed"),
    /** Neither a frame nor an answer within the idle time. */
    IDLE("idle"),
    /** A frame was not complete in time. */
    FRAME_TIMEOUT("frame_timeout"),
    /** A length above the listener's maximum; the body was not read. */
    OVERSIZE("oversize"),
    /** A length that no message can have, zero included. */
    SHORT_FRAME("short_frame"),
    /** The TLS handshake was not complete in time. */
    HANDSHAKE_TIMEOUT("handshake_timeout"),
    /** The oldest unfinished handshake gave way to a new one. */
    HANDSHAKE_LIMIT("handshake_limit"),
    /** The TLS handshake failed: no common version, wrong or missing certificate. */
    HANDSHAKE_FAILED("handshake_failed"),
    /** A TLS record that is not one, or a renegotiation attempt, after the handshake. */
    TLS_ERROR("tls_error"),
    /** Bytes that are not TLS on a TLS listener. */
    PLAINTEXT_ON_TLS("plaintext_on_tls"),
    /** A TLS hello on a plain listener. */
    TLS_ON_PLAINTEXT("tls_on_plaintext"),
    /** More connections than the listener takes. */
    CONNECTION_LIMIT("connection_limit"),
    /** More connections from one address than the listener takes. */
    PEER_LIMIT("peer_limit"),
    /** The address is refused for a while after repeated oversize frames. */
    PEER_BANNED("peer_banned"),
    /** The terminal does not read its answers. */
    SLOW_READER("slow_reader"),
    /** More bytes wait for the terminal than the listener keeps. */
    OUTBOUND_LIMIT("outbound_limit"),
    /** Three requests with a bad MAC within a minute. */
    BAD_MAC("bad_mac"),
    /** The ring is full and a refusal could not be built from the frame. */
    BUSY_UNANSWERABLE("busy_unanswerable"),
    /** The switch stops. */
    SHUTDOWN("shutdown"),
    /** A fault of our own; the log has it. */
    INTERNAL_ERROR("internal_error");

    private final String label;

    CloseReason(String label) {
        this.label = label;
    }

    /** Value of the metric label: lower-case words. */
    public String label() {
        return label;
    }
}
