package dev.turnpike.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One port for terminals.
 *
 * @param number  its place in the file, from 0
 * @param name    for logs and metric labels
 * @param address address to bind
 * @param port    1 to 65535
 * @param tls     empty for a plain listener (test profile only)
 * @param dialect name of the dialect its terminals speak
 * @param limits  sizes and counts
 * @param times   time limits
 */
public record ListenerConfiguration(int number, String name, String address, int port, Optional<Tls> tls, String dialect, Limits limits,
        Times times) {
    /** What a listener asks of the other side. */
    public enum ClientCertificate {
        /** Only the server proves who it is. */
        NONE,
        /** Each terminal has its own certificate. */
        PER_TERMINAL,
        /** A concentrator shows one certificate for the terminals behind it. */
        PER_GATEWAY
    }

    /**
     * TLS of a listener. Paths are absolute.
     *
     * @param certificate       PEM file of the chain, own certificate first
     * @param key               PEM file of the unencrypted PKCS#8 key
     * @param clientCertificate what terminals must show
     * @param clientAuthority   PEM file of the authority of client certificates
     */
    public record Tls(Path certificate, Path key, ClientCertificate clientCertificate, Optional<Path> clientAuthority) {
    }

    /**
     * Sizes and counts of a listener.
     *
     * @param maxFrame              largest frame in bytes, without length prefix
     * @param maxConnections        most connections
     * @param maxConnectionsPerPeer most connections of one address
     * @param maxHandshakes         most unfinished TLS handshakes
     * @param outboundLimit         most bytes kept for a terminal that does not read
     */
    public record Limits(int maxFrame, int maxConnections, int maxConnectionsPerPeer, int maxHandshakes, int outboundLimit) {
    }

    /**
     * Times of a listener.
     *
     * @param idle       closes a connection on which nothing happens
     * @param frame      for a whole frame from its first byte
     * @param handshake  for the TLS handshake from accept
     * @param busy       how long a frame waits for a place in the ring before it is answered 96
     * @param unwritable how long a terminal may leave its answers unread
     */
    public record Times(Duration idle, Duration frame, Duration handshake, Duration busy, Duration unwritable) {
    }
}
