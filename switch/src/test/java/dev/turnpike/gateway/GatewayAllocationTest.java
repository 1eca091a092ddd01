package dev.turnpike.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.Ingress;
import dev.turnpike.transaction.Slot;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The way of a frame from read buffer to slot and of an answer from ring to channel allocates nothing of ours. */
class GatewayAllocationTest {
    private static final int FRAMES_PER_READ = 4;
    private static final int ROUNDS = 25_000;

    /** One slot, used again and again. */
    private static final class OneSlot implements Ingress {
        private final Slot slot = new Slot();
        private long published;

        @Override
        public long tryClaim(AdmissionClass admission) {
            return 0;
        }

        @Override
        public Slot slot(long sequence) {
            return slot;
        }

        @Override
        public void publish(long sequence) {
            published++;
        }
    }

    private final OneSlot ingress = new OneSlot();
    private final Counters counters = new Counters();
    private long answers;

    @Test
    void shouldAllocateNothingPerFrame() throws Exception {
        ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try {
            // As an event loop is: Netty keeps its pools by such threads.
            FutureTask<Void> task = new FutureTask<>(() -> {
                measure();
                return null;
            });
            new FastThreadLocalThread(task, "measured").start();
            task.get(60, TimeUnit.SECONDS);
        } finally {
            ResourceLeakDetector.setLevel(before);
        }
    }

    private void measure() throws Exception {
        ListenerContext listenerContext = new ListenerContext().plaintext(true);
        GatewayContext context = new GatewayContext().ingress(ingress).clock(new ManualClock()).counters(counters).eventLoopCount(1)
            .listener(listenerContext).conclude();
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
        Listener listener = new Listener(listenerContext, counters, new ConnectionBudget(counters));
        GatewayLoop loop = new GatewayLoop(0, channel.eventLoop(), context, List.of(listener), new PeerTable(),
            new GatewayCounters(counters));
        TerminalConnection connection = new TerminalConnection(loop, listener, channel, InetAddress.getLoopbackAddress());
        assertTrue(connection.open());
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                answers++;
                ReferenceCountUtil.release(message);
            }
        }).addLast(connection);
        ChannelHandlerContext ctx = channel.pipeline().context(connection);
        byte[] frame = Frames.framed(0x0200, 180);
        UnsafeBuffer answer = new UnsafeBuffer(Frames.message(0x0210, 150));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        run(connection, ctx, loop, frame, answer);
        long start = threads.getThreadAllocatedBytes(id);
        run(connection, ctx, loop, frame, answer);
        long allocated = threads.getThreadAllocatedBytes(id) - start;
        assertEquals(2L * ROUNDS * FRAMES_PER_READ, ingress.published);
        assertEquals(ingress.published, answers);
        // Room for what the JVM and Netty's pool do now and then; a single object per frame would be megabytes.
        assertTrue(allocated < 64 * 1024, "allocated " + allocated + " bytes for " + ROUNDS * FRAMES_PER_READ + " frames");
        channel.finishAndReleaseAll();
        ingress.slot.free();
    }

    private static void run(TerminalConnection connection, ChannelHandlerContext ctx, GatewayLoop loop, byte[] frame,
        UnsafeBuffer answer) {
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuf read = PooledByteBufAllocator.DEFAULT.directBuffer(frame.length * FRAMES_PER_READ);
            for (int i = 0; i < FRAMES_PER_READ; i++) {
                read.writeBytes(frame);
            }
            connection.channelRead(ctx, read);
            for (int i = 0; i < FRAMES_PER_READ; i++) {
                loop.offerAnswer(connection.id(), answer, 0, 150);
            }
            loop.drain();
        }
    }
}
