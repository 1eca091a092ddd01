package dev.turnpike.journal;

import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.AdviceAcceptedDecoder;
import dev.turnpike.transaction.record.AdviceAckDecoder;
import dev.turnpike.transaction.record.AdviceIntentDecoder;
import dev.turnpike.transaction.record.ForwardAttemptDecoder;
import dev.turnpike.transaction.record.IntentDecoder;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import dev.turnpike.transaction.record.NotSentDecoder;
import dev.turnpike.transaction.record.OutcomeDecoder;
import dev.turnpike.transaction.record.RejectedDecoder;
import dev.turnpike.transaction.record.ReversalAckDecoder;
import dev.turnpike.transaction.record.ReversalIntentDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Reads the records of a transaction as far as the index of originals needs them. One thread. */
final class OriginalRecords {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final IntentDecoder intent = new IntentDecoder();
    private final RejectedDecoder rejected = new RejectedDecoder();
    private final OutcomeDecoder outcome = new OutcomeDecoder();

    /** Takes the keys of a record. */
    interface Keys {
        /** The record is about this transaction. */
        void transaction(long txId);

        /** The record begins the transaction that has this key, and that names another one unless {@code originalTxId} is 0. */
        void begins(long txId, long tid, int batch, int stan, int messageClass, long originalTxId);
    }

    /** Gives the keys of the record at {@code offset} to {@code keys}; records without a transaction, and those of no interest, have none. */
    void keys(DirectBuffer record, int offset, Keys keys) {
        header.wrap(record, offset);
        switch (header.templateId()) {
            case IntentDecoder.TEMPLATE_ID -> {
                intent.wrapAndApplyHeader(record, offset, header);
                keys.begins(intent.txId(), tid(record, intent.offset() + IntentDecoder.tidEncodingOffset()), intent.batch(), intent.stan(),
                        intent.messageClass(), intent.originalTxId());
            }
            case RejectedDecoder.TEMPLATE_ID -> {
                rejected.wrapAndApplyHeader(record, offset, header);
                keys.begins(rejected.txId(), tid(record, rejected.offset() + RejectedDecoder.tidEncodingOffset()), rejected.batch(),
                        rejected.stan(), rejected.messageClass(), 0);
            }
            case OutcomeDecoder.TEMPLATE_ID, NotSentDecoder.TEMPLATE_ID, ReversalIntentDecoder.TEMPLATE_ID, ForwardAttemptDecoder.TEMPLATE_ID,
                    ReversalAckDecoder.TEMPLATE_ID, AdviceIntentDecoder.TEMPLATE_ID, AdviceAcceptedDecoder.TEMPLATE_ID,
                    AdviceAckDecoder.TEMPLATE_ID -> keys.transaction(txId(record, offset));
            default -> {
            }
        }
    }

    /** The transaction of a record that {@link Keys#transaction} was called for: its first field, whatever the record. */
    private static long txId(DirectBuffer record, int offset) {
        return record.getLong(offset + MessageHeaderDecoder.ENCODED_LENGTH, ByteOrder.LITTLE_ENDIAN);
    }

    private static long tid(DirectBuffer record, int offset) {
        return record.getLong(offset, ByteOrder.BIG_ENDIAN);
    }

    /** Applies the next record of the transaction {@code o.txId}, in journal order; others are left aside. */
    void apply(DirectBuffer record, int offset, Original o) {
        header.wrap(record, offset);
        if (txId(record, offset) != o.txId) {
            return;
        }
        switch (header.templateId()) {
            case IntentDecoder.TEMPLATE_ID -> intent(record, offset, o);
            case RejectedDecoder.TEMPLATE_ID -> rejected(record, offset, o);
            case OutcomeDecoder.TEMPLATE_ID -> outcome(record, offset, o);
            case NotSentDecoder.TEMPLATE_ID -> {
                NotSentDecoder d = new NotSentDecoder().wrapAndApplyHeader(record, offset, header);
                o.state = TransactionState.REJECTED;
                o.code = code(record, d.offset() + NotSentDecoder.codeEncodingOffset());
            }
            case ReversalIntentDecoder.TEMPLATE_ID -> {
                ReversalIntentDecoder d = new ReversalIntentDecoder().wrapAndApplyHeader(record, offset, header);
                o.state = TransactionState.REVERSING;
                o.reversed = true;
                o.approvedMinor = 0;
                o.code = code(record, d.offset() + ReversalIntentDecoder.codeEncodingOffset());
            }
            case ForwardAttemptDecoder.TEMPLATE_ID -> {
                boolean parked = new ForwardAttemptDecoder().wrapAndApplyHeader(record, offset, header).parked() != 0;
                o.state = parked && o.state != TransactionState.APPROVED ? TransactionState.PARKED : o.state;
            }
            case ReversalAckDecoder.TEMPLATE_ID -> {
                boolean closed = new ReversalAckDecoder().wrapAndApplyHeader(record, offset, header).closed() != 0;
                o.state = closed ? TransactionState.REVERSED : o.state;
            }
            case AdviceIntentDecoder.TEMPLATE_ID -> {
                AdviceIntentDecoder d = new AdviceIntentDecoder().wrapAndApplyHeader(record, offset, header);
                o.state = TransactionState.REPEATING;
                o.code = code(record, d.offset() + AdviceIntentDecoder.codeEncodingOffset());
            }
            case AdviceAcceptedDecoder.TEMPLATE_ID -> {
                AdviceAcceptedDecoder d = new AdviceAcceptedDecoder().wrapAndApplyHeader(record, offset, header);
                o.state = TransactionState.APPROVED;
                o.approvedMinor = o.amountMinor;
                o.authorizationCode = d.authorizationCode();
                o.code = code(record, d.offset() + AdviceAcceptedDecoder.codeEncodingOffset());
            }
            case AdviceAckDecoder.TEMPLATE_ID -> {
                AdviceAckDecoder d = new AdviceAckDecoder().wrapAndApplyHeader(record, offset, header);
                o.upstreamCode = code(record, d.offset() + AdviceAckDecoder.codeEncodingOffset());
                o.state = o.reversed && d.approved() == 0 ? TransactionState.REVERSED : o.state;
            }
            default -> {
            }
        }
    }

