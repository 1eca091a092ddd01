package dev.turnpike;

import dev.turnpike.configuration.TerminalEntry;
import dev.turnpike.configuration.TerminalProfile;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.core.RejectReason;
import dev.turnpike.core.RiskTypes;
import dev.turnpike.journal.JournalReader;
import dev.turnpike.risk.EntryMode;
import dev.turnpike.risk.Outcome;
import dev.turnpike.risk.RiskRequest;
import dev.turnpike.risk.RiskType;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.AdviceAcceptedDecoder;
import dev.turnpike.transaction.record.IntentDecoder;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import dev.turnpike.transaction.record.NotSentDecoder;
import dev.turnpike.transaction.record.OutcomeDecoder;
import dev.turnpike.transaction.record.RejectedDecoder;
import dev.turnpike.transaction.record.ReversalIntentDecoder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Reads the journal as the risk engine sees it: requests, outcomes and what was taken back, in order. Merchants and terminals are those
 * of the present configuration. A refused request is recorded without its entry mode, and no record says whether there was a PIN. Keeps
 * every approved transaction in memory; for the command line, one thread.
 */
final class RiskJournal {
    private static final int BATCH = 1024;
    private static final String WRONG_PIN = "55";

    /** Hears of every event that matters to risk. */
    interface Listener {
        /** A request: sent upstream, or refused here by risk rule {@code refusedBy} (0 = sent). */
        void request(long txId, RiskRequest r, int refusedBy);

        /** The outcome of a request that was sent. */
        void outcome(long txId, RiskRequest r, Outcome outcome, long approvedMinor);

        /** An approval was reversed or voided. */
        void undone(long txId, RiskRequest r, long approvedMinor);
    }

    private static final class Held {
        private final RiskRequest request = new RiskRequest();
        private long originalTxId;
        private boolean approved;
        private long approvedMinor;
    }

    private final Map<String, TerminalEntry> terminals = new HashMap<>();
    private final Map<String, Integer> merchants = new HashMap<>();
    private final Map<String, Integer> groups = new HashMap<>();
    private final Map<Long, Held> transactions = new HashMap<>();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final Listener listener;

    RiskJournal(TurnpikeConfiguration c, Listener listener) {
        this.listener = listener;
        c.terminals().forEach(t -> terminals.put(t.tid(), t));
        for (int i = 0; i < c.merchants().size(); i++) {
            merchants.put(c.merchants().get(i).mid(), i);
        }
        List<TerminalProfile> profiles = c.terminalProfiles();
        for (int i = 0; i < profiles.size(); i++) {
            groups.put(profiles.get(i).name(), i + 1);
        }
    }

    /** Feeds everything in the journal to the listener. */
    static void read(Path directory, TurnpikeConfiguration c, Listener listener) {
        RiskJournal journal = new RiskJournal(c, listener);
        try (JournalReader reader = JournalReader.open(directory)) {
            int read = BATCH;
            while (read > 0) {
                read = reader.poll((epoch, sequence, wallMs, buffer, offset, length) -> {
                    journal.record(buffer, offset);
                    return true;
                }, BATCH);
            }
        }
    }

    /** Takes one record of the journal. */
    void record(DirectBuffer record, int offset) {
        header.wrap(record, offset);
        switch (header.templateId()) {
            case IntentDecoder.TEMPLATE_ID -> intent(new IntentDecoder().wrapAndApplyHeader(record, offset, header));
            case RejectedDecoder.TEMPLATE_ID -> rejected(new RejectedDecoder().wrapAndApplyHeader(record, offset, header));
            case OutcomeDecoder.TEMPLATE_ID -> outcome(new OutcomeDecoder().wrapAndApplyHeader(record, offset, header));
            case AdviceAcceptedDecoder.TEMPLATE_ID ->
                accepted(new AdviceAcceptedDecoder().wrapAndApplyHeader(record, offset, header).txId());
            case NotSentDecoder.TEMPLATE_ID -> takeBack(new NotSentDecoder().wrapAndApplyHeader(record, offset, header).txId());
            case ReversalIntentDecoder.TEMPLATE_ID ->
                takeBack(new ReversalIntentDecoder().wrapAndApplyHeader(record, offset, header).txId());
            default -> { }
        }
    }

    private void intent(IntentDecoder d) {
        Held held = new Held();
        terminal(held.request, d.tid());
        held.request.transactionType(RiskTypes.of(TransactionType.of(d.transactionType())).code()).cardHashHigh(d.panHashHigh())
            .cardHashLow(d.panHashLow()).bin(d.panFirst6()).amountMinor(Math.max(0, d.amountMinor())).currency(d.currency()).mcc(d.mcc())
            .entryMode(EntryMode.ofField22(d.entryMode() / 10).code()).timeMs(d.coreWallMs());
        held.originalTxId = d.originalTxId();
        transactions.put(d.txId(), held);
        listener.request(d.txId(), held.request, 0);
    }

    private void rejected(RejectedDecoder d) {
        if (d.reason() != RejectReason.RISK.ordinal()) {
            return;
        }
        RiskRequest r = new RiskRequest();
        terminal(r, d.tid());
        r.transactionType(RiskTypes.of(TransactionType.of(d.transactionType())).code()).cardHashHigh(d.panHashHigh())
            .cardHashLow(d.panHashLow()).bin(d.panFirst6()).amountMinor(Math.max(0, d.amountMinor())).currency(d.currency())
            .timeMs(d.coreWallMs());
        listener.request(d.txId(), r, d.rule());
    }

    private void terminal(RiskRequest r, String tid) {
        TerminalEntry t = terminals.get(tid.strip());
        if (t != null) {
            r.terminal(t.number()).merchant(merchants.getOrDefault(t.mid(), -1)).mcc(Integer.parseInt(t.mcc()))
                .terminalGroup(groups.getOrDefault(t.profile(), 0));
        }
    }

    // Approved here: it counts with its requested amount, whatever its acquirer says later.
    private void accepted(long txId) {
        Held held = transactions.get(txId);
        if (held != null && !held.approved) {
            held.approved = true;
            held.approvedMinor = held.request.amountMinor();
            listener.outcome(txId, held.request, Outcome.APPROVED, held.approvedMinor);
        }
    }

    private void outcome(OutcomeDecoder d) {
        Held held = transactions.get(d.txId());
        if (held == null || held.approved) {
            return;
        }
        if (TransactionState.of(d.state()) != TransactionState.APPROVED) {
            transactions.remove(d.txId());
            boolean declined = TransactionState.of(d.state()) == TransactionState.DECLINED;
            listener.outcome(d.txId(), held.request,
                !declined ? Outcome.REVERSED : d.code().equals(WRONG_PIN) ? Outcome.WRONG_PIN : Outcome.DECLINED, 0);
            return;
        }
        held.approved = true;
        held.approvedMinor = d.amountMinor();
        listener.outcome(d.txId(), held.request, Outcome.APPROVED, held.approvedMinor);
        if (held.request.transactionType() == RiskType.VOID.code() && held.originalTxId != 0) {
            takeBack(held.originalTxId);
        }
    }

    private void takeBack(long txId) {
        Held held = transactions.remove(txId);
        if (held == null) {
            return;
        }
        if (held.approved) {
            listener.undone(txId, held.request, held.approvedMinor);
        } else {
            listener.outcome(txId, held.request, Outcome.REVERSED, 0);
        }
    }
}
