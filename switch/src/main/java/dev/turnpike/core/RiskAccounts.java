package dev.turnpike.core;

import dev.turnpike.risk.EntryMode;
import dev.turnpike.risk.Outcome;
import dev.turnpike.risk.RiskEngine;
import dev.turnpike.risk.RiskRequest;
import dev.turnpike.status.Counter;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;

/** Speaks to the risk engine in terms of transactions. Assessing changes nothing; the other calls belong to {@link RecordApplier}. */
final class RiskAccounts {
    private static final int WRONG_PIN = ResponseCode.code("55");
    private final CoreState state;
    private final RiskEngine engine;
    private final RiskRequest request = new RiskRequest();
    private final Counter evictions;
    private final Counter missed;

    RiskAccounts(CoreState state) {
        this.state = state;
        this.engine = state.context.risk();
        evictions = state.context.counters().gauge("turnpike_risk_evictions", "Keys of risk counters that gave way because their table was full");
        missed = state.context.counters().gauge("turnpike_risk_missed", "Changes of risk counters whose key had given way");
    }

    /** 0 to pass, else the response code of the deciding rule. */
    int assess(RequestFacts facts, TerminalState terminal) {
        fill(facts.type, terminal, facts.panHashHigh, facts.panHashLow, facts.panFirst6, facts.amountMinor);
        request.currency(facts.currency).hasPin(facts.hasPin).timeMs(state.wallMs)
            .entryMode(EntryMode.ofField22(facts.entryMode / 10).code());
        if (engine.assess(request) == 0) {
            return 0;
        }
        int code = engine.code();
        return ('0' + code / 10) << 8 | '0' + code % 10;
    }

    /** Number of the rule that decided the last assessment, as journaled. */
    int ruleId() {
        return engine.ruleId();
    }

    /** Counts a request that is being sent. */
    void reserve(Transaction tx) {
        fill(tx);
        engine.reserve(request);
        tx.riskReserved = true;
        evictions.set(engine.evictions());
        missed.set(engine.missed());
    }

    /** Notes an approval. */
    void confirm(Transaction tx) {
        if (!tx.riskReserved) {
            return;
        }
        fill(tx);
        engine.confirm(request, tx.approvedMinor);
        tx.riskConfirmed = true;
    }

    /** Takes the transaction back: declined, reversed, voided or never sent. The second time does nothing: a voided sale may be reversed. */
    void release(Transaction tx) {
        if (!tx.riskReserved) {
            return;
        }
        tx.riskReserved = false;
        fill(tx);
        if (tx.riskConfirmed) {
            tx.riskConfirmed = false;
            engine.undo(request, tx.approvedMinor);
        } else if (tx.state == TransactionState.DECLINED) {
            engine.release(request, tx.code == WRONG_PIN ? Outcome.WRONG_PIN : Outcome.DECLINED);
        } else {
            engine.release(request);
        }
    }

    private void fill(Transaction tx) {
        fill(tx.type, tx.terminal, tx.panHashHigh, tx.panHashLow, tx.panFirst6, tx.amountMinor);
        request.currency(tx.currency).hasPin(false).timeMs(tx.wallMs).entryMode(EntryMode.ofField22(tx.entryMode / 10).code()).mcc(tx.mcc);
    }

    private void fill(TransactionType type, TerminalState terminal, long hashHigh, long hashLow, int bin, long amountMinor) {
        request.clear().transactionType(RiskTypes.of(type).code()).cardHashHigh(hashHigh).cardHashLow(hashLow).bin(bin)
            .terminal(terminal.directoryNumber).amountMinor(Math.max(0, amountMinor));
        if (terminal.directoryNumber >= 0) {
            var provisioned = state.context.directory().terminal(terminal.directoryNumber);
            request.merchant(provisioned.merchant()).mcc(provisioned.mcc()).terminalGroup(provisioned.profile() + 1);
        }
    }

    long stateHash() {
        return engine.stateHash();
    }
}
