package dev.turnpike.core;

import dev.turnpike.transaction.Digits;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import org.agrona.concurrent.UnsafeBuffer;

/** Sign-on, echo, batch close, batch upload, and the terminal's own reversals: requests that are answered here. */
final class ManagementDecider {
    private static final int BATCH_LAST = 999_999;
    private static final int TOTALS_LENGTH = 62;
    private static final int HALF = 31;
    private static final long[] NO_TOTALS = new long[8];
    private static final int[] TOTAL_LENGTHS = {12, 3, 12, 3};
    private final CoreState state;
    private final Recorder recorder;
    private final AnswerComposer composer;
    private final Transitions transitions;
    private final CoreCounters counters;
    private final UnsafeBuffer totals = new UnsafeBuffer(new byte[TOTALS_LENGTH]);
    private final FieldImage image = new FieldImage();

    ManagementDecider(CoreState state, Recorder recorder, AnswerComposer composer, Transitions transitions, CoreCounters counters) {
        this.state = state;
        this.recorder = recorder;
        this.composer = composer;
        this.transitions = transitions;
        this.counters = counters;
    }

    /** Puts the keys that stage 1 made on record and downloads them. */
    void signOn(Slot slot, TerminalState terminal) {
        RequestFacts f = slot.request();
        if (f.keyBlockLengths[1] > 0) {
            recorder.keysIssued(terminal, f);
            terminal.pendingDownload = new byte[f.keyDownloadLength];
            f.keyDownload.getBytes(0, terminal.pendingDownload);
            terminal.pendingNetworkCode = f.networkCode;
        }
        counters.signOns.increment();
        answer(slot, ResponseCode.APPROVED);
    }

    /** Says 00. */
    void acknowledge(Slot slot) {
        answer(slot, ResponseCode.APPROVED);
    }

    private EffectList.Effect answer(Slot slot, int code) {
        return composer.answerRequest(slot.effects(), slot.request(), slot.source(), null, code);
    }

    /**
     * Closes the terminal's batch against our own totals. A repeat is compared with the totals of the closed batch again. The answer
     * echoes the terminal's totals with result digits: a 0500 is not authenticated, so ours are not told.
     */
    void settle(Slot slot, TerminalState terminal) {
        RequestFacts f = slot.request();
        if (f.batch == terminal.closedBatch && f.batch != terminal.batch) {
            counters.repeats.increment();
            compare(f, terminal.closedTotals);
        } else if (f.batch != terminal.batch && !terminal.isEmpty()) {
            answer(slot, ResponseCode.WRONG_STATE);
            return;
        } else if (isBehind(f.batch, terminal.batch)) {
            // A late copy of an old 0500, or a terminal begun anew: it is told, the open batch stays. Its next request moves the batch.
            counters.repeats.increment();
            compare(f, NO_TOTALS);
        } else {
            compare(f, f.batch == terminal.batch ? terminal.totals : NO_TOTALS);
            int next = f.batch >= BATCH_LAST ? 1 : f.batch + 1;
            recorder.batchClosed(terminal, f, next, totals, 0, TOTALS_LENGTH);
            counters.batchesClosed.increment();
        }
        EffectList.Effect effect = answer(slot, ResponseCode.NONE);
        insertTotals(slot.effects(), effect, totals.byteArray());
    }

    // Batch numbers go round: the shorter way between two of them tells which came first.
    private static boolean isBehind(int batch, int open) {
        int ahead = Math.floorMod(open - batch, BATCH_LAST);
        return ahead > 0 && ahead < BATCH_LAST / 2;
    }

    // Field 48: per side debit amount and count, credit amount and count, result digit: 1 balanced, 2 not.
    private void compare(RequestFacts f, long[] ours) {
        int at = f.image.find(48);
        boolean readable = at >= 0 && f.image.lengthAt(at) >= TOTALS_LENGTH;
        for (int side = 0; side < 2; side++) {
            boolean balanced = readable;
            int offset = side * HALF;
            for (int i = 0; i < TOTAL_LENGTHS.length; i++) {
                long theirs = readable ? Digits.parse(f.image.buffer(), at + offset, TOTAL_LENGTHS[i]) : -1;
                balanced &= theirs == ours[side * 4 + i];
                Digits.put(totals, offset, Math.max(0, theirs), TOTAL_LENGTHS[i]);
                offset += TOTAL_LENGTHS[i];
            }
            totals.putByte(side * HALF + HALF - 1, (byte) (balanced ? '1' : '2'));
        }
    }

