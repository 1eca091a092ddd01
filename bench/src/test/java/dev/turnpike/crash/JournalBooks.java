package dev.turnpike.crash;

import dev.turnpike.core.ReversalReason;
import dev.turnpike.journal.JournalReader;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.AdviceIntentDecoder;
import dev.turnpike.transaction.record.ForwardAttemptDecoder;
import dev.turnpike.transaction.record.IntentDecoder;
import dev.turnpike.transaction.record.LateAnswerDecoder;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import dev.turnpike.transaction.record.NotSentDecoder;
import dev.turnpike.transaction.record.OutcomeDecoder;
import dev.turnpike.transaction.record.RejectedDecoder;
import dev.turnpike.transaction.record.ReversalAckDecoder;
import dev.turnpike.transaction.record.ReversalIntentDecoder;
import dev.turnpike.transaction.record.StartedDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * What the journal says, read record by record and without the core: a second opinion on what its records mean. One thread.
 */
final class JournalBooks {
    /** One transaction of the journal. */
    static final class Entry {
        final long txId;
        Key key;
        Posting.Upstream upstream;
        TransactionType type;
        TransactionState state;
        String code = "";
        long amountMinor;
        long wallMs;
        long originalTxId;
        final StringBuilder history = new StringBuilder();

        Entry(long txId) {
            this.txId = txId;
        }

        void became(TransactionState next, String what) {
            state = next;
            history.append("    journal:  ").append(what).append('\n');
        }
    }

    private static final int BATCH = 1024;
    final Map<Long, Entry> byId = new TreeMap<>();
    final Map<Posting.Upstream, Entry> byUpstream = new HashMap<>();
    final Map<Key, Entry> byKey = new HashMap<>();
    /** Two requests under one identity: a list of what is wrong. */
    final List<String> collisions = new ArrayList<>();
    /** How often each reason for a reversal occurred. */
    final Map<ReversalReason, Integer> reasons = new EnumMap<>(ReversalReason.class);
    int starts;
    int lateAnswers;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    /** Reads the journal of a stopped switch. */
    static JournalBooks read(Path directory) {
        JournalBooks books = new JournalBooks();
        try (JournalReader reader = JournalReader.open(directory)) {
            int read = BATCH;
            while (read > 0) {
                read = reader.poll((epoch, sequence, wallMs, buffer, offset, length) -> {
                    books.add(epoch + ":" + sequence + " ", wallMs, buffer, offset);
                    return true;
                }, BATCH);
            }
        }
        return books;
    }

    private void add(String at, long wallMs, DirectBuffer record, int offset) {
        header.wrap(record, offset);
        switch (header.templateId()) {
            case IntentDecoder.TEMPLATE_ID -> intent(at, wallMs, record, offset);
            case RejectedDecoder.TEMPLATE_ID -> {
                RejectedDecoder d = new RejectedDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = entry(d.txId(), new Key(d.tid(), d.batch(), d.stan()), wallMs);
                entry.type = TransactionType.of(d.transactionType());
                entry.code = d.code();
                entry.became(TransactionState.REJECTED, at + "REJECTED " + entry.type + " told " + d.code() + " reason "
                    + d.reason());
            }
            case OutcomeDecoder.TEMPLATE_ID -> {
                OutcomeDecoder d = new OutcomeDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = byId.get(d.txId());
                entry.code = d.code();
                entry.amountMinor = d.amountMinor();
                entry.became(TransactionState.of(d.state()), at + "OUTCOME " + TransactionState.of(d.state()) + " told "
                    + d.code() + " acquirer " + d.upstreamCode() + " amount " + d.amountMinor());
            }
            case StartedDecoder.TEMPLATE_ID -> starts++;
            default -> forwarded(at, record, offset);
        }
    }

    private void intent(String at, long wallMs, DirectBuffer record, int offset) {
        IntentDecoder d = new IntentDecoder().wrapAndApplyHeader(record, offset, header);
        Entry entry = entry(d.txId(), new Key(d.tid(), d.batch(), d.stan()), wallMs);
        entry.type = TransactionType.of(d.transactionType());
        entry.amountMinor = d.amountMinor();
        entry.originalTxId = d.originalTxId();
        entry.upstream = new Posting.Upstream(d.link(), d.upstreamTime(), d.upstreamStan());
        entry.became(TransactionState.IN_FLIGHT, at + "INTENT " + entry.type + " " + d.amountMinor() + " to " + entry.upstream
            + (d.originalTxId() == 0 ? "" : " of transaction " + d.originalTxId()));
        Entry other = byUpstream.put(entry.upstream, entry);
        if (other != null) {
            collisions.add(entry.upstream + " was given to transactions " + other.txId + " and " + entry.txId);
        }
    }

    private Entry entry(long txId, Key key, long wallMs) {
        Entry entry = new Entry(txId);
        entry.key = key;
        entry.wallMs = wallMs;
        if (byId.put(txId, entry) != null) {
            collisions.add("transaction " + txId + " was begun twice");
        }
        Entry other = byKey.put(key, entry);
        if (other != null) {
            collisions.add(key + " is both transaction " + other.txId + " and " + txId);
        }
        return entry;
    }

    private void forwarded(String at, DirectBuffer record, int offset) {
        switch (header.templateId()) {
            case NotSentDecoder.TEMPLATE_ID -> {
                NotSentDecoder d = new NotSentDecoder().wrapAndApplyHeader(record, offset, header);
                byId.get(d.txId()).became(TransactionState.REJECTED, at + "NOT_SENT told " + d.code());
            }
            case ReversalIntentDecoder.TEMPLATE_ID -> {
                ReversalIntentDecoder d = new ReversalIntentDecoder().wrapAndApplyHeader(record, offset, header);
                ReversalReason reason = ReversalReason.of(d.reason());
                reasons.merge(reason, 1, Integer::sum);
                byId.get(d.txId()).became(TransactionState.REVERSING, at + "REVERSAL_INTENT " + reason + " told " + d.code()
                    + " F7 " + d.upstreamTime() + " F11 " + d.upstreamStan());
            }
            case ForwardAttemptDecoder.TEMPLATE_ID -> {
                ForwardAttemptDecoder d = new ForwardAttemptDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = byId.get(d.txId());
                entry.became(d.parked() == 1 ? TransactionState.PARKED : entry.state, at + "ATTEMPT " + d.attempts() + " answer "
                    + d.code() + (d.parked() == 1 ? " PARKED" : ""));
            }
            case ReversalAckDecoder.TEMPLATE_ID -> {
                ReversalAckDecoder d = new ReversalAckDecoder().wrapAndApplyHeader(record, offset, header);
                boolean closed = d.closed() == 1;
                byId.get(d.txId()).became(closed ? TransactionState.REVERSED : TransactionState.REVERSING, at + "REVERSAL_ACK "
                    + d.code() + (closed ? "" : " settling"));
            }
            case AdviceIntentDecoder.TEMPLATE_ID -> {
                AdviceIntentDecoder d = new AdviceIntentDecoder().wrapAndApplyHeader(record, offset, header);
                byId.get(d.txId()).became(TransactionState.REPEATING, at + "ADVICE_INTENT told " + d.code());
            }
            case LateAnswerDecoder.TEMPLATE_ID -> {
                LateAnswerDecoder d = new LateAnswerDecoder().wrapAndApplyHeader(record, offset, header);
                lateAnswers++;
                Entry entry = byId.get(d.txId());
                entry.became(entry.state, at + "LATE_ANSWER " + d.code());
            }
            default -> {
                // Links, keys, batches and what only the operator reads.
            }
        }
    }
}
