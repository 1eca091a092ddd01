package dev.turnpike.gateway;

import dev.turnpike.gateway.tls.TlsContexts;
import dev.turnpike.status.Counter;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.AdmissionClass;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** One open port as all event loops see it: limits, TLS context, numbers. Thread safe. */
final class Listener {
    final ListenerContext context;
    final Counter frames;
    final Counter frameBytes;
    final Counter connections;
    final Counter accepted;
    final Counter certificateExpiry;
    private final ConnectionBudget budget;
    private final Counter shedRequests;
    private final Counter shedReversals;
    private final AtomicInteger open = new AtomicInteger();
    private volatile SslContext sslContext;
    private volatile long certificateExpiryMs = Long.MAX_VALUE;

    Listener(ListenerContext context, Counters counters, ConnectionBudget budget) {
        this.context = context;
        this.budget = budget;
        String label = "{listener=\"" + context.name() + "\"}";
        frames = counters.counter("turnpike_frames_total" + label, "Frames from terminals that entered the ring");
        frameBytes = counters.counter("turnpike_frame_bytes_total" + label, "Bytes of those frames without length prefix");
        connections = counters.gauge("turnpike_connections" + label, "Open terminal connections");
        accepted = counters.counter("turnpike_connections_accepted_total" + label, "Terminal connections accepted");
        certificateExpiry = counters.gauge("turnpike_certificate_not_after_seconds" + label,
            "End of the server certificate's validity, seconds since 1970");
        shedRequests = shed(counters, "request");
        shedReversals = shed(counters, "reversal_or_advice");
        if (!context.plaintext()) {
            if (context.sslContext() != null) {
                sslContext = context.sslContext();
            } else {
                reload(context.certificateChain(), context.privateKey());
            }
        }
    }

    private static Counter shed(Counters counters, String admission) {
        return counters.counter("turnpike_shed_total{class=\"" + admission + "\"}", "Frames refused with 96 because the ring was full");
    }

    Counter shed(AdmissionClass admission) {
        return admission == AdmissionClass.REQUEST ? shedRequests : shedReversals;
    }

    /** The context of new connections; null on a plain listener. */
    SslContext sslContext() {
        return sslContext;
    }

    /** Takes another certificate for new connections; throws and keeps the old one when the files are not usable. */
    void reload(Path chain, Path key) {
        if (context.plaintext()) {
            throw new GatewayException("listener " + context.name() + " speaks no TLS and has no certificate");
        }
        try {
            SslContext fresh = TlsContexts.server(chain, key, context.clientCertificate() == ClientCertificate.REQUIRED
                ? context.clientAuthority() : null, context.cipherSuites());
            certificateExpiryMs = TlsContexts.notAfterMs(chain);
            certificateExpiry.set(certificateExpiryMs / 1000);
            sslContext = fresh;
        } catch (TlsContexts.TlsException e) {
            throw new GatewayException("listener " + context.name() + ": " + e.getMessage(), e);
        }
    }

    /** From now on sessions are resumed under another key; older tickets lead to a full handshake. */
    void rotateTicketKey() {
        SslContext current = sslContext;
        if (current != null) {
            TlsContexts.rotateTicketKey(current);
        }
    }

    /** Wall milliseconds at which the server certificate ends. */
    long certificateExpiryMs() {
        return certificateExpiryMs;
    }

    /** Counts one more connection unless the maximum of the listener or of the process is reached. */
    boolean admit() {
        if (open.incrementAndGet() > context.maxConnections() || !budget.take()) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void release() {
        open.decrementAndGet();
        budget.giveBack();
    }
}