    // The composed image is ascending; 48 belongs between 42 and 49.
    private void insertTotals(EffectList effects, EffectList.Effect effect, byte[] field48) {
        FieldImage composed = image.wrap(effects.images(), effect.imageOffset, effect.imageLength);
        int at = composed.find(49);
        int insert = at < 0 ? composed.find(60) : at;
        int cut = insert < 0 ? effect.imageLength : insert - FieldImage.ENTRY_HEADER;
        int added = FieldImage.ENTRY_HEADER + field48.length;
        int start = effect.imageOffset + cut;
        for (int i = effect.imageLength - cut - 1; i >= 0; i--) {
            effects.images().putByte(start + added + i, effects.images().getByte(start + i));
        }
        effects.images().putByte(start, (byte) 48);
        effects.images().putShort(start + 1, (short) field48.length, java.nio.ByteOrder.LITTLE_ENDIAN);
        effects.images().putBytes(start + FieldImage.ENTRY_HEADER, field48);
        effect.imageLength += added;
        effects.imageAdded(added);
    }

    /** Takes one upload block, counts it and says 00; the end message says how many there were. */
    void upload(Slot slot, TerminalState terminal) {
        RequestFacts f = slot.request();
        boolean last = f.networkCode == 207 || f.networkCode == 202;
        recorder.batchUpload(terminal, f, last);
        EffectList.Effect effect = answer(slot, ResponseCode.APPROVED);
        int at = f.image.find(48);
        if (last && at >= 0) {
            byte[] echoed = new byte[f.image.lengthAt(at)];
            f.image.buffer().getBytes(at, echoed);
            insertTotals(slot.effects(), effect, echoed);
        }
    }

    /** The terminal's own reversal: answered as soon as ours is durable, whatever state the original is in. */
    void reverse(Slot slot, TerminalState terminal) {
        RequestFacts f = slot.request();
        counters.terminalReversals.increment();
        // 60.1 of a pre-authorisation, its additions and its void; every other reversible row is a 0200.
        int original = f.messageType == 10 || f.messageType == 11 ? 100 : 200;
        Transaction tx = state.transactions.byKey(terminal.number, f.batch, f.stan, original);
        if (tx == null) {
            tx = state.transactions.byKey(terminal.number, f.batch, f.stan, 300 - original);
        }
        if (tx == null && terminal.forgotten.contains(f.batch, f.stan)) {
            state.context.alarms().raise("reversal_beyond_memory", "a terminal reverses a transaction that is no longer remembered; raise"
                + " limits.maxTransactions and settle it with the acquirer");
            answer(slot, ResponseCode.MALFUNCTION);
            return;
        }
        if (tx == null || tx.isTombstone()) {
            if (tx == null && f.stan > 0 && f.batch >= 0 && state.transactions.hasRoom()) {
                transitions.entered(recorder.tombstone(terminal, original, f.batch, f.stan), TransactionEvent.UNKNOWN_REVERSED);
            }
            answer(slot, state.policy(terminal).unknownOriginal());
            return;
        }
        int code = reversible(f, tx);
        if (code != ResponseCode.APPROVED) {
            composer.answerRequest(slot.effects(), f, slot.source(), tx, code);
            return;
        }
        boolean reverses = StateTable.of(Phase.of(tx), TransactionEvent.TERMINAL_REVERSAL).has(Step.REVERSAL_INTENT);
        if (reverses && tx.link < 0) {
            state.context.alarms().raise("reversal_without_link", "a terminal reverses a transaction of an acquirer that is no longer"
                + " configured; settle it with the acquirer");
            answer(slot, ResponseCode.MALFUNCTION);
            return;
        }
        composer.answerRequest(slot.effects(), f, slot.source(), tx, code);
        transitions.reason = ReversalReason.TERMINAL;
        transitions.told = ResponseCode.TIMEOUT;
        transitions.reversalCode = f.reason == ResponseCode.NONE ? ResponseCode.TIMEOUT : f.reason;
        transitions.facts = f;
        transitions.run(slot, tx, TransactionEvent.TERMINAL_REVERSAL);
        if (reverses) {
            tx.replyTo = 0;
        }
    }

    private static int reversible(RequestFacts f, Transaction tx) {
        if (!tx.type.isReversible()) {
            return ResponseCode.INVALID_TRANSACTION;
        }
        if (f.amountMinor != tx.amountMinor && f.amountMinor != tx.approvedMinor) {
            return ResponseCode.AMOUNT_DIFFERS;
        }
        return tx.isEntangled() && Phase.of(tx) == Phase.APPROVED ? ResponseCode.WRONG_STATE : ResponseCode.APPROVED;
    }
}
