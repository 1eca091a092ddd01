package dev.turnpike.pipeline;

import com.lmax.disruptor.EventHandler;
import dev.turnpike.core.Core;
import dev.turnpike.journal.RecordLog;
import dev.turnpike.status.Counter;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.RecordList;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.record.AnsweredEncoder;
import dev.turnpike.transaction.record.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stages 1 to 4 on one thread: authenticate, decide, seal, append. */
final class WorkHandler implements EventHandler<Slot> {
    private static final Logger LOG = LoggerFactory.getLogger(WorkHandler.class);
    private static final int ANSWERED_PER_RECORD = 512;
    private final Core core;
    private final RecordLog journal;
    private final AuthenticateStage authenticate;
    private final SealStage seal;
    private final TransactionQueue answered;
    private final TransactionQueue undelivered;
    private final Counter events;
    private final Runnable onFatal;
    private final UnsafeBuffer answeredIds = new UnsafeBuffer(new byte[ANSWERED_PER_RECORD * 8]);
    private final UnsafeBuffer answeredRecord = new UnsafeBuffer(new byte[ANSWERED_PER_RECORD * 8 + 64]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AnsweredEncoder encoder = new AnsweredEncoder();
    private volatile long consumed = -1;
    private volatile boolean intakeClosed;
    private volatile long needed;
    private boolean dead;

    WorkHandler(PipelineContext context, TransactionQueue answered, TransactionQueue undelivered, Runnable onFatal) {
        this.core = context.core();
        this.journal = context.journal();
        TerminalKeyRing keys = new TerminalKeyRing(context);
        this.authenticate = new AuthenticateStage(context, keys, journal.epoch());
        this.seal = new SealStage(context, keys);
        this.answered = answered;
        this.undelivered = undelivered;
        this.onFatal = onFatal;
        this.events = context.counters().counter("turnpike_events_total", "Events that went through the pipeline");
    }

    @Override
    public void onStart() {
        journal.startAppender();
    }

    @Override
    public void onBatchStart(long batchSize, long queueDepth) {
        core.closeIntake(intakeClosed || journal.belowFloor());
    }

    @Override
    public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
        if (dead) {
            return;
        }
        try {
            authenticate.process(slot, sequence);
            core.decide(slot);
            if (slot.kind() == EventKind.TICK) {
                takeUndelivered(slot);
            }
            seal.process(slot);
        } catch (RuntimeException | Error e) {
            fail(slot, e);
        }
        append(slot);
        if (endOfBatch) {
            appendLazy();
            consumed = sequence;
        }
        events.increment();
    }

    private void takeUndelivered(Slot slot) {
        while (undelivered.size() > 0 && core.hasRoom(slot)) {
            core.undelivered(slot, undelivered.poll());
        }
    }

    private void fail(Slot slot, Throwable e) {
        slot.markFailed();
        LOG.error("a stage failed on an event of kind {}", slot.kind(), e);
        try {
            core.stageFailed(slot);
            seal.process(slot);
        } catch (RuntimeException | Error second) {
            LOG.error("the failed event could not be answered", second);
        }
    }

    // What cannot be appended must not be released: after a failure nothing moves any more and the process ends.
    private void append(Slot slot) {
        RecordList records = slot.records();
        try {
            for (int i = 0; i < records.count(); i++) {
                journal.append(records.buffer(), records.offset(i), records.length(i), core.wallMs());
            }
            if (records.count() > 0) {
                needed = journal.appended();
            }
        } catch (RuntimeException | Error e) {
            slot.effects().clear();
            die(e);
        }
    }

    private void die(Throwable e) {
        LOG.error("the journal takes no more records", e);
        dead = true;
        onFatal.run();
    }

    // Nothing waits for these records: the next sync takes them along.
    private void appendLazy() {
        if (dead) {
            return;
        }
        try {
            appendAnswered();
            journal.sealSynced(core.wallMs());
        } catch (RuntimeException | Error e) {
            die(e);
        }
    }

    private void appendAnswered() {
        int count = 0;
        long id;
        while (count < ANSWERED_PER_RECORD && (id = answered.poll()) != 0) {
            answeredIds.putLong(count * 8, id);
            count++;
        }
        if (count > 0) {
            encoder.wrapAndApplyHeader(answeredRecord, 0, header).coreWallMs(core.wallMs()).putTxIds(answeredIds, 0, count * 8);
            journal.append(answeredRecord, 0, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength(), core.wallMs());
        }
    }

    /** New financial requests are answered 96 from the next batch on. Any thread. */
    void closeIntake() {
        intakeClosed = true;
    }

    /** Last sequence decided; any thread. */
    long consumed() {
        return consumed;
    }

    /** Journal sequence that must be durable before anything decided so far is released; lazy records do not count. Any thread. */
    long needed() {
        return needed;
    }

    /** True after the journal refused a record; work thread and release thread after the barrier. */
    boolean isDead() {
        return dead;
    }
}
