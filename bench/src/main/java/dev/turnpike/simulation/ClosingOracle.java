package dev.turnpike.simulation;

import dev.turnpike.transaction.TransactionState;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares what terminals believe, what acquirers posted and what the journal says, when the world is healed and at rest (P2, P3, P5, P6,
 * P8, conservation). One use.
 */
final class ClosingOracle {
    private final World world;
    private final boolean rests;
    private final Map<Books.Key, Exchange> exchanges = new HashMap<>();

    ClosingOracle(World world, boolean rests) {
        this.world = world;
        this.rests = rests;
        world.fleet.forEach(t -> t.exchanges.forEach(x -> exchanges.put(x.key, x)));
    }

    void check() {
        if (!rests) {
            unrest();
        }
        world.compareReplay();
        world.host.checkConservation();
        world.books.all().forEach(this::entry);
        exchanges.values().forEach(this::exchange);
        world.ledgers().values().forEach(ledger -> ledger.postings().forEach(p -> posting(ledger, p)));
        new SecretSearch(world).check();
    }

    private void unrest() {
        String open = world.books.all().stream().filter(e -> e.isOpen() || e.parked)
            .map(e -> e.key + " " + e.cell()).limit(3).toList().toString();
        String waiting = exchanges.values().stream().filter(x -> !world.isSettled(x)).limit(3).toList().toString();
        String owed = world.links.links.stream().map(l -> l.acquirer.unrest()).toList().toString();
        world.violation("P2: not at rest long after everything was healed: journal " + open + ", terminals " + waiting + ", acquirers " + owed);
    }

    private void entry(Books.Entry entry) {
        if (entry.state == TransactionState.APPROVED && world.links.links.stream().noneMatch(l -> l.acquirer.hasApproved(entry.upstream))) {
            world.violation("U8: " + entry.key + " is approved, no answer of its acquirer said so of this request");
        }
        Exchange x = exchanges.get(entry.key);
        boolean financial = x != null && x.kind.isFinancial();
        if (financial && entry.state == TransactionState.APPROVED && x.belief != Exchange.Belief.APPROVED) {
            world.violation("P3: the journal ends with " + entry.key + " approved, its terminal with " + x.belief);
        }
    }

    private void exchange(Exchange x) {
        Books.Entry entry = world.books.byKey(x.key);
        if (x.kind == Kind.SETTLEMENT) {
            return;
        }
        if (x.belief == Exchange.Belief.APPROVED && (entry == null || entry.state != TransactionState.APPROVED)) {
            world.violation("P1: the terminal ends with " + x.key + " approved, the journal with "
                + (entry == null ? "nothing" : entry.state));
        }
        if (x.belief == Exchange.Belief.APPROVED && x.kind != Kind.BALANCE) {
            Ledger.Posting posting = entry == null ? null : world.ledgers().get(entry.link).find(entry.upstream);
            if (posting == null || posting.state != Ledger.State.POSTED) {
                world.violation("P3: " + x.key + " is approved at its terminal, at the acquirer it is "
                    + (posting == null ? "unknown" : posting.state));
            }
        }
        if (x.kind.sign > 0 && x.refundedMinor > x.approvedMinor) {
            world.violation("refunds: " + x.refundedMinor + " were refunded of " + x.key + ", sold for " + x.approvedMinor);
        }
    }

    private void posting(Ledger ledger, Ledger.Posting posting) {
        Books.Entry entry = world.books.byUpstream(posting.name);
        if (entry == null) {
            world.violation("P1: the acquirer has " + posting.name + ", the journal does not");
            return;
        }
        Exchange x = exchanges.get(entry.key);
        long believed = x == null || !entry.upstream.equals(posting.name) ? 0 : x.netMinor();
        if (posting.state == Ledger.State.POSTED && posting.netMinor() != believed) {
            world.violation("P3: " + entry.key + " stands at the acquirer with " + posting.netMinor() + ", its terminal has " + believed + " ("
                + (x == null ? "nobody" : x.belief) + ", journal " + entry.state + ")");
        }
        boolean holds = posting.isVoid() || posting.mti == 100;
        if (posting.state == Ledger.State.POSTED && holds && (x == null || x.belief != Exchange.Belief.APPROVED)) {
            world.violation("P3: the " + entry.type + " " + entry.key + " stands at the acquirer, its terminal has " + (x == null ? "nothing" : x.belief));
        }
        if (!posting.credit && posting.mti != 100 && ledger.refundedMinor(posting.name) > posting.postedMinor) {
            world.violation("refunds: " + ledger.refundedMinor(posting.name) + " were posted against " + entry.key + ", sold for "
                + posting.postedMinor);
        }
    }
}
