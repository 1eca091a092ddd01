package dev.turnpike.core;

import dev.turnpike.routing.StandInPolicy;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TransactionType;

/** Whether a purchase is decided in the place of an acquirer that cannot be asked, and how. Reads state, changes nothing but when it probes. */
final class StandInDecider {
    /** Nothing is decided here. */
    static final int NONE = 0;
    private static final int CODE_LENGTH = 6;
    private final CoreState state;
    private final StandInPolicy policy;
    private final CoreCounters counters;
    private int rule;

    StandInDecider(CoreState state, CoreCounters counters) {
        this.state = state;
        this.policy = state.context.routes().standIn();
        this.counters = counters;
    }

    /** True when a request of this kind may be decided here at all. */
    boolean serves(TransactionType type) {
        return type == TransactionType.SALE && policy.isOn();
    }

    /** True when the link takes requests but has answered none for a while; now and then one goes out all the same, to see. */
    boolean avoids(LinkState link) {
        if (link.unanswered < policy.terms().afterTimeouts()) {
            return false;
        }
        if (state.nowNs - link.probeNs >= 0) {
            link.probeNs = state.nowNs + policy.terms().probeMs() * 1_000_000L;
            return false;
        }
        return true;
    }

    /** The code to tell: an approval, a decline, or {@link #NONE} when no rule has anything to say or its limits are reached. */
    int decide(RequestFacts f, TerminalState terminal) {
        var provisioned = state.context.directory().terminal(terminal.directoryNumber);
        rule = policy.match(f, provisioned.tid(), provisioned.mid());
        if (rule < 0) {
            return NONE;
        }
        StandInPolicy.Rule found = policy.rule(rule);
        if (found.declineCode() != 0) {
            counters.standInDeclined.increment();
            return found.declineCode();
        }
        if (!isWithin(found.limits(), f.amountMinor, state.standIn.card(f.panHashHigh), state.standIn.merchant(provisioned.merchant()))) {
            counters.standInLimited.increment();
            return NONE;
        }
        if (state.standIn.exposureMinor() + f.amountMinor > policy.terms().maxExposure()) {
            counters.standInLimited.increment();
            state.context.alarms().raise("stand_in_exposure", "what was approved in acquirers' places and not yet acknowledged has reached"
                + " standIn.maxExposure; nothing more is approved here");
            return NONE;
        }
        counters.standInApproved.increment();
        return ResponseCode.APPROVED;
    }

    private static boolean isWithin(StandInPolicy.Limits limits, long amountMinor, StandInAccounts.Account card, StandInAccounts.Account merchant) {
        return amountMinor <= limits.amountMax() && card.count < limits.cardCount() && card.amountMinor + amountMinor <= limits.cardAmount()
            && merchant.count < limits.merchantCount() && merchant.amountMinor + amountMinor <= limits.merchantAmount();
    }

    /** Number of the rule that decided last. */
    int rule() {
        return rule;
    }

    /** F38 of an approval given here: the configured prefix, then the end of the transaction's number in base 36. */
    long authorization(long txId) {
        String prefix = policy.terms().approvalPrefix();
        long packed = 0;
        long rest = txId;
        for (int i = CODE_LENGTH - 1; i >= prefix.length(); i--) {
            int digit = (int) (rest % 36);
            rest /= 36;
            packed |= (long) (digit < 10 ? '0' + digit : 'A' + digit - 10) << 8 * (CODE_LENGTH - 1 - i);
        }
        for (int i = 0; i < prefix.length(); i++) {
            packed |= (long) prefix.charAt(i) << 8 * (CODE_LENGTH - 1 - i);
        }
        return packed;
    }
}
