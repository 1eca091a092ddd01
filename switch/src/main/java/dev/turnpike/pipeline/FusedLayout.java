package dev.turnpike.pipeline;

import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import dev.turnpike.transaction.Ingress;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TerminalOutbound;
import dev.turnpike.transaction.UpstreamOutbound;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The layout for few cores: one thread runs stages 1 to 4, a second one syncs and dispatches. */
public final class FusedLayout implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FusedLayout.class);
    private static final long JOIN_MS = 5_000;
    private static final int QUEUE_CAPACITY = 1 << 16;
    private final Disruptor<Slot> disruptor;
    private final RingIngress ingress;
    private final TransactionQueue answered = new TransactionQueue(QUEUE_CAPACITY);
    private final TransactionQueue undelivered = new TransactionQueue(QUEUE_CAPACITY);
    private final List<Thread> threads = new ArrayList<>();
    private WorkHandler work;

    /** A ring of {@code ringSize} slots, a power of two; nothing runs yet, but {@link #ingress()} can be handed out. */
    public FusedLayout(int ringSize, WaitStrategy waitStrategy) {
        disruptor = new Disruptor<>(Slot::new, ringSize, this::newThread, ProducerType.MULTI, waitStrategy);
        ingress = new RingIngress(disruptor.getRingBuffer());
    }

    private Thread newThread(Runnable runnable) {
        Thread thread = new Thread(runnable, threads.isEmpty() ? "turnpike-work" : "turnpike-release");
        threads.add(thread);
        return thread;
    }

    /** The way in. */
    public Ingress ingress() {
        return ingress;
    }

    /**
     * Builds the graph and starts its threads.
     *
     * @param onFatal called once from a pipeline thread when the journal fails; must not block
     */
    public void start(PipelineContext context, TerminalOutbound terminals, UpstreamOutbound upstream, Runnable onFatal) {
        // 1-4: authenticate, decide, seal, append
        work = new WorkHandler(context, answered, undelivered, onFatal);
        // 5: sync, dispatch
        ReleaseHandler release = new ReleaseHandler(context, work, terminals, upstream, answered, undelivered, onFatal);
        disruptor.setDefaultExceptionHandler(new Escaped(onFatal));
        disruptor.handleEventsWith(work).then(release);
        disruptor.start();
    }

    /** Last sequence that has been decided. */
    public long consumed() {
        return work == null ? -1 : work.consumed();
    }

    /** Answers new financial requests with 96 from now on; what is under way goes on. */
    public void closeIntake() {
        work.closeIntake();
    }

    /** Slots in use; for a gauge. */
    public long occupied() {
        return disruptor.getRingBuffer().getBufferSize() - disruptor.getRingBuffer().remainingCapacity();
    }

    /** Waits until everything published has been released, at most {@code timeoutMs}, then stops the threads; false when time ran out. */
    public boolean stop(long timeoutMs) {
        try {
            disruptor.shutdown(timeoutMs, TimeUnit.MILLISECONDS);
            join();
            return true;
        } catch (TimeoutException e) {
            close();
            return false;
        }
    }

    @Override
    public void close() {
        disruptor.halt();
        join();
    }

    // The journal may be closed only when no pipeline thread can touch it any more.
    private void join() {
        for (Thread thread : threads) {
            try {
                thread.join(JOIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What gets past the handlers' own care is a programmer's error: stop rather than guess. */
    private static final class Escaped implements ExceptionHandler<Slot> {
        private final Runnable onFatal;

        Escaped(Runnable onFatal) {
            this.onFatal = onFatal;
        }

        @Override
        public void handleEventException(Throwable ex, long sequence, Slot event) {
            LOG.error("a pipeline handler failed at {}", sequence, ex);
            onFatal.run();
        }

        @Override
        public void handleOnStartException(Throwable ex) {
            LOG.error("a pipeline handler could not start", ex);
            onFatal.run();
        }

        @Override
        public void handleOnShutdownException(Throwable ex) {
            LOG.error("a pipeline handler could not stop", ex);
        }
    }
}
