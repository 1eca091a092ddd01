package dev.turnpike.simulation;

import dev.turnpike.transaction.OperatorAction;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.AdviceAcceptedDecoder;
import dev.turnpike.transaction.record.AdviceAckDecoder;
import dev.turnpike.transaction.record.AdviceIntentDecoder;
import dev.turnpike.transaction.record.BatchClosedDecoder;
import dev.turnpike.transaction.record.ForwardAttemptDecoder;
import dev.turnpike.transaction.record.IntentDecoder;
import dev.turnpike.transaction.record.LateAnswerDecoder;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import dev.turnpike.transaction.record.NotSentDecoder;
import dev.turnpike.transaction.record.NumberedDecoder;
import dev.turnpike.transaction.record.OperatorCommandDecoder;
import dev.turnpike.transaction.record.OutcomeDecoder;
import dev.turnpike.transaction.record.RejectedDecoder;
import dev.turnpike.transaction.record.ReversalAckDecoder;
import dev.turnpike.transaction.record.ReversalIntentDecoder;
import dev.turnpike.transaction.record.TombstoneDecoder;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/** What the journal says, read record by record and without the core: a second opinion on what its records mean. One thread. */
final class Books {
    /** A terminal's name for a transaction. */
    record Key(String tid, int batch, int stan, int messageClass) {
    }

    /** An acquirer's name for a message. */
    record Upstream(String link, long time, int stan) {
    }

    /** One transaction of the journal. */
    static final class Entry {
        final long txId;
        final Key key;
        final TransactionType type;
        Upstream upstream;
        Upstream reversal;
        /** Names that its reversals had, and the records that gave them. */
        final Map<Upstream, Long> reversals = new HashMap<>();
        String link = "";
        TransactionState state;
        String code = "";
        long amountMinor;
        long originalTxId;
        long panHash;
        boolean settling;
        /** Approved here, and its acquirer is not known to know. */
        boolean accepted;
        boolean parked;
        long intentSequence;
        long approvedSequence;
        /** Sequence of the first record that lets the terminal be told this code. */
        final Map<String, Long> told = new HashMap<>();
        long adviceSequence;
        long reversalSequence;
        /** Since when the reversal waits to be written: its record, or that which took it up again. */
        long pendingSequence;
        int attempts;
        /** Reversals and advices written since the process began. */
        int written;

        Entry(long txId, Key key, TransactionType type) {
            this.txId = txId;
            this.key = key;
            this.type = type;
        }

        Cell cell() {
            if (accepted && state == TransactionState.APPROVED) {
                return parked ? Cell.PARKED : Cell.ACCEPTED;
            }
            return state == TransactionState.REVERSING && settling ? Cell.SETTLING : Cell.valueOf(state.name());
        }

        /** True when something must still happen without anybody's help. */
        boolean isOpen() {
            return !parked && (accepted || state.isOpen());
        }
    }

    private final Map<Long, Entry> byId = new LinkedHashMap<>();
    private final Map<Key, Entry> byKey = new HashMap<>();
    private final Map<Upstream, Entry> byUpstream = new HashMap<>();
    private final Map<Key, Long> tombstones = new HashMap<>();
    private final Map<String, Long> closed = new HashMap<>();
    private final Map<String, Integer> lastStan = new HashMap<>();
    private int wraps;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final Consumer<String> violations;
    private long sequence;

    Books(Consumer<String> violations) {
        this.violations = violations;
    }

    /** Forgets everything: the journal is about to be read again. */
    void clear() {
        byId.clear();
        byKey.clear();
        byUpstream.clear();
        tombstones.clear();
        closed.clear();
        lastStan.clear();
        sequence = 0;
    }

    Entry byKey(Key key) {
        return byKey.get(key);
    }

    Entry byUpstream(Upstream upstream) {
        return byUpstream.get(upstream);
    }

    /** Sequence of the record that made a tombstone of this key, or 0. */
    long tombstone(Key key) {
        return tombstones.getOrDefault(key, 0L);
    }

    /** Sequence of the record that closed this batch, or 0. */
    long closed(String tid, int batch) {
        return closed.getOrDefault(tid + "/" + batch, 0L);
    }

    /** How often the trace numbers of a link began again while the process ran. */
    int wraps() {
        return wraps;
    }

    Collection<Entry> all() {
        return byId.values();
    }

    /** States that some transaction is in now; NONE always. */
    Set<Cell> cells() {
        Set<Cell> cells = EnumSet.of(Cell.NONE);
        byId.values().forEach(entry -> cells.add(entry.cell()));
        return cells;
    }

    Cell cell(Key key) {
        Entry entry = byKey.get(key);
        return entry == null ? Cell.NONE : entry.cell();
    }