    private void intent(DirectBuffer record, int offset, Original o) {
        IntentDecoder d = intent.wrapAndApplyHeader(record, offset, header);
        o.wallMs = d.coreWallMs();
        o.tid = tid(record, d.offset() + IntentDecoder.tidEncodingOffset());
        o.type = TransactionType.of(d.transactionType());
        o.messageClass = d.messageClass();
        o.batch = d.batch();
        o.stan = d.stan();
        o.amountMinor = d.amountMinor();
        o.currency = d.currency();
        o.panHashHigh = d.panHashHigh();
        o.panHashLow = d.panHashLow();
        o.contentDigest = d.contentDigest();
        o.panFirst6 = d.panFirst6();
        o.panLast4 = d.panLast4();
        o.panLength = d.panLength();
        o.upstreamTime = d.upstreamTime();
        o.upstreamStan = d.upstreamStan();
        o.rrnDay = d.rrnDay();
        o.originalTxId = d.originalTxId();
        o.flags = d.flags();
        o.state = TransactionState.IN_FLIGHT;
        o.link = d.link();
        o.sealedPan = new byte[d.sealedPanLength()];
        d.getSealedPan(o.sealedPan, 0, o.sealedPan.length);
        o.requestImage = new byte[d.imageLength()];
        d.getImage(o.requestImage, 0, o.requestImage.length);
    }

    private void rejected(DirectBuffer record, int offset, Original o) {
        RejectedDecoder d = rejected.wrapAndApplyHeader(record, offset, header);
        o.wallMs = d.coreWallMs();
        o.tid = tid(record, d.offset() + RejectedDecoder.tidEncodingOffset());
        o.type = TransactionType.of(d.transactionType());
        o.messageClass = d.messageClass();
        o.batch = d.batch();
        o.stan = d.stan();
        o.amountMinor = d.amountMinor();
        o.currency = d.currency();
        o.panHashHigh = d.panHashHigh();
        o.panHashLow = d.panHashLow();
        o.contentDigest = d.contentDigest();
        o.panFirst6 = d.panFirst6();
        o.panLast4 = d.panLast4();
        o.panLength = d.panLength();
        o.rrnDay = d.rrnDay();
        o.flags = d.flags();
        o.state = TransactionState.REJECTED;
        o.code = code(record, d.offset() + RejectedDecoder.codeEncodingOffset());
    }

    private void outcome(DirectBuffer record, int offset, Original o) {
        OutcomeDecoder d = outcome.wrapAndApplyHeader(record, offset, header);
        o.state = TransactionState.of(d.state());
        o.approvedMinor = o.state == TransactionState.APPROVED ? d.amountMinor() : 0;
        o.authorizationCode = d.authorizationCode();
        o.code = code(record, d.offset() + OutcomeDecoder.codeEncodingOffset());
        o.upstreamCode = code(record, d.offset() + OutcomeDecoder.upstreamCodeEncodingOffset());
        o.answerImage = new byte[d.imageLength()];
        d.getImage(o.answerImage, 0, o.answerImage.length);
    }

    private static int code(DirectBuffer record, int offset) {
        return (record.getByte(offset) & 0xFF) << 8 | record.getByte(offset + 1) & 0xFF;
    }
}
