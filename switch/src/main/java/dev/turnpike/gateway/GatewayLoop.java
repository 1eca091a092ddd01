package dev.turnpike.gateway;

import dev.turnpike.status.Clock;
import dev.turnpike.transaction.Ingress;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's part of one event loop: its table of connections, their deadlines, and the ring by which the dispatch thread reaches
 * them. Everything runs on the event loop except the methods marked <em>dispatch thread</em>.
 */
final class GatewayLoop {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayLoop.class);
    private static final int ANSWER = 1;
    private static final int CLOSE = 2;
    private static final int BAD_MAC = 3;
    private static final int DRAIN_LIMIT = 1_024;
    private static final long BUSY_RETRY_NS = 2_000_000;
    private static final int SCRATCH = dev.turnpike.transaction.Slot.INBOUND_CAPACITY;

    final int number;
    final EventLoop eventLoop;
    final Ingress ingress;
    final Clock clock;
    final PeerTable peers;
    final GatewayCounters counters;
    /** Buffers for refusals built here. */
    final UnsafeBuffer requestScratch = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(SCRATCH));
    final UnsafeBuffer answerScratch = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(SCRATCH));
    private final LoopListener[] listeners;
    private final TerminalConnection[] connections;
    private final int[] generations;
    private final int[] free;
    private int freeCount;
    private int open;
    private final AtomicLongArray liveIds;
    private final OneToOneRingBuffer ring;
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drainTask = this::drain;
    private final Runnable busyTask = this::retryBusy;
    private final org.agrona.concurrent.MessageHandler onMessage = this::onMessage;
    private TerminalConnection[] dirty = new TerminalConnection[256];
    private int dirtyCount;
    private boolean busyScheduled;
    // dispatch thread
    private boolean unsignalled;

    GatewayLoop(int number, EventLoop eventLoop, GatewayContext context, List<Listener> all, PeerTable peers,
        GatewayCounters counters) {
        this.number = number;
        this.eventLoop = eventLoop;
        this.ingress = context.ingress();
        this.clock = context.clock();
        this.peers = peers;
        this.counters = counters;
        listeners = new LoopListener[all.size()];
        int places = 0;
        for (int i = 0; i < listeners.length; i++) {
            listeners[i] = new LoopListener(all.get(i), context.eventLoopCount());
            places += all.get(i).context.maxConnections();
        }
        connections = new TerminalConnection[places];
        generations = new int[places];
        free = new int[places];
        for (int i = 0; i < places; i++) {
            free[i] = places - 1 - i;
        }
        freeCount = places;
        liveIds = new AtomicLongArray(places);
        ring = new OneToOneRingBuffer(new UnsafeBuffer(
            java.nio.ByteBuffer.allocateDirect(context.outboundRingBytes() + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    /** Begins to watch deadlines. */
    void start(int tickMs) {
        eventLoop.scheduleWithFixedDelay(this::tick, tickMs, tickMs, TimeUnit.MILLISECONDS);
    }

    LoopListener listener(Listener listener) {
        for (LoopListener candidate : listeners) {
            if (candidate.listener == listener) {
                return candidate;
            }
        }
        throw new IllegalStateException("listener " + listener.context.name() + " is not of this gateway");
    }

    // ---- connections --------------------------------------------------------------------------------------------------------

    /** Gives {@code c} a place and returns its id, or 0 when the table is full. */
    long register(TerminalConnection c) {
        if (freeCount == 0) {
            return 0;
        }
        int place = free[--freeCount];
        generations[place] = generations[place] == Integer.MAX_VALUE ? 1 : generations[place] + 1;
        long id = ConnectionId.of(generations[place], number, place);
        connections[place] = c;
        liveIds.set(place, id);
        open++;
        return id;
    }

    /** From now on the dispatch thread is told that this connection is gone. */
    void retire(long id) {
        liveIds.compareAndSet(ConnectionId.place(id), id, 0);
    }

    /** Takes the place back. */
    void unregister(long id) {
        int place = ConnectionId.place(id);
        retire(id);
        connections[place] = null;
        free[freeCount++] = place;
        open--;
    }

    int open() {
        return open;
    }

    /** Closes every connection with {@code reason}. */
    void closeAll(CloseReason reason) {
        do {
            drain();
        } while (ring.size() > 0);
        for (TerminalConnection c : connections) {
            if (c != null) {
                c.close(reason);
            }
        }
    }

    private TerminalConnection find(long id) {
        TerminalConnection c = connections[ConnectionId.place(id)];
        return c != null && c.id() == id ? c : null;
    }

    // ---- from the dispatch thread -------------------------------------------------------------------------------------------

    /** Dispatch thread: true while the connection is open. */
    boolean isLive(long id) {
        int place = ConnectionId.place(id);
        return place < liveIds.length() && liveIds.get(place) == id;
    }

    /** Dispatch thread: queues an answer; false when the ring is full even after waking the event loop. */
    boolean offerAnswer(long id, DirectBuffer buffer, int offset, int length) {
        return offer(ANSWER, id, buffer, offset, length);
    }

    /** Dispatch thread: queues a close behind the answers queued before. */
    void offerClose(long id, byte[] reason) {
        if (!offer(CLOSE, id, new UnsafeBuffer(reason), 0, reason.length)) {
            execute(() -> closeNow(id, CloseReason.OUTBOUND_LIMIT));
        }
    }

    /** Dispatch thread: reports a bad MAC. */
    void offerBadMac(long id) {
        if (!offer(BAD_MAC, id, requestScratch, 0, 0)) {
            execute(() -> badMac(id));
        }
    }

    /** Dispatch thread: closes without going through the ring, which is full. */
    void closeOverflowing(long id) {
        counters.outboundRingFull.increment();
        retire(id);
        execute(() -> closeNow(id, CloseReason.OUTBOUND_LIMIT));
    }

    private boolean offer(int type, long id, DirectBuffer buffer, int offset, int length) {
        int index = ring.tryClaim(type, Long.BYTES + length);
        if (index < 0) {
            return false;
        }
        MutableDirectBuffer claimed = ring.buffer();
        claimed.putLong(index, id);
        claimed.putBytes(index + Long.BYTES, buffer, offset, length);
        ring.commit(index);
        unsignalled = true;
        return true;
    }

    /** Dispatch thread: wakes the event loop when something was queued since the last call. */
    void signal() {
        if (unsignalled) {
            unsignalled = false;
            wake();
        }
    }

    private void wake() {
        if (drainScheduled.compareAndSet(false, true)) {
            execute(drainTask);
        }
    }

    private void execute(Runnable task) {
        try {
            eventLoop.execute(task);
        } catch (RejectedExecutionException e) {
            // The event loop has stopped with all its connections; nobody is left to serve.
            counters.undeliverable.increment();
        }
    }

    // ---- on the event loop --------------------------------------------------------------------------------------------------

    /** Hands what the dispatch thread queued to the connections; one flush for each connection touched. */
    void drain() {
        drainScheduled.set(false);
        int read = 0;
        long before;
        do {
            // One read ends where the buffer wraps, whatever lies behind.
            before = ring.consumerPosition();
            read += ring.read(onMessage, DRAIN_LIMIT - read);
        } while (read < DRAIN_LIMIT && ring.consumerPosition() != before);
        int count = dirtyCount;
        dirtyCount = 0;
        for (int i = 0; i < count; i++) {
            TerminalConnection c = dirty[i];
            dirty[i] = null;
            try {
                c.flushAnswers();
            } catch (RuntimeException e) {
                fault(c, e);
            }
        }
        if (read >= DRAIN_LIMIT) {
            wake();
        }
    }

    /** A fault of ours costs the connection it happened on, never another one. */
    private void fault(TerminalConnection c, RuntimeException e) {
        LOG.error("fault in the gateway; one connection is closed", e);
        c.close(CloseReason.INTERNAL_ERROR);
    }

    private void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        long id = buffer.getLong(index);
        TerminalConnection c = find(id);
        if (c == null) {
            counters.undeliverable.increment();
            return;
        }
        try {
            onMessage(c, type, buffer, index + Long.BYTES, length - Long.BYTES);
        } catch (RuntimeException e) {
            fault(c, e);
        }
    }

    private void onMessage(TerminalConnection c, int type, MutableDirectBuffer buffer, int from, int bytes) {
        switch (type) {
            case ANSWER -> {
                if (c.writeAnswer(buffer, from, bytes)) {
                    touch(c);
                }
            }
            case CLOSE -> c.closeAfterAnswers(buffer.getStringWithoutLengthAscii(from, bytes));
            default -> c.badMac(clock.monotonicNs());
        }
    }

    private void touch(TerminalConnection c) {
        if (c.markDirty()) {
            if (dirtyCount == dirty.length) {
                dirty = java.util.Arrays.copyOf(dirty, dirty.length * 2);
            }
            dirty[dirtyCount++] = c;
        }
    }

    private void closeNow(long id, CloseReason reason) {
        TerminalConnection c = find(id);
        if (c != null) {
            c.close(reason);
        }
    }

    private void badMac(long id) {
        TerminalConnection c = find(id);
        if (c != null) {
            c.badMac(clock.monotonicNs());
        }
    }

    /** Looks at all deadlines. */
    void tick() {
        long now = clock.monotonicNs();
        for (LoopListener l : listeners) {
            try {
                l.expire(now, counters);
            } catch (RuntimeException e) {
                // A periodic task that throws is never run again, and with it every time-out would be gone.
                LOG.error("fault in the gateway's deadlines of listener {}", l.listener.context.name(), e);
            }
        }
    }

    /** Has {@link #retryBusy} run soon. */
    void scheduleBusy() {
        if (!busyScheduled) {
            busyScheduled = true;
            eventLoop.schedule(busyTask, BUSY_RETRY_NS, TimeUnit.NANOSECONDS);
        }
    }

    /** Tries again for the frames that found no place, refuses those that waited too long. */
    void retryBusy() {
        busyScheduled = false;
        long now = clock.monotonicNs();
        boolean again = false;
        for (LoopListener l : listeners) {
            l.retry(now);
            again |= l.busy.size() > 0;
        }
        if (again) {
            scheduleBusy();
        }
    }
}