    /** Takes the next record. */
    void add(long number, DirectBuffer record, int offset) {
        sequence = number;
        header.wrap(record, offset);
        switch (header.templateId()) {
            case IntentDecoder.TEMPLATE_ID -> intent(record, offset);
            case RejectedDecoder.TEMPLATE_ID -> {
                RejectedDecoder d = new RejectedDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = enter(d.txId(), new Key(d.tid(), d.batch(), d.stan(), d.messageClass()), TransactionType.of(d.transactionType()));
                entry.state = TransactionState.REJECTED;
                entry.code = d.code();
                entry.amountMinor = d.amountMinor();
                entry.told.putIfAbsent(entry.code, sequence);
            }
            case OutcomeDecoder.TEMPLATE_ID -> outcome(record, offset);
            case NotSentDecoder.TEMPLATE_ID -> {
                NotSentDecoder d = new NotSentDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = known(d.txId(), "NOT_SENT", TransactionState.IN_FLIGHT);
                entry.state = TransactionState.REJECTED;
                entry.code = d.code();
                entry.told.putIfAbsent(entry.code, sequence);
            }
            case TombstoneDecoder.TEMPLATE_ID -> {
                TombstoneDecoder d = new TombstoneDecoder().wrapAndApplyHeader(record, offset, header);
                tombstones.put(new Key(d.tid(), d.batch(), d.stan(), d.messageClass()), sequence);
            }
            default -> forwarded(record, offset);
        }
    }

    private void intent(DirectBuffer record, int offset) {
        IntentDecoder d = new IntentDecoder().wrapAndApplyHeader(record, offset, header);
        Entry entry = enter(d.txId(), new Key(d.tid(), d.batch(), d.stan(), d.messageClass()), TransactionType.of(d.transactionType()));
        entry.state = TransactionState.IN_FLIGHT;
        entry.amountMinor = d.amountMinor();
        entry.originalTxId = d.originalTxId();
        entry.panHash = d.panHashHigh();
        entry.intentSequence = sequence;
        entry.link = d.link();
        entry.upstream = d.upstreamStan() == 0 ? null : name(entry, d.upstreamTime(), d.upstreamStan());
    }

    private Upstream name(Entry entry, long time, int stan) {
        Upstream upstream = new Upstream(entry.link, time, stan);
        wraps += stan < lastStan.getOrDefault(entry.link, 0) ? 1 : 0;
        lastStan.put(entry.link, stan);
        Entry other = byUpstream.put(upstream, entry);
        if (other != null) {
            violations.accept("trace numbers: " + upstream + " names transactions " + other.txId + " and " + entry.txId);
        }
        for (Entry open : byId.values()) {
            boolean uses = open != entry && open.isOpen() && open.link.equals(entry.link)
                && (open.upstream != null && open.upstream.stan() == stan || open.reversal != null && open.reversal.stan() == stan);
            if (uses) {
                violations.accept("trace numbers: " + stan + " was given to transaction " + entry.txId + " while " + open.txId + " uses it");
            }
        }
        return upstream;
    }

    private Entry enter(long txId, Key key, TransactionType type) {
        Entry entry = new Entry(txId, key, type);
        if (byId.put(txId, entry) != null) {
            violations.accept("identity: transaction " + txId + " was begun twice");
        }
        Entry other = byKey.put(key, entry);
        if (other != null && other.state != TransactionState.REJECTED) {
            violations.accept("P3: " + key + " is both transaction " + other.txId + " and " + txId);
        }
        if (tombstones.containsKey(key)) {
            violations.accept("P3: " + key + " was begun after the terminal had reversed it");
        }
        return entry;
    }

    private void outcome(DirectBuffer record, int offset) {
        OutcomeDecoder d = new OutcomeDecoder().wrapAndApplyHeader(record, offset, header);
        Entry entry = known(d.txId(), "OUTCOME", TransactionState.IN_FLIGHT, TransactionState.REPEATING, TransactionState.PARKED);
        entry.state = TransactionState.of(d.state());
        entry.parked = false;
        entry.code = d.code();
        entry.amountMinor = d.amountMinor();
        entry.told.putIfAbsent(entry.code, sequence);
        if (entry.state == TransactionState.APPROVED) {
            entry.approvedSequence = sequence;
        }
    }

    private Entry known(long txId, String record, TransactionState... from) {
        Entry entry = byId.get(txId);
        if (entry == null) {
            violations.accept("journal: " + record + " of transaction " + txId + ", which has no beginning");
            entry = new Entry(txId, new Key("?", 0, 0, 0), TransactionType.UNKNOWN);
            entry.state = TransactionState.IN_FLIGHT;
        } else if (from.length > 0 && !Set.of(from).contains(entry.state)) {
            violations.accept("journal: " + record + " of " + entry.key + " in state " + entry.state);
        }
        return entry;
    }

