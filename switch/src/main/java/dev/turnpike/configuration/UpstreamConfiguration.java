package dev.turnpike.configuration;

import dev.turnpike.security.PinBlockFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * One acquirer.
 *
 * @param number      its place in the file, from 0; records and routes use it
 * @param name        for routes, logs and metric labels
 * @param endpoint    where it is
 * @param protocol    what it speaks
 * @param pin         how PIN blocks go to it
 * @param times       time limits
 * @param maxInFlight most requests without an answer, all connections together
 * @param reversal    how reversals are repeated
 */
public record UpstreamConfiguration(int number, String name, Endpoint endpoint, Protocol protocol, Pin pin, Times times, int maxInFlight,
        ReversalPolicy reversal) {
    /** Message profiles of acquirers. */
    public enum MessageProfile {
        /** ISO 8583:1987, ASCII, 2-byte binary length prefix. */
        ISO87A_2B
    }

    /** Over what the pair of F7 and F11, or F11 alone, is unique. */
    public enum StanScope {
        /** F7 and F11 together; F11 may wrap. */
        F7,
        /** F11 within a day: 999,999 requests, then 91 and an alarm. */
        DAY
    }

    /**
     * Where an acquirer is.
     *
     * @param host        name or address
     * @param port        1 to 65535
     * @param connections how many connections are kept
     * @param maxFrame    largest frame from the acquirer in bytes, without length prefix
     * @param tls         empty for a plain connection
     */
    public record Endpoint(String host, int port, int connections, int maxFrame, Optional<Tls> tls) {
    }

    /**
     * TLS towards an acquirer. Paths are absolute.
     *
     * @param authority   PEM file of the authority that signs the acquirer's certificate
     * @param certificate PEM chain that we show, if it asks for one
     * @param key         PEM file of our unencrypted PKCS#8 key
     * @param serverName  name the certificate must be for; the host when empty
     */
    public record Tls(Path authority, Optional<Path> certificate, Optional<Path> key, Optional<String> serverName) {
    }

    /**
     * What an acquirer speaks.
     *
     * @param profile     its messages
     * @param dialect     name of the dialect: {@code iso87a-hex} or {@code iso87a-bin}
     * @param institution acquiring institution, field 32, up to 11 digits
     * @param forwarder   forwarding institution, field 33, up to 11 digits; empty: not sent
     * @param zone        zone of F7
     * @param stanScope   over what F11 is unique
     */
    public record Protocol(MessageProfile profile, String dialect, String institution, String forwarder, ZoneId zone,
            StanScope stanScope) {
    }

    /**
     * How PIN blocks go to an acquirer.
     *
     * @param zpk    name of the zone PIN key in the key file
     * @param format format of the PIN block
     */
    public record Pin(String zpk, PinBlockFormat format) {
    }

    /**
     * Times of a link.
     *
     * @param timeout        for an answer
     * @param echo           between echo tests on a quiet connection
     * @param echoMisses     unanswered echo tests after which the connection counts as dead
     * @param connect        for connecting and, after it, for the TLS handshake
     * @param signOn         for the answer to a sign-on
     * @param holdDown       after a loss, before the acquirer counts as usable again
     * @param reconnectFirst before the first attempt to reconnect
     * @param reconnectMax   between attempts, at most
     */
    public record Times(Duration timeout, Duration echo, int echoMisses, Duration connect, Duration signOn, Duration holdDown, Duration reconnectFirst, Duration reconnectMax) {
    }

    /**
     * How reversals are repeated.
     *
     * @param firstRetry before the first repeat, doubled each time
     * @param maxRetry   between repeats, at most
     * @param attempts   counted attempts after which the reversal is parked with an alarm
     * @param finalCodes answers that close a reversal
     * @param settle     how long 25 does not close it, because the approval may still arrive
     * @param rate       reversals and advices written a second at most
     * @param window     reversals and advices that may wait for their answer at once
     */
    public record ReversalPolicy(Duration firstRetry, Duration maxRetry, int attempts, List<String> finalCodes, Duration settle, int rate,
            int window) {
    }
}
