package dev.turnpike.pipeline;

import dev.turnpike.status.Invariants;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.Ingress;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TerminalOutbound;
import dev.turnpike.transaction.UpstreamOutbound;

/**
 * The same handlers as in production without threads: the caller steps them, and so decides how far decisions run ahead of the sync
 * and of the release. One thread. An exception that a journal or an outbound throws comes out of the step that met it.
 *
 * <p>Order of use for each event: {@link #tryClaim}, {@link #publish}, {@link #work}, {@link #beginRelease}, {@link #release}.
 */
public final class SteppedLayout implements Ingress {
    private static final int QUEUE_CAPACITY = 1 << 10;
    private final Slot[] ring;
    private final TransactionQueue answered = new TransactionQueue(QUEUE_CAPACITY);
    private final TransactionQueue undelivered = new TransactionQueue(QUEUE_CAPACITY);
    private final WorkHandler work;
    private final ReleaseHandler release;
    private long claimed;
    private long worked;
    private long releasing;
    private long released;

    /**
     * Builds the stages over {@code ring}, whose slots are wiped; what was in them is lost.
     *
     * @param onFatal called when the journal fails, as in production
     */
    public SteppedLayout(Slot[] ring, PipelineContext context, TerminalOutbound terminals, UpstreamOutbound upstream, Runnable onFatal) {
        this.ring = ring;
        for (Slot slot : ring) {
            slot.wipe();
        }
        work = new WorkHandler(context, answered, undelivered, onFatal);
        release = new ReleaseHandler(context, work, terminals, upstream, answered, undelivered, onFatal);
        work.onStart();
    }

    @Override
    public long tryClaim(AdmissionClass admission) {
        long limit = (long) ring.length * admission.percent() / 100;
        return claimed - released >= limit ? -1 : claimed;
    }

    @Override
    public Slot slot(long sequence) {
        return ring[(int) (sequence % ring.length)];
    }

    @Override
    public void publish(long sequence) {
        Invariants.check(sequence == claimed, "slots are published in the order of their claims");
        claimed++;
    }

    /** Events published and not yet decided. */
    public int waiting() {
        return (int) (claimed - worked);
    }

    /** Events decided and not yet in a batch of the release. */
    public int decided() {
        return (int) (worked - releasing);
    }

    /** Sequence of the next event to decide. */
    public long nextToWork() {
        return worked;
    }

    /** Stages 1 to 4 over at most {@code most} published events as one batch; how many there were. */
    public int work(int most) {
        int count = Math.min(most, waiting());
        if (count > 0) {
            work.onBatchStart(count, waiting());
        }
        for (int i = 0; i < count; i++) {
            long sequence = worked;
            worked++;
            work.onEvent(slot(sequence), sequence, i == count - 1);
        }
        return count;
    }

    /** Starts a batch of the release with everything decided so far: syncs. The number of its events. */
    public int beginRelease() {
        Invariants.check(released == releasing, "the batch before was released");
        int count = decided();
        releasing = worked;
        if (count > 0) {
            release.onBatchStart(count, count);
        }
        return count;
    }

    /** Carries out the effects of the next event of the batch; false when the batch is done. */
    public boolean release() {
        if (released == releasing) {
            return false;
        }
        long sequence = released;
        release.onEvent(slot(sequence), sequence, sequence == releasing - 1);
        released++;
        return released < releasing;
    }

    /** Answers new financial requests with 96 from the next batch on. */
    public void closeIntake() {
        work.closeIntake();
    }

    /** True after the journal refused a record or a sync: nothing is released any more. */
    public boolean isDead() {
        return work.isDead() || release.isDead();
    }
}
