package dev.turnpike.core;

import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.AdviceIntentDecoder;
import dev.turnpike.transaction.record.ForwardAttemptDecoder;
import dev.turnpike.transaction.record.IntentDecoder;
import dev.turnpike.transaction.record.LateAnswerDecoder;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import dev.turnpike.transaction.record.NotSentDecoder;
import dev.turnpike.transaction.record.NumberedDecoder;
import dev.turnpike.transaction.record.OriginalFoundDecoder;
import dev.turnpike.transaction.record.OutcomeDecoder;
import dev.turnpike.transaction.record.RejectedDecoder;
import dev.turnpike.transaction.record.ReversalAckDecoder;
import dev.turnpike.transaction.record.ReversalIntentDecoder;
import dev.turnpike.transaction.record.TombstoneDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * The only code that changes financial state, and it holds no rules: it does what a record says. Live, on recovery and in a follower
 * alike, so that the same journal always gives the same state.
 */
final class RecordApplier {
    private final CoreState state;
    private final RiskAccounts risk;
    private final ForwardApplier forwards;
    private final TerminalRecords terminals;
    private final LinkedAmounts linked;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final IntentDecoder intent = new IntentDecoder();
    private final OutcomeDecoder outcome = new OutcomeDecoder();
    private final RejectedDecoder rejected = new RejectedDecoder();
    private final NotSentDecoder notSent = new NotSentDecoder();
    private final ReversalIntentDecoder reversal = new ReversalIntentDecoder();
    private final ForwardAttemptDecoder attempt = new ForwardAttemptDecoder();
    private final ReversalAckDecoder ack = new ReversalAckDecoder();
    private final AdviceIntentDecoder advice = new AdviceIntentDecoder();
    private final LateAnswerDecoder late = new LateAnswerDecoder();
    private final OriginalFoundDecoder found = new OriginalFoundDecoder();
    private final NumberedDecoder numbered = new NumberedDecoder();
    private final TombstoneDecoder tombstone = new TombstoneDecoder();
    private final byte[] nameBytes = new byte[64];
    private Transaction last;

    RecordApplier(CoreState state, RiskAccounts risk) {
        this.state = state;
        this.risk = risk;
        this.terminals = new TerminalRecords(state);
        this.linked = new LinkedAmounts(state, risk);
        this.forwards = new ForwardApplier(state, linked, this);
    }

    /** The transaction that the last applied record was about, or null. */
    Transaction last() {
        return last;
    }

    /** Applies one record. Unknown templates are skipped: a newer program may have written them and they change no state here. */
    void apply(DirectBuffer buffer, int offset) {
        header.wrap(buffer, offset);
        last = null;
        switch (header.templateId()) {
            case IntentDecoder.TEMPLATE_ID -> applyIntent(buffer, offset);
            case OutcomeDecoder.TEMPLATE_ID -> applyOutcome(buffer, offset);
            case RejectedDecoder.TEMPLATE_ID -> applyRejected(buffer, offset);
            case NotSentDecoder.TEMPLATE_ID -> applyNotSent(buffer, offset);
            case ReversalIntentDecoder.TEMPLATE_ID -> applyReversalIntent(buffer, offset);
            case ForwardAttemptDecoder.TEMPLATE_ID -> applyAttempt(buffer, offset);
            case ReversalAckDecoder.TEMPLATE_ID -> applyReversalAck(buffer, offset);
            case AdviceIntentDecoder.TEMPLATE_ID -> applyAdviceIntent(buffer, offset);
            case LateAnswerDecoder.TEMPLATE_ID -> applyLateAnswer(buffer, offset);
            case NumberedDecoder.TEMPLATE_ID -> applyNumbered(buffer, offset);
            case OriginalFoundDecoder.TEMPLATE_ID -> applyOriginalFound(buffer, offset);
            case TombstoneDecoder.TEMPLATE_ID -> applyTombstone(buffer, offset);
            default -> {
                terminals.apply(buffer, offset, header.templateId());
                last = forwards.apply(buffer, offset, header);
            }
        }
    }

    private Transaction find(long txId) {
        last = state.transactions.byId(txId);
        return last;
    }

    // Codes travel as two ASCII characters.
    static int code(DirectBuffer buffer, int offset) {
        return (buffer.getByte(offset) & 0xFF) << 8 | buffer.getByte(offset + 1) & 0xFF;
    }

