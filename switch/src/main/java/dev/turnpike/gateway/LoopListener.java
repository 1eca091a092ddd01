package dev.turnpike.gateway;

/** What one event loop keeps for one listener: deadlines and the builder of refusals. Confined to the event loop. */
final class LoopListener {
    final Listener listener;
    final ConnectionList idle = new ConnectionList(ConnectionList.IDLE);
    final ConnectionList frame = new ConnectionList(ConnectionList.FRAME);
    final ConnectionList handshake = new ConnectionList(ConnectionList.HANDSHAKE);
    final ConnectionList hello = new ConnectionList(ConnectionList.HELLO);
    final ConnectionList unwritable = new ConnectionList(ConnectionList.UNWRITABLE);
    final ConnectionList busy = new ConnectionList(ConnectionList.BUSY);
    final ConnectionList halfClosed = new ConnectionList(ConnectionList.HALF_CLOSED);
    final LocalAnswer busyAnswer;
    final int maxHandshakes;

    LoopListener(Listener listener, int loops) {
        this.listener = listener;
        this.busyAnswer = listener.context.busyAnswer() == null ? null : listener.context.busyAnswer().get();
        this.maxHandshakes = Math.max(1, (listener.context.maxHandshakes() + loops - 1) / loops);
    }

    /** Closes what has waited too long. */
    void expire(long nowNs, GatewayCounters counters) {
        ListenerContext limits = listener.context;
        for (TerminalConnection c = handshake.expired(nowNs, limits.handshakeTimeoutNs()); c != null;
            c = handshake.expired(nowNs, limits.handshakeTimeoutNs())) {
            counters.handshakeTimeouts.increment();
            c.close(CloseReason.HANDSHAKE_TIMEOUT);
        }
        for (TerminalConnection c = frame.expired(nowNs, limits.frameTimeoutNs()); c != null;
            c = frame.expired(nowNs, limits.frameTimeoutNs())) {
            counters.frameTimeouts.increment();
            c.close(CloseReason.FRAME_TIMEOUT);
        }
        for (TerminalConnection c = unwritable.expired(nowNs, limits.unwritableNs()); c != null;
            c = unwritable.expired(nowNs, limits.unwritableNs())) {
            c.close(CloseReason.SLOW_READER);
        }
        for (TerminalConnection c = halfClosed.expired(nowNs, limits.halfClosedNs()); c != null;
            c = halfClosed.expired(nowNs, limits.halfClosedNs())) {
            c.close(CloseReason.HALF_CLOSED);
        }
        for (TerminalConnection c = idle.expired(nowNs, limits.idleNs()); c != null; c = idle.expired(nowNs, limits.idleNs())) {
            c.close(CloseReason.IDLE);
        }
    }

    /** A ClientHello has begun; above the limit the oldest unfinished handshake goes, so that silence cannot lock others out. */
    void helloBegan(TerminalConnection c, long nowNs, GatewayCounters counters) {
        if (hello.size() >= maxHandshakes) {
            hello.oldest().close(CloseReason.HANDSHAKE_LIMIT);
        }
        hello.add(c, nowNs);
        counters.handshakesInFlight.add(1);
    }

    /** The handshake has ended, well or not. */
    void handshakeEnded(TerminalConnection c, GatewayCounters counters) {
        if (hello.contains(c)) {
            counters.handshakesInFlight.add(-1);
        }
        hello.remove(c);
        handshake.remove(c);
    }

    /** Gives every waiting connection one chance, in the order of waiting. */
    void retry(long nowNs) {
        long busyNs = listener.context.busyNs();
        TerminalConnection c = busy.oldest();
        for (int i = busy.size(); i > 0 && c != null; i--) {
            TerminalConnection following = busy.after(c);
            c.retry(nowNs, nowNs - c.sinceNs[ConnectionList.BUSY] >= busyNs);
            c = following;
        }
    }

    /** Takes a connection off every list. */
    void forget(TerminalConnection c, GatewayCounters counters) {
        handshakeEnded(c, counters);
        idle.remove(c);
        frame.remove(c);
        unwritable.remove(c);
        busy.remove(c);
        halfClosed.remove(c);
    }
}
