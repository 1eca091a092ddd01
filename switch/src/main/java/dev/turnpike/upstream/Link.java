package dev.turnpike.upstream;

import dev.turnpike.status.Alarms;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import java.util.concurrent.CountDownLatch;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One acquirer: its connections and whether the core may use it. Confined to its event loop except {@link #isUsable()} and {@link
 * #refuse()}.
 *
 * <p>One connection carries everything until it is lost; the others stand by. LINK_STATE 0 is published after the last message that came over
 * it, LINK_STATE 1 at once when another is signed on, else after the hold-down; both are
 * tried until the ring takes them, in that order.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final int ALARM_AFTER_ATTEMPTS = 3;

    final LinkContext context;
    final UpstreamLoop loop;
    final LinkCounters counters;
    final Alarms alarms;
    private final LinkSession[] sessions;
    /** Stays the same while it lives, so that a reversal never overtakes its original on another connection. */
    private LinkSession carrying;
    private final CountDownLatch ended;
    private volatile boolean usable;
    private volatile int stretch;
    private boolean publishedUp;
    private boolean owedDown;
    private boolean everLost;
    private boolean holding;
    private long lostNs;
    private boolean dirty;
    private boolean stopping;

    Link(LinkContext context, UpstreamLoop loop, UpstreamContext upstream, LinkSession.Connector connector) {
        this.context = context;
        this.loop = loop;
        this.counters = new LinkCounters(upstream.counters(), context.name());
        this.alarms = upstream.alarms();
        this.sessions = new LinkSession[context.connections()];
        this.ended = new CountDownLatch(sessions.length);
        NetworkMessages messages = new NetworkMessages(context, loop.clock);
        for (int i = 0; i < sessions.length; i++) {
            sessions[i] = new LinkSession(this, i, messages, connector, upstream.random());
        }
    }

    int number() {
        return context.number();
    }

    /** Dispatch thread: true while messages are taken. */
    boolean isUsable() {
        return usable;
    }

    /** Dispatch thread: true while messages are taken that were decided after the event with this number. */
    boolean isUsable(int decidedIn) {
        return usable && decidedIn == stretch;
    }

    /** Dispatch thread: the ring to the event loop is full; the link is lost, so that nothing queued silently disappears. */
    void refuse() {
        usable = false;
        loop.execute(() -> {
            LinkSession session = carrier();
            if (session != null) {
                session.lose(LossReason.NOT_READING, "more waits for it than the switch keeps");
            }
        });
    }

    /** The connection that carries everything, as long as it is signed on; else null. */
    private LinkSession carrier() {
        return carrying != null && carrying.isSignedOn() ? carrying : null;
    }

    private LinkSession firstSignedOn() {
        for (LinkSession session : sessions) {
            if (session.isSignedOn()) {
                return session;
            }
        }
        return null;
    }

    /** Writes a message without flushing; one of an earlier stretch is dropped, the core has heard or will hear of the loss. */
    void write(int decidedIn, DirectBuffer buffer, int offset, int length) {
        LinkSession session = carrier();
        if (session == null || decidedIn != (stretch & UpstreamLoop.STRETCH_MASK)) {
            counters.unsent.increment();
            return;
        }
        if (session.write(buffer, offset, length)) {
            counters.framesOut.increment();
            dirty = true;
        }
    }

    /** Sends what was written. */
    void flush() {
        if (!dirty) {
            return;
        }
        dirty = false;
        for (LinkSession session : sessions) {
            session.flush();
        }
    }

    void tick(long nowNs) {
        for (LinkSession session : sessions) {
            session.tick(nowNs);
        }
        publishState(nowNs);
    }

    void retry() {
        for (LinkSession session : sessions) {
            session.retry();
        }
        publishState(loop.clock.monotonicNs());
    }

    /** A connection has been lost; what it brought may still be on its way into the ring. */
    void losing() {
        usable = usable && carrier() != null;
    }

    /** A connection has been signed on, or lost and everything it brought is published. */
    void changed(LinkSession of, LossReason loss, String why) {
        long signedOn = 0;
        for (LinkSession session : sessions) {
            signedOn += session.isSignedOn() ? 1 : 0;
        }
        counters.signedOn.set(signedOn);
        long now = loop.clock.monotonicNs();
        boolean carrierLost = publishedUp && !stopping && loss != null && of == carrying;
        if (carrierLost) {
            publishedUp = false;
            usable = false;
            owedDown = true;
            holding = false;
        }
        if (carrierLost && signedOn > 0) {
            // What it had in flight is lost all the same: the core hears of a loss and at once of the next stretch.
            counters.carrierChanges.increment();
            LOG.info("link {} goes on over another of its connections: {}", context.name(), why);
        } else if (carrierLost) {
            everLost = true;
            lostNs = now;
            counters.up.set(0);
            alarms.raise("upstream_down", context.name(), "link " + context.name() + " is down: " + why);
        } else if (signedOn == 0 && loss != null && sessions[0].attempts() == ALARM_AFTER_ATTEMPTS && !stopping) {
            alarms.raise("upstream_down", context.name(), "link " + context.name() + " cannot be reached: " + why);
        }
        publishState(now);
    }

    private void publishState(long nowNs) {
        if (stopping) {
            return;
        }
        if (owedDown) {
            if (!publish(0)) {
                loop.scheduleRetry();
                return;
            }
            owedDown = false;
        }
        if (publishedUp || firstSignedOn() == null) {
            return;
        }
        if (everLost && nowNs - lostNs < context.holdDownNs()) {
            if (!holding) {
                holding = true;
                counters.heldDown.increment();
                LOG.info("link {} is signed on again and held down for {} ms", context.name(),
                    (context.holdDownNs() - (nowNs - lostNs)) / 1_000_000);
            }
            return;
        }
        // The core may send as soon as it sees the event, hence usable first.
        stretch++;
        carrying = firstSignedOn();
        usable = true;
        if (!publish(1)) {
            usable = false;
            loop.scheduleRetry();
            return;
        }
        publishedUp = true;
        counters.up.set(1);
        LOG.info("link {} is usable", context.name());
    }

    private boolean publish(int up) {
        long sequence = loop.ingress.tryClaim(AdmissionClass.PRIORITY);
        if (sequence < 0) {
            return false;
        }
        try {
            loop.ingress.slot(sequence).event(EventKind.LINK_STATE, loop.clock.monotonicNs(), loop.clock.wallMs())
                .source((long) number() << 32 | stretch & 0xFFFFFFFFL).args(number(), up);
        } finally {
            loop.ingress.publish(sequence);
        }
        return true;
    }

    // ---- end ----------------------------------------------------------------------------------------------------------------

    boolean isStopping() {
        return stopping;
    }

    /** Signs off and closes; {@link #ended()} tells when. */
    void stop() {
        if (stopping) {
            return;
        }
        stopping = true;
        usable = false;
        counters.up.set(0);
        for (LinkSession session : sessions) {
            session.stop();
        }
    }

    /** Called once by each session. */
    void sessionEnded() {
        ended.countDown();
    }

    CountDownLatch ended() {
        return ended;
    }
}
