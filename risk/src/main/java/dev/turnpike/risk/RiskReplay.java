package dev.turnpike.risk;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What other rules would have done on recorded days: feed the recorded requests and outcomes in their order, then read the report. A
 * request that the rules would have declined counts as refused, and its recorded outcome is passed over by the caller's key. Allocates;
 * one thread; never used by the running switch.
 */
public final class RiskReplay {
    private final RiskEngine engine;
    private final Predicate<RiskRequest> knownFraud;
    private final Tally[] tallies;
    private long requests;
    private long declined;

    /** What one rule did. */
    private static final class Tally {
        private long hits;
        private long decided;
        private long fraudHits;
        private final Map<Integer, Long> decidedMinor = new TreeMap<>();
    }

    /**
     * @param rules      rules to try, in their modes
     * @param knownFraud whether a request is known to have been fraud, for the overlap; {@code r -> false} when nothing is known
     */
    public RiskReplay(RiskRules rules, Predicate<RiskRequest> knownFraud) {
        this.engine = RiskEngine.of(rules);
        this.knownFraud = knownFraud;
        this.tallies = new Tally[rules.rules().size()];
        java.util.Arrays.setAll(tallies, i -> new Tally());
    }

    /**
     * Judges a recorded request and counts it.
     *
     * @return true when it passes: the caller then also feeds its outcome; false when its outcome must not be fed
     */
    public boolean request(RiskRequest r) {
        requests++;
        int decision = engine.assess(r);
        boolean fraud = knownFraud.test(r);
        for (int place = 1; place <= tallies.length; place++) {
            if (engine.held(place)) {
                Tally tally = tallies[place - 1];
                tally.hits++;
                tally.fraudHits += fraud ? 1 : 0;
                if (place == decision) {
                    tally.decided++;
                    tally.decidedMinor.merge(r.currency(), r.amountMinor(), Long::sum);
                }
            }
        }
        if (decision != 0) {
            declined++;
            engine.refuse(r);
            return false;
        }
        engine.reserve(r);
        return true;
    }

    /** Feeds the recorded outcome of a request that passed; {@code approvedMinor} matters for an approval only. */
    public void outcome(RiskRequest r, Outcome outcome, long approvedMinor) {
        if (outcome == Outcome.APPROVED) {
            engine.confirm(r, approvedMinor);
        } else {
            engine.release(r, outcome);
        }
    }

    /** Takes back an approval that was reversed or voided later. */
    public void undo(RiskRequest r, long approvedMinor) {
        engine.undo(r, approvedMinor);
    }

    /** The engine with the counters reached so far. */
    public RiskEngine engine() {
        return engine;
    }

    /** Requests that the rules would have declined. */
    public long declined() {
        return declined;
    }

    /** One line for all and one per rule that held: hits, decisions, hits on known fraud, declined minor units by numeric currency. */
    public String report() {
        StringBuilder text = new StringBuilder("requests " + requests + ", declined " + declined + "\n");
        for (int i = 0; i < tallies.length; i++) {
            Tally tally = tallies[i];
            if (tally.hits > 0) {
                RiskRule rule = engine.rules().rules().get(i);
                text.append(rule.id()).append(' ').append(rule.name()).append(" (").append(rule.mode().ruleName()).append("): hits ")
                    .append(tally.hits).append(", decided ").append(tally.decided).append(", known fraud ").append(tally.fraudHits)
                    .append(", declined minor units ").append(tally.decidedMinor).append('\n');
            }
        }
        return text.toString();
    }
}
