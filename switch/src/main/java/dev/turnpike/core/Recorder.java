package dev.turnpike.core;

import dev.turnpike.transaction.AnswerFacts;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.OperatorAction;
import dev.turnpike.transaction.OperatorRequest;
import dev.turnpike.transaction.OriginalFacts;
import dev.turnpike.transaction.RecordList;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.AdviceAcceptedEncoder;
import dev.turnpike.transaction.record.AdviceAckEncoder;
import dev.turnpike.transaction.record.AdviceIntentEncoder;
import dev.turnpike.transaction.record.BatchClosedEncoder;
import dev.turnpike.transaction.record.BatchUploadEncoder;
import dev.turnpike.transaction.record.ForwardAttemptEncoder;
import dev.turnpike.transaction.record.IntentEncoder;
import dev.turnpike.transaction.record.KeysConfirmedEncoder;
import dev.turnpike.transaction.record.KeysIssuedEncoder;
import dev.turnpike.transaction.record.LateAnswerEncoder;
import dev.turnpike.transaction.record.LinkChangeEncoder;
import dev.turnpike.transaction.record.MessageHeaderEncoder;
import dev.turnpike.transaction.record.NotSentEncoder;
import dev.turnpike.transaction.record.NumberedEncoder;
import dev.turnpike.transaction.record.OperatorCommandEncoder;
import dev.turnpike.transaction.record.OriginalFoundEncoder;
import dev.turnpike.transaction.record.OutcomeEncoder;
import dev.turnpike.transaction.record.RejectedEncoder;
import dev.turnpike.transaction.record.ReversalAckEncoder;
import dev.turnpike.transaction.record.ReversalIntentEncoder;
import dev.turnpike.transaction.record.SecurityEventEncoder;
import dev.turnpike.transaction.record.StartedEncoder;
import dev.turnpike.transaction.record.TombstoneEncoder;
import dev.turnpike.transaction.record.UnknownAnswerEncoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the records that a decision consists of into the slot and has each applied at once. */
final class Recorder {
    private static final byte[] NOTHING = new byte[0];
    private static final UnsafeBuffer EMPTY = new UnsafeBuffer(new byte[1]);
    private final CoreState state;
    private final RecordApplier applier;
    private final byte[][] linkNames;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final IntentEncoder intent = new IntentEncoder();
    private final OutcomeEncoder outcome = new OutcomeEncoder();
    private final RejectedEncoder rejected = new RejectedEncoder();
    private final NotSentEncoder notSent = new NotSentEncoder();
    private final ReversalIntentEncoder reversal = new ReversalIntentEncoder();
    private final ForwardAttemptEncoder attempt = new ForwardAttemptEncoder();
    private final ReversalAckEncoder ack = new ReversalAckEncoder();
    private final AdviceIntentEncoder advice = new AdviceIntentEncoder();
    private final LateAnswerEncoder late = new LateAnswerEncoder();
    private final OriginalFoundEncoder found = new OriginalFoundEncoder();
    private final NumberedEncoder numbered = new NumberedEncoder();
    private final TombstoneEncoder tombstone = new TombstoneEncoder();
    private final KeysIssuedEncoder keysIssued = new KeysIssuedEncoder();
    private final KeysConfirmedEncoder keysConfirmed = new KeysConfirmedEncoder();
    private final BatchClosedEncoder batchClosed = new BatchClosedEncoder();
    private final BatchUploadEncoder batchUpload = new BatchUploadEncoder();
    private final LinkChangeEncoder linkChange = new LinkChangeEncoder();
    private final StartedEncoder started = new StartedEncoder();
    private final SecurityEventEncoder security = new SecurityEventEncoder();
    private final AdviceAcceptedEncoder accepted = new AdviceAcceptedEncoder();
    private final AdviceAckEncoder adviceAck = new AdviceAckEncoder();
    private final OperatorCommandEncoder operator = new OperatorCommandEncoder();
    private final UnknownAnswerEncoder unknown = new UnknownAnswerEncoder();
    private RecordList records;

