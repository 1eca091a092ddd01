package dev.turnpike.pipeline;

import com.lmax.disruptor.EventHandler;
import dev.turnpike.journal.JournalSyncFailedException;
import dev.turnpike.journal.RecordLog;
import dev.turnpike.status.Counter;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.OperatorOutbound;
import dev.turnpike.transaction.OriginalLookUp;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TerminalDirectory;
import dev.turnpike.transaction.TerminalOutbound;
import dev.turnpike.transaction.UpstreamOutbound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stage 5: makes the batch durable with one sync, then carries out its effects and flushes once. */
final class ReleaseHandler implements EventHandler<Slot> {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseHandler.class);
    private final RecordLog journal;
    private final WorkHandler work;
    private final TerminalOutbound terminals;
    private final UpstreamOutbound upstream;
    private final OperatorOutbound operators;
    private final OriginalLookUp originals;
    private final TerminalDirectory directory;
    private final Counter unasked;
    private final TransactionQueue answered;
    private final TransactionQueue unreached;
    private final Counter undelivered;
    private final Counter unsent;
    private final Runnable onFatal;
    private boolean dead;
    private long releasable;

    ReleaseHandler(PipelineContext context, WorkHandler work, TerminalOutbound terminals, UpstreamOutbound upstream,
                   TransactionQueue answered, TransactionQueue unreached, Runnable onFatal) {
        this.journal = context.journal();
        this.work = work;
        Counters counters = context.counters();
        this.terminals = terminals;
        this.upstream = upstream;
        this.operators = context.operators();
        this.originals = context.originals();
        this.directory = context.directory();
        this.unasked = counters.counter("turnpike_originals_unasked_total", "Look-ups of older transactions that could not be asked");
        this.answered = answered;
        this.unreached = unreached;
        this.onFatal = onFatal;
        this.undelivered = counters.counter("turnpike_answers_undelivered_total", "Answers whose connection was gone");
        this.unsent = counters.counter("turnpike_upstream_unsent_total", "Messages whose link was gone when they were due");
    }

    @Override
    public void onBatchStart(long batchSize, long queueDepth) {
        if (dead) {
            return;
        }
        try {
            if (journal.durable() < work.needed()) {
                journal.sync();
            }
            releasable = journal.durable();
        } catch (JournalSyncFailedException e) {
            LOG.error("the journal could not be made durable; nothing is answered any more", e);
            dead = true;
            onFatal.run();
        }
    }

    @Override
    public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
        if (!dead) {
            release(slot.effects());
            if (endOfBatch) {
                terminals.flush();
                upstream.flush();
                journal.released(releasable);
            }
        }
        slot.wipe();
    }

    /** True after a failed sync. */
    boolean isDead() {
        return dead;
    }

    private void release(EffectList effects) {
        for (int i = 0; i < effects.count(); i++) {
            EffectList.Effect effect = effects.get(i);
            switch (effect.kind) {
                case ANSWER -> answer(effects, effect);
                case FORWARD, REVERSAL, ADVICE -> send(effects, effect);
                case CLOSE -> terminals.close(effect.target, "unreadable");
                case BAD_MAC -> terminals.reportBadMac(effect.target);
                case LOOK_UP -> lookUp(effects, effect);
                case OPERATOR_ANSWER -> operators.answered(effect.target, effect.code, effect.upstreamTime, effects.images(), effect.imageOffset,
                    effect.imageLength);
                default -> {
                }
            }
        }
    }

    private void lookUp(EffectList effects, EffectList.Effect effect) {
        long tid = TerminalDirectory.pack(directory.terminal(effect.terminal).tid(), 0);
        boolean asked = effect.mti == 0 ? originals.byReference(effect.target, tid, effects.images(), effect.imageOffset)
            : originals.byKey(effect.target, tid, (int) effect.upstreamTime, effect.upstreamStan, effect.mti);
        if (!asked) {
            unasked.increment();
        }
    }

    private void answer(EffectList effects, EffectList.Effect effect) {
        if (effect.frameLength == 0) {
            return;
        }
        if (!terminals.send(effect.target, effects.frames(), effect.frameOffset, effect.frameLength)) {
            undelivered.increment();
            if (effect.finalAnswer) {
                unreached.offer(effect.txId);
            }
        } else if (effect.finalAnswer) {
            answered.offer(effect.txId);
        }
    }

    private void send(EffectList effects, EffectList.Effect effect) {
        if (effect.frameLength > 0
            && !upstream.send((int) effect.target, effect.stretch, effects.frames(), effect.frameOffset, effect.frameLength)) {
            unsent.increment();
        }
    }
}