    private void forwarded(DirectBuffer record, int offset) {
        switch (header.templateId()) {
            case ReversalIntentDecoder.TEMPLATE_ID -> {
                ReversalIntentDecoder d = new ReversalIntentDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = known(d.txId(), "REVERSAL_INTENT", TransactionState.IN_FLIGHT, TransactionState.APPROVED,
                    TransactionState.REVERSED, TransactionState.REVERSING);
                entry.state = TransactionState.REVERSING;
                entry.settling = false;
                entry.code = d.code();
                entry.reversalSequence = sequence;
                entry.pendingSequence = sequence;
                entry.told.putIfAbsent(entry.code, sequence);
                entry.attempts = 0;
                entry.parked = false;
                entry.reversal = d.upstreamStan() == 0 ? null : name(entry, d.upstreamTime(), d.upstreamStan());
                entry.reversals.put(entry.reversal, sequence);
            }
            case ReversalAckDecoder.TEMPLATE_ID -> {
                ReversalAckDecoder d = new ReversalAckDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = known(d.txId(), "REVERSAL_ACK", TransactionState.REVERSING, TransactionState.PARKED);
                entry.settling = d.closed() == 0;
                entry.state = d.closed() == 0 ? entry.state : TransactionState.REVERSED;
                entry.parked &= d.closed() == 0;
            }
            case ForwardAttemptDecoder.TEMPLATE_ID -> {
                ForwardAttemptDecoder d = new ForwardAttemptDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = known(d.txId(), "FORWARD_ATTEMPT", TransactionState.REVERSING, TransactionState.REPEATING, TransactionState.APPROVED);
                entry.attempts = d.attempts();
                park(entry, d.parked() != 0);
            }
            case AdviceIntentDecoder.TEMPLATE_ID -> {
                AdviceIntentDecoder d = new AdviceIntentDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = known(d.txId(), "ADVICE_INTENT", TransactionState.IN_FLIGHT);
                entry.state = TransactionState.REPEATING;
                entry.code = d.code();
                entry.told.putIfAbsent(entry.code, sequence);
                entry.adviceSequence = sequence;
                entry.attempts = 0;
            }
            case LateAnswerDecoder.TEMPLATE_ID -> {
                LateAnswerDecoder d = new LateAnswerDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = known(d.txId(), "LATE_ANSWER");
                entry.pendingSequence = entry.settling && d.approved() != 0 ? sequence : entry.pendingSequence;
                entry.settling &= d.approved() == 0;
            }
            default -> stored(record, offset);
        }
    }

    private static void park(Entry entry, boolean parked) {
        entry.parked |= parked;
        if (parked && !entry.accepted) {
            entry.state = TransactionState.PARKED;
        }
    }

    private void stored(DirectBuffer record, int offset) {
        switch (header.templateId()) {
            case AdviceAcceptedDecoder.TEMPLATE_ID -> {
                AdviceAcceptedDecoder d = new AdviceAcceptedDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = known(d.txId(), "ADVICE_ACCEPTED", TransactionState.IN_FLIGHT);
                entry.state = TransactionState.APPROVED;
                entry.accepted = true;
                entry.code = d.code();
                entry.approvedSequence = sequence;
                entry.adviceSequence = sequence;
            }
            case AdviceAckDecoder.TEMPLATE_ID -> {
                AdviceAckDecoder d = new AdviceAckDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = known(d.txId(), "ADVICE_ACK", TransactionState.APPROVED, TransactionState.REVERSING);
                entry.accepted = false;
                entry.parked = false;
                entry.state = entry.state == TransactionState.REVERSING && d.approved() == 0 ? TransactionState.REVERSED : entry.state;
            }
            case NumberedDecoder.TEMPLATE_ID -> {
                NumberedDecoder d = new NumberedDecoder().wrapAndApplyHeader(record, offset, header);
                Entry entry = known(d.txId(), "NUMBERED");
                Upstream name = name(entry, d.upstreamTime(), d.upstreamStan());
                entry.reversal = d.reversal() == 0 ? entry.reversal : name;
                entry.reversals.put(entry.reversal, sequence);
                entry.upstream = d.reversal() == 0 ? name : entry.upstream;
            }
            case OperatorCommandDecoder.TEMPLATE_ID -> {
                OperatorCommandDecoder d = new OperatorCommandDecoder().wrapAndApplyHeader(record, offset, header);
                operator(byId.get(d.txId()), OperatorAction.of(d.command()));
            }
            case BatchClosedDecoder.TEMPLATE_ID -> {
                BatchClosedDecoder d = new BatchClosedDecoder().wrapAndApplyHeader(record, offset, header);
                closed.put(d.tid() + "/" + d.batch(), sequence);
            }
            default -> {
                // Keys, links and starts move no money.
            }
        }
    }

    private void operator(Entry entry, OperatorAction action) {
        if (entry != null && action == OperatorAction.PARK) {
            park(entry, true);
        } else if (entry != null && action == OperatorAction.RETRY && entry.parked) {
            entry.parked = false;
            entry.pendingSequence = sequence;
            entry.attempts = 0;
            if (entry.state == TransactionState.PARKED) {
                entry.state = entry.adviceSequence > 0 ? TransactionState.REPEATING : TransactionState.REVERSING;
            }
        }
    }
}
