package dev.turnpike.journal;

import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import java.util.ArrayList;
import java.util.List;

/**
 * A transaction as the journal tells it, with what later transactions did to it. Filled by the index's thread, not changed afterwards. Card
 * data are those of the journal: sealed number, keyed hash, truncated form.
 */
public final class Original {
    /** Everything up to this sequence of the journal was taken into account. */
    public long asOfSequence;
    /** The switch's own number. */
    public long txId;
    /** Core time of the request, milliseconds since 1970. */
    public long wallMs;
    /** Field 41 packed into a long. */
    public long tid;
    /** Row of the transaction table. */
    public TransactionType type = TransactionType.UNKNOWN;
    /** MTI of the request as a decimal number. */
    public int messageClass;
    /** Batch number. */
    public int batch;
    /** Field 11. */
    public int stan;
    /** Requested amount, minor units. */
    public long amountMinor;
    /** Approved amount, minor units; 0 unless approved. */
    public long approvedMinor;
    /** Field 49. */
    public int currency;
    /** Keyed hash of the card number, first half. */
    public long panHashHigh;
    /** Second half. */
    public long panHashLow;
    /** Keyed digest of the content, for the comparison with a repeat. */
    public long contentDigest;
    /** First six digits of the card. */
    public int panFirst6;
    /** Last four digits. */
    public int panLast4;
    /** Digits of the card number. */
    public int panLength;
    /** yDDD of the reference number. */
    public int rrnDay;
    /** Name of the acquirer; empty when nothing was sent. */
    public String link = "";
    /** F7 of the request upstream as a decimal number, 0 when nothing was sent. */
    public long upstreamTime;
    /** F11 of the request upstream. */
    public int upstreamStan;
    /** Number of the transaction that this one names, 0 when it stands alone. */
    public long originalTxId;
    /** Flags of the record, see the schema. */
    public int flags;
    /** What became of it. */
    public TransactionState state = TransactionState.IN_FLIGHT;
    /** True once it is being, or was, reversed. */
    public boolean reversed;
    /** Field 39 told to the terminal as two ASCII bytes; {@link dev.turnpike.transaction.ResponseCode#NONE} before there was one. */
    public int code = dev.turnpike.transaction.ResponseCode.NONE;
    /** Field 39 of the acquirer. */
    public int upstreamCode = dev.turnpike.transaction.ResponseCode.NONE;
    /** Six characters of field 38 packed into a number, 0 when there were none. */
    public long authorizationCode;
    /** The sealed card number; empty when nothing was sent. */
    public byte[] sealedPan = new byte[0];
    /** Field image of the request as journaled; empty when nothing was sent. */
    public byte[] requestImage = new byte[0];
    /** Field image of the answer; empty when there was none. */
    public byte[] answerImage = new byte[0];
    /** Later transactions that name this one, in journal order. */
    public final List<Linked> linked = new ArrayList<>();

    /** Created empty. */
    public Original() {
    }

    /** A later transaction that names the original. */
    public static final class Linked {
        /** Its number. */
        public long txId;
        /** Its row: void, refund, completion, ... */
        public TransactionType type = TransactionType.UNKNOWN;
        /** What became of it. */
        public TransactionState state = TransactionState.IN_FLIGHT;
        /** Requested amount, minor units. */
        public long amountMinor;
        /** Approved amount, minor units; 0 unless approved. */
        public long approvedMinor;

        /** True once it is being, or was, reversed. */
        public boolean reversed;

        /** Created empty. */
        public Linked() {
        }

        /** True while it takes something from the original: approved, or not decided yet. */
        public boolean counts() {
            return !reversed && (state == TransactionState.APPROVED || state.isOpen());
        }
    }

    /** What linked transactions of this type have taken or may still take, minor units. */
    public long linkedMinor(TransactionType of) {
        long sum = 0;
        for (Linked l : linked) {
            if (l.type == of && l.counts()) {
                sum += l.state == TransactionState.APPROVED ? l.approvedMinor : l.amountMinor;
            }
        }
        return sum;
    }
}
