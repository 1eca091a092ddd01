package dev.turnpike.upstream;

import dev.turnpike.status.Clock;
import dev.turnpike.transaction.Ingress;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of one event loop and the ring by which the dispatch thread reaches them. Everything runs on the event loop except the
 * methods marked <em>dispatch thread</em>.
 */
final class UpstreamLoop {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamLoop.class);
    private static final int DRAIN_LIMIT = 1_024;
    private static final long RETRY_NS = 500_000;

    // The type of a message in the ring to the event loop: the link, and the lowest bits of the stretch that the message belongs to.
    private static final int LINK_BITS = 16;
    private static final int LINK_MASK = (1 << LINK_BITS) - 1;
    static final int STRETCH_MASK = 0x7FFF;

    final EventLoop eventLoop;
    final Ingress ingress;
    final Clock clock;
    private final List<Link> links = new ArrayList<>();
    private final OneToOneRingBuffer ring;
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drainTask = this::drain;
    private final Runnable retryTask = this::retry;
    private final MessageHandler onMessage = this::onMessage;
    private final Link[] byNumber;
    private boolean retryScheduled;
    // dispatch thread
    private boolean unsignalled;

    UpstreamLoop(EventLoop eventLoop, UpstreamContext context) {
        this.eventLoop = eventLoop;
        this.ingress = context.ingress();
        this.clock = context.clock();
        this.byNumber = new Link[context.links().size()];
        ring = new OneToOneRingBuffer(new UnsafeBuffer(
            ByteBuffer.allocateDirect(context.outboundRingBytes() + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    /** Before the event loop works for any link. */
    void add(Link link) {
        links.add(link);
        byNumber[link.number()] = link;
    }

    List<Link> links() {
        return links;
    }

    /** Dispatch thread: queues a message; false when the ring is full. */
    boolean offer(int link, int stretch, DirectBuffer buffer, int offset, int length) {
        int index = ring.tryClaim((stretch & STRETCH_MASK) << LINK_BITS | link + 1, length);
        if (index < 0) {
            return false;
        }
        ring.buffer().putBytes(index, buffer, offset, length);
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

    /** Any thread: runs {@code task} on the event loop; nothing happens when it has ended. */
    void execute(Runnable task) {
        try {
            eventLoop.execute(task);
        } catch (RejectedExecutionException e) {
            // The event loop has ended and with it every link; there is nobody left to serve.
            unsignalled = false;
        }
    }

    private void wake() {
        if (drainScheduled.compareAndSet(false, true)) {
            execute(drainTask);
        }
    }

    /** Writes what the dispatch thread queued; one flush for each link touched. */
    void drain() {
        drainScheduled.set(false);
        int read = 0;
        long before;
        do {
            // One read ends where the buffer wraps, whatever lies behind.
            before = ring.consumerPosition();
            read += ring.read(onMessage, DRAIN_LIMIT - read);
        } while (read < DRAIN_LIMIT && ring.consumerPosition() != before);
        for (int i = 0; i < links.size(); i++) {
            links.get(i).flush();
        }
        if (read >= DRAIN_LIMIT) {
            wake();
        }
    }

    private void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        byNumber[(type & LINK_MASK) - 1].write(type >>> LINK_BITS, buffer, index, length);
    }

    /** Looks at all deadlines. */
    void tick() {
        long now = clock.monotonicNs();
        for (int i = 0; i < links.size(); i++) {
            try {
                links.get(i).tick(now);
            } catch (RuntimeException e) {
                // A periodic task that throws is never run again: no echo, no reconnect, for any link.
                LOG.error("fault in the deadlines of link {}", links.get(i).context.name(), e);
            }
        }
    }

    /** Has what found no place in the ring tried again soon. */
    void scheduleRetry() {
        if (!retryScheduled) {
            retryScheduled = true;
            eventLoop.schedule(retryTask, RETRY_NS, TimeUnit.NANOSECONDS);
        }
    }

    /** Tries again for messages and link states that found no place. */
    void retry() {
        retryScheduled = false;
        for (int i = 0; i < links.size(); i++) {
            links.get(i).retry();
        }
    }
}
