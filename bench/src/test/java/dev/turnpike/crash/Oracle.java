package dev.turnpike.crash;

import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * Compares the acquirers' ledgers, the journal and what the terminals saw after everything has come to rest. One use, one thread.
 *
 * <p>Every posting stands for exactly one approval that its terminal saw and has not reversed; every such approval is in the
 * journal and posted once; voids hang on the sales that the terminal meant; nothing is open; all nets agree.
 */
final class Oracle {
    private final Map<Posting.Upstream, Posting> postings = new HashMap<>();
    private final Map<Key, Posting> standing = new HashMap<>();
    private final Map<Posting.Upstream, Posting> voids = new HashMap<>();
    private final Map<Posting.Upstream, Long> refunds = new HashMap<>();
    private final Map<String, TerminalLog> terminals = new HashMap<>();
    private final JournalBooks journal;
    private final LongUnaryOperator roundOfWallMs;
    private final List<String> violations = new ArrayList<>();

    /**
     * The books to compare.
     *
     * @param roundOfWallMs tells in which round a time of day was, for the report
     */
    Oracle(Collection<Posting> ledgers, JournalBooks journal, Collection<TerminalLog> logs, LongUnaryOperator roundOfWallMs) {
        this.journal = journal;
        this.roundOfWallMs = roundOfWallMs;
        for (TerminalLog log : logs) {
            terminals.put(log.tid, log);
        }
        for (Posting posting : ledgers) {
            if (postings.put(posting.identity(), posting) != null) {
                violations.add("the ledger has " + posting.identity() + " twice");
            }
        }
    }

    /** All violations with the history of their transactions; empty when the books agree. */
    List<String> check() {
        violations.addAll(journal.collisions);
        postings.values().forEach(this::posting);
        postings.values().forEach(this::related);
        terminals.values().forEach(this::terminal);
        journal.byId.values().forEach(this::journaled);
        return violations;
    }

    private void posting(Posting posting) {
        JournalBooks.Entry entry = journal.byUpstream.get(posting.identity());
        if (entry == null) {
            violations.add("the acquirer got " + posting.identity() + " of " + posting.tid() + " (" + posting.state()
                + "), which the journal does not have");
            return;
        }
        if (!entry.key.tid().equals(posting.tid())) {
            violation(entry.key, "posted for terminal " + posting.tid());
        }
        if (!posting.stands()) {
            return;
        }
        if (standing.put(entry.key, posting) != null) {
            violation(entry.key, "posted twice");
        }
        TerminalLog.Approval approval = approval(entry.key);
        if (approval == null) {
            violation(entry.key, "stands at the acquirer, but its terminal has not seen it approved, or has reversed it");
        } else if (approval.netMinor() != posting.netMinor()) {
            violation(entry.key, "posted with net " + posting.netMinor() + ", the terminal has " + approval.netMinor());
        } else if (!approval.reference().equals(posting.reference())) {
            violation(entry.key, "posted under F37 " + posting.reference() + ", the terminal has " + approval.reference());
        }
        if (entry.type == TransactionType.SALE_VOID && voids.put(posting.original(), posting) != null) {
            violation(entry.key, "voids what another void has voided");
        }
        if (entry.type == TransactionType.REFUND) {
            refunds.merge(posting.original(), posting.amountMinor(), Long::sum);
        }
    }

    private void related(Posting posting) {
        JournalBooks.Entry entry = journal.byUpstream.get(posting.identity());
        if (entry == null) {
            return;
        }
        Posting undoing = voids.get(posting.identity());
        if (posting.voided() != (undoing != null)) {
            violation(entry.key, posting.voided() ? "is marked void without a standing void"
                : "has a standing void but is not marked void");
        }
        if (undoing != null && (!posting.stands() || posting.amountMinor() != undoing.amountMinor())) {
            violation(entry.key, "is voided but does not stand, or not with the amount of the void");
        }
        if (refunds.getOrDefault(posting.identity(), 0L) > posting.amountMinor()) {
            violation(entry.key, "more was refunded than sold: " + refunds.get(posting.identity()));
        }
    }

    private void terminal(TerminalLog log) {
        log.approved.values().forEach(this::approved);
        long posted = standing.values().stream().filter(p -> p.tid().equals(log.tid)).mapToLong(Posting::netMinor).sum();
        if (posted != log.netMinor()) {
            violations.add("terminal " + log.tid + " has net " + log.netMinor() + ", the acquirers have " + posted);
        }
    }

    private void approved(TerminalLog.Approval approval) {
        Key key = approval.key();
        JournalBooks.Entry entry = journal.byKey.get(key);
        if (entry == null) {
            violations.add("the terminal saw " + key + " approved, which the journal does not have" + history(key));
            return;
        }
        if (entry.state != TransactionState.APPROVED) {
            violation(key, "the terminal saw it approved, the journal ends with " + entry.state);
        }
        if (entry.amountMinor != approval.amountMinor()) {
            violation(key, "the terminal saw " + approval.amountMinor() + ", the journal has " + entry.amountMinor);
        }
        Posting posting = standing.get(key);
        if (posting == null) {
            violation(key, "the terminal saw it approved, but it does not stand at the acquirer");
            return;
        }
        Key original = terminals.get(key.tid()).originals.get(key);
        JournalBooks.Entry first = posting.original() == null ? null : journal.byUpstream.get(posting.original());
        if (original != null && (first == null || !first.key.equals(original))) {
            violation(key, "undoes " + (first == null ? "nothing" : first.key) + ", the terminal meant " + original);
        }
    }

    private void journaled(JournalBooks.Entry entry) {
        if (entry.state.isOpen()) {
            violation(entry.key, "is left " + entry.state);
        }
        if (entry.state == TransactionState.APPROVED && approval(entry.key) == null) {
            violation(entry.key, "the journal ends with APPROVED, but its terminal has not seen that, or has reversed it");
        }
        if (entry.state == TransactionState.APPROVED && !entry.code.equals("00") && !entry.code.equals("10")
            && !entry.code.equals("11")) {
            violation(entry.key, "is APPROVED with code " + entry.code);
        }
    }

    private TerminalLog.Approval approval(Key key) {
        TerminalLog log = terminals.get(key.tid());
        return log == null ? null : log.approved.get(key);
    }

    private void violation(Key key, String what) {
        JournalBooks.Entry entry = journal.byKey.get(key);
        violations.add("round " + (entry == null ? "?" : roundOfWallMs.applyAsLong(entry.wallMs)) + ", " + key + ": " + what
            + history(key));
    }

    private String history(Key key) {
        StringBuilder text = new StringBuilder("\n");
        JournalBooks.Entry entry = journal.byKey.get(key);
        if (entry != null) {
            text.append(entry.history);
            text.append("    acquirer: ").append(postings.get(entry.upstream)).append('\n');
            JournalBooks.Entry original = journal.byId.get(entry.originalTxId);
            if (original != null) {
                text.append("    original ").append(original.key).append(":\n").append(original.history);
            }
        }
        TerminalLog log = terminals.get(key.tid());
        if (log != null && log.lines.containsKey(key)) {
            text.append(log.lines.get(key));
        }
        return text.toString();
    }
}
