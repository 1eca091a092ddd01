package dev.turnpike.core;

import dev.turnpike.transaction.Digits;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;
import org.agrona.concurrent.UnsafeBuffer;

/** Sign-on, echo, batch close, batch upload, and the terminal's own reversals: requests that are answered here. */
final class ManagementDecider {
    private static final int TOTALS_LENGTH = 62;
    private static final int HALF = 31;
    private static final int[] TOTAL_LENGTHS = {12, 3, 12, 3};
    private final CoreState state;
    private final Recorder recorder;
    private final AnswerComposer composer;
    private final ForwardDecider forward;
    private final CoreCounters counters;
    private final UnsafeBuffer totals = new UnsafeBuffer(new byte[TOTALS_LENGTH]);
    private final FieldImage image = new FieldImage();

    ManagementDecider(CoreState state, Recorder recorder, AnswerComposer composer, ForwardDecider forward, CoreCounters counters) {
        this.state = state;
        this.recorder = recorder;
        this.composer = composer;
        this.forward = forward;
        this.counters = counters;
    }

    /** Puts the keys that stage 1 made on record and downloads them. */
    void signOn(Slot slot, TerminalState terminal) {
        RequestFacts f = slot.request();
        if (f.keyBlockLengths[1] > 0) {
            recorder.keysIssued(terminal, f);
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

    /** Closes the terminal's batch against our own totals; a repeat gets the stored result. */
    void settle(Slot slot, TerminalState terminal) {
        RequestFacts f = slot.request();
        boolean repeat = f.batch == terminal.closedBatch && terminal.closedAnswer.length == TOTALS_LENGTH;
        if (!repeat) {
            if (f.batch != terminal.batch && hasTotals(terminal)) {
                answer(slot, ResponseCode.WRONG_STATE);
                return;
            }
            compare(f, terminal);
            int next = f.batch >= 999_999 ? 1 : f.batch + 1;
            recorder.batchClosed(terminal, f, next, totals, 0, TOTALS_LENGTH);
            counters.batchesClosed.increment();
        } else {
            counters.repeats.increment();
        }
        EffectList.Effect effect = answer(slot, ResponseCode.NONE);
        insertTotals(slot.effects(), effect, terminal.closedAnswer);
    }

    private static boolean hasTotals(TerminalState terminal) {
        return terminal.totals[1] + terminal.totals[3] + terminal.totals[5] + terminal.totals[7] > 0;
    }

    // Field 48: per side debit amount and count, credit amount and count, result digit: 1 balanced, 2 not.
    private void compare(RequestFacts f, TerminalState terminal) {
        int at = f.image.find(48);
        boolean readable = at >= 0 && f.image.lengthAt(at) >= TOTALS_LENGTH;
        boolean sameBatch = f.batch == terminal.batch;
        for (int side = 0; side < 2; side++) {
            boolean balanced = readable;
            int offset = side * HALF;
            for (int i = 0; i < TOTAL_LENGTHS.length; i++) {
                long ours = sameBatch ? terminal.totals[side * 4 + i] : 0;
                long theirs = readable ? Digits.parse(f.image.buffer(), at + offset, TOTAL_LENGTHS[i]) : -1;
                balanced &= theirs == ours;
                Digits.put(totals, offset, ours, TOTAL_LENGTHS[i]);
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
        Transaction tx = state.transactions.byKey(terminal.number, f.batch, f.stan, 200);
        if (tx == null) {
            tx = state.transactions.byKey(terminal.number, f.batch, f.stan, 100);
        }
        if (tx == null || tx.isTombstone()) {
            if (tx == null && f.stan > 0 && f.batch >= 0 && state.transactions.hasRoom()) {
                recorder.tombstone(terminal, 200, f.batch, f.stan);
            }
            answer(slot, state.policy(terminal).unknownOriginal());
            return;
        }
        int code = reversible(f, tx);
        if (code == ResponseCode.APPROVED && mustReverse(tx)) {
            int reason = f.reason == ResponseCode.NONE ? ResponseCode.TIMEOUT : f.reason;
            recorder.reversal(tx, ReversalReason.TERMINAL, ResponseCode.TIMEOUT, reason, f);
            counters.reversals.increment();
            tx.replyTo = 0;
        }
        composer.answerRequest(slot.effects(), f, slot.source(), tx, code);
        forward.sendIfWaiting(slot, tx);
    }

    private static boolean mustReverse(Transaction tx) {
        return tx.state == TransactionState.APPROVED && !tx.voided || tx.state == TransactionState.IN_FLIGHT;
    }

    private static int reversible(RequestFacts f, Transaction tx) {
        if (!tx.type.isReversible()) {
            return ResponseCode.INVALID_TRANSACTION;
        }
        if (f.amountMinor != tx.amountMinor && f.amountMinor != tx.approvedMinor) {
            return ResponseCode.AMOUNT_DIFFERS;
        }
        boolean entangled = tx.voidPending || tx.refundedMinor > 0;
        return entangled && tx.state == TransactionState.APPROVED ? ResponseCode.WRONG_STATE : ResponseCode.APPROVED;
    }
}
