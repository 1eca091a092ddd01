package dev.turnpike.core;

import dev.turnpike.transaction.RequestFacts;

/**
 * Refunds that wait for the journal to say what they refer to. Nothing of them is on record yet: after a crash the terminal asks again.
 * Bounded, preallocated.
 */
final class LookUps {
    /** One waiting refund. */
    static final class Waiting {
        final RequestFacts facts = RequestFacts.blank();
        long ticket;
        long connection;
        long deadlineNs;
        /** Message class asked for last, 0: by reference. */
        int askedClass;

        void take(RequestFacts f, long from) {
            facts.copyFrom(f);
            connection = from;
        }
    }

    private static final long PATIENCE_NS = 5_000_000_000L;
    private final Waiting[] all;
    private int waiting;
    private long nextTicket = 1;

    LookUps(int capacity) {
        all = new Waiting[capacity];
        for (int i = 0; i < capacity; i++) {
            all[i] = new Waiting();
        }
    }

    /** True when older transactions can be asked for at all. */
    boolean isPossible() {
        return all.length > 0;
    }

    /** The refund is waiting from now on; null when too many are. */
    Waiting begin(RequestFacts f, long connection, long nowNs) {
        for (Waiting w : all) {
            if (w.ticket == 0) {
                w.ticket = nextTicket++;
                w.deadlineNs = nowNs + PATIENCE_NS;
                w.askedClass = 0;
                w.take(f, connection);
                waiting++;
                return w;
            }
        }
        return null;
    }

    /** The waiting refund with this ticket, or null. */
    Waiting byTicket(long ticket) {
        for (int i = 0; waiting > 0 && i < all.length; i++) {
            if (all[i].ticket == ticket) {
                return all[i];
            }
        }
        return null;
    }

    /** The waiting refund under the key of {@code f}, or null. */
    Waiting byKey(RequestFacts f) {
        for (int i = 0; waiting > 0 && i < all.length; i++) {
            RequestFacts g = all[i].facts;
            if (all[i].ticket != 0 && g.terminal == f.terminal && g.batch == f.batch && g.stan == f.stan && g.mti == f.mti) {
                return all[i];
            }
        }
        return null;
    }

    /** One whose answer did not come in time, or null. */
    Waiting overdue(long nowNs) {
        for (int i = 0; waiting > 0 && i < all.length; i++) {
            if (all[i].ticket != 0 && all[i].deadlineNs - nowNs <= 0) {
                return all[i];
            }
        }
        return null;
    }

    /** It waits no more. */
    void end(Waiting w) {
        w.ticket = 0;
        waiting--;
    }
}
