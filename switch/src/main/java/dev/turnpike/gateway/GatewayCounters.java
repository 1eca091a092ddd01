package dev.turnpike.gateway;

import dev.turnpike.status.Counter;
import dev.turnpike.status.Counters;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Numbers of the whole gateway. Any thread. */
final class GatewayCounters {
    /** Distinct reasons that may come from outside the gateway; more are counted as {@code other}. */
    private static final int MAX_REASONS = 32;

    final Counter handshakesInFlight;
    final Counter handshakeTimeouts;
    final Counter frameTimeouts;
    final Counter plaintextOnTls;
    final Counter outboundRingFull;
    final Counter undeliverable;
    final Counter answers;
    final Counter outboundBytes;
    final Counter badMacs;
    final Counter slowedPeers;
    final Counter bannedPeers;
    final Counter acceptFailures;
    final Counter backPressure;
    private final Counters counters;
    private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);
    private final ConcurrentMap<String, Counter> closedByOthers = new ConcurrentHashMap<>();

    GatewayCounters(Counters counters) {
        this.counters = counters;
        handshakesInFlight = counters.gauge("turnpike_tls_handshakes_inflight", "TLS handshakes that have begun and not ended");
        handshakeTimeouts = counters.counter("turnpike_tls_handshake_timeout_total", "TLS handshakes not complete in time");
        frameTimeouts = counters.counter("turnpike_frame_timeout_total", "Frames not complete in time");
        plaintextOnTls = counters.counter("turnpike_plaintext_on_tls_total", "Connections that spoke no TLS on a TLS listener");
        outboundRingFull = counters.counter("turnpike_outbound_ring_full_total", "Answers that found the ring to an event loop full");
        undeliverable = counters.counter("turnpike_answers_undeliverable_total", "Answers whose connection was gone");
        answers = counters.counter("turnpike_answers_total", "Answers handed to a terminal's connection");
        outboundBytes = counters.counter("turnpike_answer_bytes_total", "Bytes of answers including length prefixes");
        badMacs = counters.counter("turnpike_bad_mac_reports_total", "Requests with a bad MAC reported to the gateway");
        slowedPeers = counters.counter("turnpike_peers_slowed_total", "Times an address was slowed for bad MACs");
        bannedPeers = counters.counter("turnpike_peers_banned_total", "Times an address was refused for oversize frames");
        acceptFailures = counters.counter("turnpike_accept_failures_total", "Connections the system could not give us (file descriptors)");
        backPressure = counters.counter("turnpike_gateway_back_pressure_total", "Frames that had to wait for a place in the ring");
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, closedCounter(reason.label()));
        }
    }

    private Counter closedCounter(String label) {
        return counters.counter("turnpike_connections_closed_total{reason=\"" + label + "\"}", "Terminal connections closed, by reason");
    }

    void closed(CloseReason reason) {
        closed.get(reason).increment();
    }

    /** Counts a close that another part asked for; {@code label} is reduced to lower-case letters, digits and underscores. */
    void closed(String label) {
        String clean = label.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        Counter counter = closedByOthers.get(clean);
        if (counter == null) {
            String known = closedByOthers.size() < MAX_REASONS ? clean : "other";
            counter = closedByOthers.computeIfAbsent(known, this::closedCounter);
        }
        counter.increment();
    }
}