    private static long tid(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset, ByteOrder.BIG_ENDIAN);
    }

    private void applyIntent(DirectBuffer buffer, int offset) {
        intent.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = state.transactions.create(intent.txId(), intent.originalTxId(), intent.coreWallMs());
        tx.terminal = state.terminalByTid(tid(buffer, intent.offset() + IntentDecoder.tidEncodingOffset()));
        tx.type = TransactionType.of(intent.transactionType());
        tx.messageClass = intent.messageClass();
        tx.batch = intent.batch();
        tx.stan = intent.stan();
        tx.amountMinor = intent.amountMinor();
        tx.approvedMinor = intent.amountMinor();
        tx.currency = intent.currency();
        tx.panHashHigh = intent.panHashHigh();
        tx.panHashLow = intent.panHashLow();
        tx.contentDigest = intent.contentDigest();
        tx.panFirst6 = intent.panFirst6();
        tx.panLast4 = intent.panLast4();
        tx.panLength = intent.panLength();
        tx.upstreamTime = intent.upstreamTime();
        tx.upstreamStan = intent.upstreamStan();
        tx.rrnDay = intent.rrnDay();
        tx.originalTxId = intent.originalTxId();
        tx.validUntilMs = Math.max(0, intent.validUntilMs());
        tx.timeoutMs = intent.timeoutMs();
        tx.mcc = intent.mcc();
        tx.entryMode = intent.entryMode();
        tx.flags = intent.flags();
        tx.wallMs = intent.coreWallMs();
        tx.state = TransactionState.IN_FLIGHT;
        tx.link = linkNumber(buffer);
        storeRequest(tx, buffer);
        adoptBatch(tx);
        state.transactions.enter(tx);
        state.nextTxId = Math.max(state.nextTxId, tx.txId + 1);
        enterInFlight(tx);
        linked.begin(tx);
        risk.reserve(tx);
        last = tx;
    }

    // The row of an original that the journal found. It is not entered under its key: a terminal that was set up anew may use that again.
    private void applyOriginalFound(DirectBuffer buffer, int offset) {
        found.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = state.transactions.create(found.txId(), 0, found.coreWallMs());
        tx.terminal = state.terminalByTid(tid(buffer, found.offset() + OriginalFoundDecoder.tidEncodingOffset()));
        tx.type = TransactionType.of(found.transactionType());
        tx.messageClass = found.messageClass();
        tx.batch = found.batch();
        tx.stan = found.stan();
        tx.currency = found.currency();
        tx.amountMinor = found.approvedMinor();
        tx.approvedMinor = found.approvedMinor();
        tx.refundedMinor = found.refundedMinor();
        tx.panHashHigh = found.panHashHigh();
        tx.panHashLow = found.panHashLow();
        tx.contentDigest = 0;
        tx.panFirst6 = found.panFirst6();
        tx.panLast4 = found.panLast4();
        tx.panLength = found.panLength();
        tx.upstreamTime = found.upstreamTime();
        tx.upstreamStan = found.upstreamStan();
        tx.rrnDay = found.rrnDay();
        tx.authorizationCode = found.authorizationCode();
        tx.wallMs = found.originalWallMs();
        tx.validUntilMs = found.validUntilMs();
        tx.flags = found.flags() | Transaction.ACCOUNT;
        tx.voided = found.voided() != 0;
        tx.code = ResponseCode.APPROVED;
        tx.state = TransactionState.APPROVED;
        tx.standing = true;
        int length = found.linkLength();
        found.getLink(nameBytes, 0, Math.min(length, nameBytes.length));
        tx.link = linkNumber(length);
        state.transactions.enterAccount(tx);
        state.transactions.becameFinal(tx);
        last = tx;
    }

    private int linkNumber(DirectBuffer buffer) {
        int length = intent.linkLength();
        intent.getLink(nameBytes, 0, Math.min(length, nameBytes.length));
        int number = linkNumber(length);
        if (number < 0) {
            state.orphanLinks.add(new String(nameBytes, 0, Math.min(length, nameBytes.length), java.nio.charset.StandardCharsets.US_ASCII));
        }
        return number;
    }

    private int linkNumber(int length) {
        for (LinkState link : state.links) {
            if (sameName(link.policy.name(), length)) {
                return link.number;
            }
        }
        return -1;
    }

    private boolean sameName(String name, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != nameBytes[i]) {
                return false;
            }
        }
        return true;
    }

    // Var data follow in the order of the schema: the link was read before.
    private void storeRequest(Transaction tx, DirectBuffer buffer) {
        int panLength = intent.sealedPanLength();
        int panOffset = intent.limit() + 2;
        intent.limit(panOffset + panLength);
        int imageLength = intent.imageLength();
        int imageOffset = intent.limit() + 2;
        int block = state.transactions.allocateImage(tx);
        if (block >= 0) {
            state.transactions.images().putRequest(block, buffer, imageOffset, imageLength, buffer, panOffset, panLength);
        }
    }

    private void adoptBatch(Transaction tx) {
        tx.terminal.adopt(tx.batch);
        tx.terminal.enter();
    }

    private void enterInFlight(Transaction tx) {
        if (tx.link < 0) {
            return;
        }
        LinkState link = state.links[tx.link];
        state.transactions.enterUpstream(tx, tx.upstreamTime, tx.upstreamStan);
        link.claimStan(tx, tx.upstreamStan, tx.upstreamTime);
        link.inFlight++;
        tx.linkGeneration = state.recovering ? 0 : link.generation;
        link.addOpen(tx);
        state.timers.arm(tx, state.nowNs + tx.timeoutMs * 1_000_000L);
    }

    private void applyOutcome(DirectBuffer buffer, int offset) {
        outcome.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = find(outcome.txId());
        if (tx == null) {
            return;
        }
        boolean wasInFlight = tx.state == TransactionState.IN_FLIGHT;
        tx.state = TransactionState.of(outcome.state());
        tx.code = code(buffer, outcome.offset() + OutcomeDecoder.codeEncodingOffset());
        tx.upstreamCode = code(buffer, outcome.offset() + OutcomeDecoder.upstreamCodeEncodingOffset());
        tx.authorizationCode = outcome.authorizationCode();
        int length = outcome.imageLength();
        if (tx.image >= 0 && length > 0) {
            state.transactions.images().putAnswer(tx.image, buffer, outcome.limit() + 2, length);
        }
        leaveLink(tx, wasInFlight);
        if (tx.state == TransactionState.APPROVED) {
            tx.approvedMinor = outcome.amountMinor();
            linked.stand(tx);
        } else {
            linked.drop(tx);
            risk.release(tx);
        }
        state.transactions.becameFinal(tx);
    }

    void leaveLink(Transaction tx, boolean wasInFlight) {
        state.timers.cancel(tx);
        if (tx.link < 0) {
            return;
        }
        LinkState link = state.links[tx.link];
        link.removeOpen(tx);
        link.forwards.remove(tx);
        link.freeStan(tx.upstreamStan);
        link.freeStan(tx.reversalStan);
        if (wasInFlight) {
            link.inFlight--;
        }
    }

    private void applyRejected(DirectBuffer buffer, int offset) {
        rejected.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = state.transactions.create(rejected.txId(), 0, rejected.coreWallMs());
        tx.terminal = state.terminalByTid(tid(buffer, rejected.offset() + RejectedDecoder.tidEncodingOffset()));
        tx.type = TransactionType.of(rejected.transactionType());
        tx.messageClass = rejected.messageClass();
        tx.batch = rejected.batch();
        tx.stan = rejected.stan();
        tx.amountMinor = rejected.amountMinor();
        tx.currency = rejected.currency();
        tx.panHashHigh = rejected.panHashHigh();
        tx.panHashLow = rejected.panHashLow();
        tx.contentDigest = rejected.contentDigest();
        tx.panFirst6 = rejected.panFirst6();
        tx.panLast4 = rejected.panLast4();
        tx.panLength = rejected.panLength();
        tx.rrnDay = rejected.rrnDay();
        tx.flags = rejected.flags();
        tx.wallMs = rejected.coreWallMs();
        tx.reason = rejected.reason();
        tx.code = code(buffer, rejected.offset() + RejectedDecoder.codeEncodingOffset());
        tx.state = TransactionState.REJECTED;
        state.transactions.enter(tx);
        state.nextTxId = Math.max(state.nextTxId, tx.txId + 1);
        state.transactions.becameRefused(tx);
        last = tx;
    }

    private void applyNotSent(DirectBuffer buffer, int offset) {
        notSent.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = find(notSent.txId());
        if (tx == null) {
            return;
        }
        tx.code = code(buffer, notSent.offset() + NotSentDecoder.codeEncodingOffset());
        tx.state = TransactionState.REJECTED;
        leaveLink(tx, true);
        linked.drop(tx);
        risk.release(tx);
        state.transactions.becameFinal(tx);
    }

    private void applyReversalIntent(DirectBuffer buffer, int offset) {
        reversal.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = find(reversal.txId());
        if (tx == null) {
            return;
        }
        boolean wasInFlight = tx.state == TransactionState.IN_FLIGHT;
        state.transactions.becameOpen(tx);
        linked.undo(tx);
        if (wasInFlight) {
            linked.drop(tx);
            risk.release(tx);
        }
        tx.state = TransactionState.REVERSING;
        tx.reason = reversal.reason();
        tx.code = code(buffer, reversal.offset() + ReversalIntentDecoder.codeEncodingOffset());
        tx.reversalCode = code(buffer, reversal.offset() + ReversalIntentDecoder.upstreamCodeEncodingOffset());
        tx.attempts = 0;
        tx.lateApproval = false;
        tx.nextDelayMs = 0;
        state.timers.cancel(tx);
        restoreImage(tx, buffer);
        if (tx.link >= 0) {
            enterReversal(tx, wasInFlight);
        }
    }

    private void restoreImage(Transaction tx, DirectBuffer buffer) {
        int panLength = reversal.sealedPanLength();
        int panOffset = reversal.limit() + 2;
        reversal.limit(panOffset + panLength);
        int imageLength = reversal.imageLength();
        if (imageLength > 0 && tx.image < 0 && state.transactions.allocateImage(tx) >= 0) {
            state.transactions.images().putRequest(tx.image, buffer, reversal.limit() + 2, imageLength, buffer, panOffset, panLength);
        }
    }

    private void enterReversal(Transaction tx, boolean wasInFlight) {
        LinkState link = state.links[tx.link];
        if (wasInFlight) {
            link.inFlight--;
            tx.linkGeneration = link.generation;
        }
        link.stansInUse.set(tx.upstreamStan);
        numberReversal(tx, link, reversal.upstreamTime(), reversal.upstreamStan());
        link.removeOpen(tx);
        forwards.queueReversal(tx);
    }

    private void numberReversal(Transaction tx, LinkState link, long time, int stan) {
        state.transactions.leaveUpstream(tx, tx.reversalTime, tx.reversalStan);
        link.freeStan(tx.reversalStan);
        tx.reversalTime = time;
        tx.reversalStan = stan;
        link.claimStan(tx, stan, time);
        state.transactions.enterUpstream(tx, time, stan);
    }

    private void applyNumbered(DirectBuffer buffer, int offset) {
        numbered.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = find(numbered.txId());
        if (tx == null || tx.link < 0) {
            return;
        }
        LinkState link = state.links[tx.link];
        if (numbered.reversal() != 0) {
            numberReversal(tx, link, numbered.upstreamTime(), numbered.upstreamStan());
            return;
        }
        tx.upstreamTime = numbered.upstreamTime();
        tx.upstreamStan = numbered.upstreamStan();
        link.claimStan(tx, tx.upstreamStan, tx.upstreamTime);
        state.transactions.enterUpstream(tx, tx.upstreamTime, tx.upstreamStan);
    }

    private void applyAttempt(DirectBuffer buffer, int offset) {
        attempt.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = find(attempt.txId());
        if (tx == null) {
            return;
        }
        tx.attempts = attempt.attempts();
        tx.nextDelayMs = attempt.nextDelayMs();
        tx.lastCode = code(buffer, attempt.offset() + ForwardAttemptDecoder.codeEncodingOffset());
        if (attempt.parked() != 0) {
            forwards.park(tx);
        }
    }

    private void applyReversalAck(DirectBuffer buffer, int offset) {
        ack.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = find(ack.txId());
        if (tx == null) {
            return;
        }
        tx.upstreamCode = code(buffer, ack.offset() + ReversalAckDecoder.codeEncodingOffset());
        if (ack.closed() == 0) {
            forwards.settle(tx);
            return;
        }
        tx.state = TransactionState.REVERSED;
        leaveLink(tx, false);
        state.transactions.becameFinal(tx);
    }

    private void applyAdviceIntent(DirectBuffer buffer, int offset) {
        advice.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = find(advice.txId());
        if (tx == null) {
            return;
        }
        tx.code = code(buffer, advice.offset() + AdviceIntentDecoder.codeEncodingOffset());
        tx.state = TransactionState.REPEATING;
        tx.advice = Transaction.REPEATED;
        forwards.leaveFlight(tx);
        forwards.queue(tx, true);
    }

    private void applyLateAnswer(DirectBuffer buffer, int offset) {
        late.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = find(late.txId());
        if (tx == null) {
            return;
        }
        if (late.approved() != 0) {
            tx.lateApproval = true;
            forwards.stopSettling(tx);
            tx.authorizationCode = late.authorizationCode();
        }
    }

    private void applyTombstone(DirectBuffer buffer, int offset) {
        tombstone.wrapAndApplyHeader(buffer, offset, header);
        Transaction tx = state.transactions.create(state.nextTxId, 0, tombstone.coreWallMs());
        state.nextTxId++;
        tx.terminal = state.terminalByTid(tid(buffer, tombstone.offset() + TombstoneDecoder.tidEncodingOffset()));
        tx.messageClass = tombstone.messageClass();
        tx.batch = tombstone.batch();
        tx.stan = tombstone.stan();
        tx.amountMinor = 0;
        tx.panHashHigh = 0;
        tx.panHashLow = 0;
        tx.contentDigest = 0;
        tx.wallMs = tombstone.coreWallMs();
        tx.flags = Transaction.TOMBSTONE;
        state.transactions.enter(tx);
        state.transactions.becameFinal(tx);
        last = tx;
    }
}
