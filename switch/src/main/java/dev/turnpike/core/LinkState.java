package dev.turnpike.core;

import dev.turnpike.transaction.CivilTime;

/** Live state of an acquirer link. Not restored from the journal: every link starts down. */
final class LinkState {
    /** STANs 1 to 900000 are the core's; the rest belongs to network management of the link. */
    static final int STAN_LIMIT = 900_000;
    private static final int KEPT_FOR_REVERSALS = 10_000;

    final int number;
    final LinkPolicy policy;
    final byte[] institution;
    final byte[] forwarder;
    final CivilTime zone;
    boolean up;
    /** Requests that got no answer in time since the last message of the acquirer. */
    int unanswered;
    /** When a request is sent all the same although it answers none, monotonic nanoseconds. */
    long probeNs;
    /** How often it came up, as its events say; messages carry it so that none goes out on a later connection. */
    int stretch;
    /** Raised at each loss; requests of an earlier generation have lost their answer. */
    int generation = 1;
    int inFlight;
    /** Reversals and advices. */
    final ForwardQueue forwards;
    int nextStan = 1;
    private int stanDay;
    private int lastStan;
    private final Transaction[] byStan = new Transaction[STAN_LIMIT + 1];
    final java.util.BitSet stansInUse = new java.util.BitSet(STAN_LIMIT + 1);
    Transaction firstOpen;
    Transaction lastOpen;
    /** Next request in flight to look at after a loss (answer 98, reverse); null when there is nothing to do. */
    Transaction lossCursor;

    LinkState(int number, LinkPolicy policy) {
        this.number = number;
        this.policy = policy;
        this.forwards = new ForwardQueue(policy);
        this.forwarder = policy.forwarder().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        this.zone = new CivilTime(policy.zone());
        this.institution = policy.institution().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        // BitSet looks for its highest bit whenever it clears one: this one, which is nobody's, spares it the walk over thousands of words.
        stansInUse.set(STAN_LIMIT);
    }

    /** True when a new request may take a STAN: some are kept back for reversals where they run out by the day. */
    boolean hasStanForRequest(long wallMs) {
        int stan = peekStan(wallMs);
        return stan > 0 && (!policy.dayScope() || stan < STAN_LIMIT - KEPT_FOR_REVERSALS);
    }

    /** A STAN that is free at {@code wallMs}, without claiming it; -1 when all are in use, or used up for the day where that is the scope. */
    int peekStan(long wallMs) {
        if (policy.dayScope()) {
            int candidate = zone.at(wallMs).mmdd() == stanDay ? lastStan + 1 : 1;
            return candidate >= STAN_LIMIT ? -1 : stansInUse.nextClearBit(candidate);
        }
        int candidate = stansInUse.nextClearBit(nextStan);
        if (candidate >= STAN_LIMIT) {
            candidate = stansInUse.nextClearBit(1);
        }
        return candidate >= STAN_LIMIT ? -1 : candidate;
    }

    /** The transaction that used this STAN last, or null when it has been forgotten. */
    Transaction latest(int stan) {
        Transaction tx = stan <= STAN_LIMIT ? byStan[stan] : null;
        return tx != null && tx.link == number && (tx.upstreamStan == stan || tx.reversalStan == stan) ? tx : null;
    }

    /** Claims a STAN that went out for {@code tx} at {@code upstreamTime} (F7 as a decimal number). */
    void claimStan(Transaction tx, int stan, long upstreamTime) {
        if (stan <= 0) {
            return;
        }
        byStan[stan] = tx;
        stanDay = (int) (upstreamTime / 1_000_000L);
        lastStan = stan;
        stansInUse.set(stan);
        nextStan = stan + 1 >= STAN_LIMIT ? 1 : stan + 1;
    }

    void freeStan(int stan) {
        if (stan > 0) {
            stansInUse.clear(stan);
        }
    }

    /** Requests in flight and reversals or advices, parked ones left out. */
    int open() {
        return inFlight + forwards.open();
    }

    /** Nothing of an earlier loss is left to do: new requests may come. */
    boolean isSettled() {
        return lossCursor == null && !forwards.isRequeueing();
    }

    /** The request is in flight. */
    void addOpen(Transaction tx) {
        if (tx.inOpenList) {
            return;
        }
        tx.inOpenList = true;
        tx.previousOpen = lastOpen;
        tx.nextOpen = null;
        if (lastOpen == null) {
            firstOpen = tx;
        } else {
            lastOpen.nextOpen = tx;
        }
        lastOpen = tx;
    }

    void removeOpen(Transaction tx) {
        if (!tx.inOpenList) {
            return;
        }
        if (lossCursor == tx) {
            lossCursor = tx.nextOpen;
        }
        if (tx.previousOpen == null) {
            firstOpen = tx.nextOpen;
        } else {
            tx.previousOpen.nextOpen = tx.nextOpen;
        }
        if (tx.nextOpen == null) {
            lastOpen = tx.previousOpen;
        } else {
            tx.nextOpen.previousOpen = tx.previousOpen;
        }
        tx.inOpenList = false;
        tx.nextOpen = null;
        tx.previousOpen = null;
    }
}
