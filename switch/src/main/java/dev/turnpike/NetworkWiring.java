package dev.turnpike;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.configuration.ListenerConfiguration;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.configuration.UpstreamConfiguration;
import dev.turnpike.gateway.BusyAnswer;
import dev.turnpike.gateway.ClientCertificate;
import dev.turnpike.gateway.GatewayContext;
import dev.turnpike.gateway.ListenerContext;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Clock;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.Ingress;
import dev.turnpike.upstream.LinkContext;
import dev.turnpike.upstream.UpstreamContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.SplittableRandom;
import javax.net.ssl.SSLException;

/** Turns a checked configuration into listeners and links. Stateless. */
final class NetworkWiring {
    private NetworkWiring() {
    }

    static GatewayContext gateway(TurnpikeConfiguration c, Ingress ingress, Clock clock, Counters counters, Alarms alarms) {
        GatewayContext context = new GatewayContext().ingress(ingress).clock(clock).counters(counters).alarms(alarms)
            .eventLoopCount(c.pipeline().eventLoops());
        for (ListenerConfiguration l : c.listeners()) {
            context.listener(listener(l).halfClosedMs(c.limits().terminalTimeout().toMillis()));
        }
        return context;
    }

    private static ListenerContext listener(ListenerConfiguration l) {
        Dialect dialect = Dialects.shipped(l.dialect());
        ListenerContext context = new ListenerContext().name(l.name()).number(l.number()).address(l.address()).port(l.port())
            .frame(ListenerContext.MIN_FRAME, l.limits().maxFrame())
            .idleMs(l.times().idle().toMillis()).frameTimeoutMs(l.times().frame().toMillis())
            .handshakeTimeoutMs(l.times().handshake().toMillis()).unwritableMs(l.times().unwritable().toMillis())
            .busyMs(l.times().busy().toMillis()).maxConnections(l.limits().maxConnections())
            .maxConnectionsPerPeer(l.limits().maxConnectionsPerPeer()).maxHandshakes(l.limits().maxHandshakes())
            .outboundLimit(l.limits().outboundLimit()).busyAnswer(() -> new BusyAnswer(dialect));
        if (l.tls().isEmpty()) {
            return context.plaintext(true);
        }
        ListenerConfiguration.Tls tls = l.tls().get();
        context.certificate(tls.certificate(), tls.key());
        if (tls.clientCertificate() != ListenerConfiguration.ClientCertificate.NONE) {
            context.clientCertificate(ClientCertificate.REQUIRED, tls.clientAuthority().orElseThrow());
        }
        return context;
    }

    static UpstreamContext upstream(TurnpikeConfiguration c, Ingress ingress, Clock clock, Counters counters, Alarms alarms) {
        // Only back-off jitter comes from this source; nothing that is journaled does.
        UpstreamContext context = new UpstreamContext().ingress(ingress).clock(clock).counters(counters).alarms(alarms)
            .eventLoopCount(c.pipeline().linkLoops()).random(new SplittableRandom(clock.wallMs()));
        for (UpstreamConfiguration u : c.upstreams()) {
            context.link(link(u));
        }
        return context;
    }

    private static LinkContext link(UpstreamConfiguration u) {
        LinkContext context = new LinkContext().name(u.name()).number(u.number()).address(u.endpoint().host(), u.endpoint().port())
            .dialect(Dialects.shipped(u.protocol().dialect())).connections(u.endpoint().connections())
            .backOffMs(u.times().reconnectFirst().toMillis(), u.times().reconnectMax().toMillis())
            .echoMs(u.times().echo().toMillis()).missesToDown(u.times().echoMisses())
            .holdDownMs(u.times().holdDown().toMillis());
        u.endpoint().tls().ifPresent(tls -> context.sslContext(linkTls(u, tls)));
        return context;
    }

    private static SslContext linkTls(UpstreamConfiguration u, UpstreamConfiguration.Tls tls) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient().trustManager(tls.authority().toFile());
            if (tls.certificate().isPresent() && tls.key().isPresent()) {
                builder.keyManager(tls.certificate().get().toFile(), tls.key().get().toFile());
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new UserMistakeException(ExitCode.CONFIGURATION, "TLS files of acquirer " + u.name() + " cannot be used ("
                + e.getMessage() + ")");
        }
    }
}
