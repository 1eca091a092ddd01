package dev.turnpike.core;

import dev.turnpike.status.Counter;
import dev.turnpike.status.Counters;

/** What the core counts. Received = approved + declined + rejected + reversed + in flight + reversing + parked (+ repeating refunds). */
final class CoreCounters {
    final Counter received;
    final Counter approved;
    final Counter declined;
    final Counter rejected;
    final Counter timedOut;
    final Counter repeats;
    final Counter conflicts;
    final Counter badMacs;
    final Counter formatErrors;
    final Counter unknownTerminals;
    final Counter reversals;
    final Counter reversalsAcknowledged;
    final Counter parked;
    final Counter lateAnswers;
    final Counter duplicateAnswers;
    final Counter orphanAnswers;
    final Counter mismatchedAnswers;
    final Counter unreadableAnswers;
    final Counter signOns;
    final Counter batchesClosed;
    final Counter terminalReversals;
    final Counter failedSlots;
    final Counter operatorCommands;
    final Counter standInApproved;
    final Counter standInDeclined;
    final Counter standInLimited;
    final Counter unknownDropped;

    CoreCounters(Counters counters) {
        received = counters.counter("turnpike_transactions_received_total", "Authentic transactions taken in");
        approved = outcome(counters, "approved");
        declined = outcome(counters, "declined");
        rejected = outcome(counters, "rejected");
        timedOut = outcome(counters, "timed_out");
        repeats = counters.counter("turnpike_repeats_total", "Repeated requests answered from store or left waiting");
        conflicts = counters.counter("turnpike_repeat_conflicts_total", "Requests that reuse a key with other content (94)");
        badMacs = counters.counter("turnpike_mac_errors_total", "Requests whose MAC did not verify (A0)");
        formatErrors = counters.counter("turnpike_format_errors_total", "Requests that could not be read (30)");
        unknownTerminals = counters.counter("turnpike_unknown_terminals_total", "Requests of unknown terminals or merchants (97, 03)");
        reversals = counters.counter("turnpike_reversals_total", "Reversals started");
        reversalsAcknowledged = counters.counter("turnpike_reversals_acknowledged_total", "Reversals closed by a final code");
        parked = counters.counter("turnpike_reversals_parked_total", "Reversals given up after the configured attempts");
        lateAnswers = counters.counter("turnpike_upstream_late_total", "Answers that came after the decision");
        duplicateAnswers = counters.counter("turnpike_upstream_duplicate_total", "Second answers to one request");
        orphanAnswers = counters.counter("turnpike_upstream_orphan_total", "Answers that match no request");
        mismatchedAnswers = counters.counter("turnpike_upstream_mismatch_total", "Answers whose amount, currency or terminal differs");
        unreadableAnswers = counters.counter("turnpike_upstream_unreadable_total", "Acquirer messages that could not be read");
        signOns = counters.counter("turnpike_sign_ons_total", "Terminal sign-ons answered");
        batchesClosed = counters.counter("turnpike_batches_closed_total", "Batches closed");
        terminalReversals = counters.counter("turnpike_terminal_reversals_total", "Reversals asked for by terminals");
        standInApproved = standIn(counters, "approved");
        standInDeclined = standIn(counters, "declined");
        standInLimited = standIn(counters, "limited");
        operatorCommands = counters.counter("turnpike_operator_commands_total", "Changes ordered by operators");
        unknownDropped = counters.counter("turnpike_upstream_orphan_dropped_total", "Answers that match no request and found no place on the list");
        failedSlots = counters.counter("turnpike_failed_events_total", "Events on which a stage threw");
    }

    private static Counter standIn(Counters counters, String outcome) {
        return counters.counter("turnpike_stand_in_total{outcome=\"" + outcome + "\"}",
            "Purchases decided in the place of an acquirer; limited: a rule would have approved but for its limits");
    }

    private static Counter outcome(Counters counters, String outcome) {
        return counters.counter("turnpike_transactions_total{outcome=\"" + outcome + "\"}", "Transactions by outcome");
    }
}