    Recorder(CoreState state, RecordApplier applier) {
        this.state = state;
        this.applier = applier;
        this.linkNames = new byte[state.links.length][];
        for (int i = 0; i < linkNames.length; i++) {
            linkNames[i] = state.links[i].policy.name().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        }
    }

    /** Following records go to this slot. */
    void to(Slot slot) {
        records = slot.records();
    }

    private MutableDirectBuffer buffer() {
        return records.buffer();
    }

    private Transaction done(int encodedLength) {
        int offset = records.nextOffset();
        records.added(MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
        applier.apply(records.buffer(), offset);
        return applier.last();
    }

    private void putTid(int offset, long tid) {
        buffer().putLong(offset, tid, ByteOrder.BIG_ENDIAN);
    }

    private void putCode(int offset, int code) {
        buffer().putByte(offset, ResponseCode.first(code));
        buffer().putByte(offset + 1, ResponseCode.second(code));
    }

    /** A request goes out on {@code link}. */
    Transaction intent(RequestFacts f, TerminalState terminal, LinkState link, Transaction original, int routeRule) {
        var provisioned = state.context.directory().terminal(terminal.directoryNumber);
        intent.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .txId(state.nextTxId).coreWallMs(state.wallMs)
            .transactionType((short) f.type.code()).messageClass(f.mti).batch(f.batch).stan(f.stan)
            .amountMinor(Math.max(0, f.amountMinor)).currency(f.currency)
            .panHashHigh(f.panHashHigh).panHashLow(f.panHashLow).contentDigest(f.contentDigest)
            .panFirst6(f.panFirst6).panLast4((short) f.panLast4).panLength((byte) f.panLength)
            .upstreamTime(state.upstreamTime(link)).upstreamStan(Math.max(0, link.peekStan(state.wallMs)))
            .rrnDay(state.localTime(terminal).yddd())
            .originalTxId(original == null ? 0 : original.txId)
            .timeoutMs(link.policy.timeoutMs()).mcc(provisioned.mcc()).entryMode((short) f.entryMode)
            .routeRule((short) routeRule).flags(flags(f))
            .validUntilMs(f.type == TransactionType.PREAUTH ? state.wallMs + state.policy(terminal).originals().preauthMs() : 0);
        putTid(intent.offset() + IntentEncoder.tidEncodingOffset(), terminal.tid);
        intent.putLink(linkNames[link.number], 0, linkNames[link.number].length)
            .putSealedPan(f.sealedPan, 0, f.sealedPanLength)
            .putImage(f.image.buffer(), 0, f.image.length());
        return done(intent.encodedLength());
    }

    private static int flags(RequestFacts f) {
        return (isForeign(f.panFirst6) ? Transaction.FOREIGN : 0) | (f.partialAllowed == 1 ? Transaction.PARTIAL_ALLOWED : 0);
    }

    // Domestic is what the scheme of the batch totals calls CUP: leading digits 62 and 81; everything else is foreign.
    private static boolean isForeign(int panFirst6) {
        int two = panFirst6 / 10_000;
        return two != 62 && two != 81;
    }

    /** Refused here. */
    Transaction rejected(RequestFacts f, TerminalState terminal, int code, int reason, int rule) {
        rejected.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .txId(state.nextTxId).coreWallMs(state.wallMs)
            .transactionType((short) f.type.code()).messageClass(f.mti).batch(f.batch).stan(f.stan)
            .amountMinor(Math.max(0, f.amountMinor)).currency(f.currency)
            .panHashHigh(f.panHashHigh).panHashLow(f.panHashLow).contentDigest(f.contentDigest)
            .panFirst6(f.panFirst6).panLast4((short) f.panLast4).panLength((byte) f.panLength)
            .rrnDay(state.localTime(terminal).yddd()).reason((short) reason).rule((short) rule).flags(flags(f));
        putTid(rejected.offset() + RejectedEncoder.tidEncodingOffset(), terminal.tid);
        putCode(rejected.offset() + RejectedEncoder.codeEncodingOffset(), code);
        rejected.putImage(NOTHING, 0, 0);
        return done(rejected.encodedLength());
    }

    /** The acquirer's answer decides. */
    Transaction outcome(Transaction tx, TransactionState next, int code, int upstreamCode, long amountMinor, long authorization,
                        FieldImage image) {
        outcome.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .txId(tx.txId).coreWallMs(state.wallMs).state((short) next.code()).amountMinor(amountMinor).authorizationCode(authorization);
        putCode(outcome.offset() + OutcomeEncoder.codeEncodingOffset(), code);
        putCode(outcome.offset() + OutcomeEncoder.upstreamCodeEncodingOffset(), upstreamCode);
        if (image == null) {
            outcome.putImage(NOTHING, 0, 0);
        } else {
            outcome.putImage(image.buffer(), 0, image.length());
        }
        return done(outcome.encodedLength());
    }

    /** The INTENT could not be sealed. */
    Transaction notSent(Transaction tx, int code) {
        notSent.wrapAndApplyHeader(buffer(), records.nextOffset(), header).txId(tx.txId).coreWallMs(state.wallMs);
        putCode(notSent.offset() + NotSentEncoder.codeEncodingOffset(), code);
        return done(notSent.encodedLength());
    }

    /** The transaction will be reversed; {@code facts} supplies the fields when those of the INTENT are gone, else null. */
    Transaction reversal(Transaction tx, ReversalReason reason, int code, int reversalCode, RequestFacts facts) {
        LinkState link = tx.link < 0 ? null : state.links[tx.link];
        reversal.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .txId(tx.txId).coreWallMs(state.wallMs).reason((short) reason.ordinal())
            .upstreamTime(link == null ? 0 : state.upstreamTime(link)).upstreamStan(link == null ? 0 : Math.max(0, link.peekStan(state.wallMs))).flags(0);
        putCode(reversal.offset() + ReversalIntentEncoder.codeEncodingOffset(), code);
        putCode(reversal.offset() + ReversalIntentEncoder.upstreamCodeEncodingOffset(), reversalCode);
        if (facts != null && tx.image < 0) {
            reversal.putSealedPan(facts.sealedPan, 0, facts.sealedPanLength).putImage(facts.image.buffer(), 0, facts.image.length());
        } else {
            reversal.putSealedPan(NOTHING, 0, 0).putImage(NOTHING, 0, 0);
        }
        return done(reversal.encodedLength());
    }

    /** An attempt counts. */
    void attempt(Transaction tx, int attempts, int code, long nextDelayMs, boolean parked) {
        attempt.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .txId(tx.txId).coreWallMs(state.wallMs).attempts(attempts).nextDelayMs(nextDelayMs).parked((short) (parked ? 1 : 0));
        putCode(attempt.offset() + ForwardAttemptEncoder.codeEncodingOffset(), code);
        done(attempt.encodedLength());
    }

    /** The reversal was acknowledged. */
    void reversalAck(Transaction tx, int code, boolean closed) {
        ack.wrapAndApplyHeader(buffer(), records.nextOffset(), header).txId(tx.txId).coreWallMs(state.wallMs)
            .closed((short) (closed ? 1 : 0));
        putCode(ack.offset() + ReversalAckEncoder.codeEncodingOffset(), code);
        done(ack.encodedLength());
    }

    /** An unanswered refund will be repeated. */
    void adviceIntent(Transaction tx, int code) {
        advice.wrapAndApplyHeader(buffer(), records.nextOffset(), header).txId(tx.txId).coreWallMs(state.wallMs);
        putCode(advice.offset() + AdviceIntentEncoder.codeEncodingOffset(), code);
        done(advice.encodedLength());
    }

    /** The request just recorded is approved here; its acquirer will be told. */
    Transaction adviceAccepted(Transaction tx, int code, long authorization, boolean standIn) {
        accepted.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .txId(tx.txId).coreWallMs(state.wallMs).authorizationCode(authorization).standIn((short) (standIn ? 1 : 0));
        putCode(accepted.offset() + AdviceAcceptedEncoder.codeEncodingOffset(), code);
        return done(accepted.encodedLength());
    }

    /** The acquirer acknowledged an advice of what was approved here. */
    void adviceAck(Transaction tx, int code, boolean approved) {
        adviceAck.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .txId(tx.txId).coreWallMs(state.wallMs).approved((short) (approved ? 1 : 0));
        putCode(adviceAck.offset() + AdviceAckEncoder.codeEncodingOffset(), code);
        done(adviceAck.encodedLength());
    }

    /** The journal found an original that is no longer remembered. */
    Transaction originalFound(OriginalFacts o, long validUntilMs) {
        found.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .txId(o.txId).coreWallMs(state.wallMs).transactionType((short) o.type.code()).messageClass(o.messageClass).batch(o.batch).stan(o.stan)
            .currency(o.currency).approvedMinor(o.approvedMinor).refundedMinor(o.refundedMinor).panHashHigh(o.panHashHigh).panHashLow(o.panHashLow)
            .panFirst6(o.panFirst6).panLast4((short) o.panLast4).panLength((byte) o.panLength).upstreamTime(o.upstreamTime)
            .upstreamStan(o.upstreamStan).rrnDay(o.rrnDay).authorizationCode(o.authorizationCode).originalWallMs(o.wallMs)
            .validUntilMs(validUntilMs).flags(o.flags).voided((short) (o.voided ? 1 : 0));
        putTid(found.offset() + OriginalFoundEncoder.tidEncodingOffset(), o.tid);
        found.putLink(o.link, 0, o.linkLength);
        return done(found.encodedLength());
    }

    /** A reversal or advice without trace number gets one now. */
    void numbered(Transaction tx, boolean ofReversal, long upstreamTime, int upstreamStan) {
        numbered.wrapAndApplyHeader(buffer(), records.nextOffset(), header).txId(tx.txId).coreWallMs(state.wallMs)
            .upstreamTime(upstreamTime).upstreamStan(upstreamStan).reversal((short) (ofReversal ? 1 : 0));
        done(numbered.encodedLength());
    }

    /** A person told the switch to do something. Not for the hot path. */
    void operator(OperatorRequest request) {
        operator.wrapAndApplyHeader(buffer(), records.nextOffset(), header).coreWallMs(state.wallMs)
            .command((short) request.action().ordinal())
            .txId(request.action() == OperatorAction.CLEAR ? 0 : request.subject())
            .number(request.action() == OperatorAction.CLEAR ? request.subject() : 0).outcome((short) request.outcome().code());
        byte[] reason = request.reason().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        operator.person(request.person()).putWhy(reason, 0, reason.length);
        done(operator.encodedLength());
    }

    /** An answer matches no request; it goes on the list. */
    void unknownAnswer(AnswerFacts a) {
        unknown.wrapAndApplyHeader(buffer(), records.nextOffset(), header).coreWallMs(state.wallMs).number(state.unknown.nextNumber())
            .messageType(Math.max(0, a.mti)).upstreamTime(a.time).upstreamStan(a.stan).amountMinor(a.amountMinor)
            .authorizationCode(a.authorizationCode).tid(a.tid);
        putCode(unknown.offset() + UnknownAnswerEncoder.codeEncodingOffset(), a.code);
        unknown.putLink(linkNames[a.link], 0, linkNames[a.link].length);
        done(unknown.encodedLength());
    }

    /** An answer came too late. */
    void lateAnswer(Transaction tx, int code, long authorization, boolean approved) {
        late.wrapAndApplyHeader(buffer(), records.nextOffset(), header).txId(tx.txId).coreWallMs(state.wallMs)
            .authorizationCode(authorization).approved((short) (approved ? 1 : 0));
        putCode(late.offset() + LateAnswerEncoder.codeEncodingOffset(), code);
        done(late.encodedLength());
    }

    /** Reversal of something unknown. */
    Transaction tombstone(TerminalState terminal, int messageClass, int batch, int stan) {
        tombstone.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .coreWallMs(state.wallMs).messageClass(messageClass).batch(batch).stan(stan);
        putTid(tombstone.offset() + TombstoneEncoder.tidEncodingOffset(), terminal.tid);
        return done(tombstone.encodedLength());
    }

    /** Working keys were made by stage 1; the core puts them on record. */
    void keysIssued(TerminalState terminal, RequestFacts f) {
        keysIssued.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .coreWallMs(state.wallMs).version(terminal.lastKeyVersion + 1).batch(terminal.batch);
        putTid(keysIssued.offset() + KeysIssuedEncoder.tidEncodingOffset(), terminal.tid);
        int block = RequestFacts.KEY_BLOCK_CAPACITY;
        keysIssued.putPinKey(f.keyBlocks, 0, f.keyBlockLengths[0])
            .putMacKey(f.keyBlocks, block, f.keyBlockLengths[1])
            .putTrackKey(f.keyBlocks, 2 * block, f.keyBlockLengths[2]);
        done(keysIssued.encodedLength());
    }

    /** A message verified under the pending set. */
    void keysConfirmed(TerminalState terminal, int version) {
        keysConfirmed.wrapAndApplyHeader(buffer(), records.nextOffset(), header).coreWallMs(state.wallMs).version(version);
        putTid(keysConfirmed.offset() + KeysConfirmedEncoder.tidEncodingOffset(), terminal.tid);
        done(keysConfirmed.encodedLength());
    }

    /** A batch is closed with this answer image. */
    void batchClosed(TerminalState terminal, RequestFacts f, int nextBatch, DirectBuffer image, int offset, int length) {
        batchClosed.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .coreWallMs(state.wallMs).batch(f.batch).stan(f.stan).nextBatch(nextBatch);
        putTid(batchClosed.offset() + BatchClosedEncoder.tidEncodingOffset(), terminal.tid);
        batchClosed.putImage(image, offset, length);
        done(batchClosed.encodedLength());
    }

    /** One upload block, kept as it came (field 48 holds card numbers and is therefore left out). */
    void batchUpload(TerminalState terminal, RequestFacts f, boolean last) {
        batchUpload.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .coreWallMs(state.wallMs).batch(f.batch).stan(Math.max(0, f.stan)).networkCode((short) f.networkCode)
            .last((short) (last ? 1 : 0));
        putTid(batchUpload.offset() + BatchUploadEncoder.tidEncodingOffset(), terminal.tid);
        batchUpload.putDetail(EMPTY, 0, 0);
        done(batchUpload.encodedLength());
    }

    /** A link came or went. */
    void linkChange(LinkState link, boolean up) {
        linkChange.wrapAndApplyHeader(buffer(), records.nextOffset(), header).coreWallMs(state.wallMs).up((short) (up ? 1 : 0));
        linkChange.putLink(linkNames[link.number], 0, linkNames[link.number].length);
        done(linkChange.encodedLength());
    }

    /** The switch came up. */
    void started(long openTransactions, long stateHash) {
        started.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .coreWallMs(state.wallMs).nextTxId(state.nextTxId).openTransactions(openTransactions).stateHash(stateHash);
        done(started.encodedLength());
    }

    /** A repeat with other content, or the like. */
    void securityEvent(TerminalState terminal, int kind, RequestFacts f) {
        security.wrapAndApplyHeader(buffer(), records.nextOffset(), header)
            .coreWallMs(state.wallMs).kind((short) kind).batch(f.batch).stan(f.stan);
        putTid(security.offset() + SecurityEventEncoder.tidEncodingOffset(), terminal.tid);
        done(security.encodedLength());
    }

    /** True while a whole decision still fits into the slot. */
    boolean hasRoom(EffectList effects) {
        return records.hasRoom() && effects.hasRoom(3);
    }
}
