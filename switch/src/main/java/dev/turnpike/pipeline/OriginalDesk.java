package dev.turnpike.pipeline;

import dev.turnpike.journal.Original;
import dev.turnpike.journal.Originals;
import dev.turnpike.status.Clock;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.Ingress;
import dev.turnpike.transaction.OriginalFacts;
import dev.turnpike.transaction.OriginalLookUp;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import org.agrona.DirectBuffer;

/** Carries the core's questions for older transactions to the journal's index and its answers into the ring. Any thread. */
public final class OriginalDesk implements OriginalLookUp, Originals.Answer {
    private final Ingress ingress;
    private final Clock clock;
    private volatile Originals originals;

    /** A desk before this ring; nobody is asked before {@link #ask}. */
    public OriginalDesk(Ingress ingress, Clock clock) {
        this.ingress = ingress;
        this.clock = clock;
    }

    /** Who is asked from now on. */
    public void ask(Originals index) {
        originals = index;
    }

    @Override
    public boolean byReference(long ticket, long tid, DirectBuffer rrn, int offset) {
        Originals index = originals;
        return index != null && index.findByReference(ticket, tid, rrn, offset);
    }

    @Override
    public boolean byKey(long ticket, long tid, int batch, int stan, int messageClass) {
        Originals index = originals;
        return index != null && index.findByKey(ticket, tid, batch, stan, messageClass);
    }

    // A ring without a free slot drops the answer: the core gives up waiting, and the terminal asks again.
    @Override
    public void found(long token, Original original) {
        long sequence = ingress.tryClaim(AdmissionClass.PRIORITY);
        if (sequence < 0) {
            return;
        }
        try {
            Slot slot = ingress.slot(sequence);
            slot.event(EventKind.ORIGINAL_FOUND, clock.monotonicNs(), clock.wallMs());
            fill(slot.original(), token, original);
        } finally {
            ingress.publish(sequence);
        }
    }

    /** Writes what the index says into the facts of an event; {@code original} null: nothing was found. */
    static void fill(OriginalFacts facts, long ticket, Original original) {
        facts.reset(ticket);
        if (original == null || original.link.length() > OriginalFacts.LINK_CAPACITY) {
            return;
        }
        facts.found = true;
        facts.txId = original.txId;
        facts.wallMs = original.wallMs;
        facts.tid = original.tid;
        facts.type = original.type;
        facts.state = original.state;
        facts.messageClass = original.messageClass;
        facts.batch = original.batch;
        facts.stan = original.stan;
        facts.currency = original.currency;
        facts.approvedMinor = standing(original);
        facts.refundedMinor = original.linkedMinor(TransactionType.REFUND) + original.linkedMinor(TransactionType.OFFLINE_REFUND);
        facts.voided = original.linked.stream().anyMatch(l -> l.type.isVoid() && l.counts());
        facts.panHashHigh = original.panHashHigh;
        facts.panHashLow = original.panHashLow;
        facts.panFirst6 = original.panFirst6;
        facts.panLast4 = original.panLast4;
        facts.panLength = original.panLength;
        facts.rrnDay = original.rrnDay;
        facts.upstreamTime = original.upstreamTime;
        facts.upstreamStan = original.upstreamStan;
        facts.authorizationCode = original.authorizationCode;
        facts.flags = original.flags;
        facts.linkLength = original.link.length();
        facts.link.putStringWithoutLengthAscii(0, original.link);
    }

    // The last adjustment says what stands.
    private static long standing(Original original) {
        long amount = original.approvedMinor;
        for (Original.Linked l : original.linked) {
            if (l.type.isAdjustment() && l.state == TransactionState.APPROVED) {
                amount = l.approvedMinor;
            }
        }
        return amount;
    }
}
