package dev.turnpike.core;

import dev.turnpike.status.Counter;
import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TerminalDirectory;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The deterministic heart: events in, records and effects out. One thread. Time is the slot's; it never goes back here.
 *
 * <p>Order of use: {@link #replay} for each journaled record, {@link #start}, then {@link #decide} for each event.
 */
public final class Core {
    private final CoreState state;
    private final RiskAccounts risk;
    private final RecordApplier applier;
    private final Recorder recorder;
    private final AnswerComposer composer;
    private final Transitions transitions;
    private final ForwardDecider forward;
    private final AnswerDecider answers;
    private final FinancialDecider financial;
    private final ManagementDecider management;
    private final OperatorDecider operators;
    private final CoreCounters counters;
    private final Counter[] inFlightGauges;
    private final Counter[] reversalGauges;
    private final Counter[] parkedGauges;
    private final Counter remembered;
    private final Counter standInExposure;
    private boolean startPending;
    private boolean intakeClosed;
    private volatile boolean moreWork;

    /** A core with empty state. */
    public Core(CoreContext context) {
        state = new CoreState(context);
        counters = new CoreCounters(context.counters());
        inFlightGauges = new Counter[state.links.length];
        reversalGauges = new Counter[state.links.length];
        parkedGauges = new Counter[state.links.length];
        for (int i = 0; i < state.links.length; i++) {
            String label = "{link=\"" + state.links[i].policy.name() + "\"}";
            inFlightGauges[i] = context.counters().gauge("turnpike_in_flight" + label, "Requests waiting for this acquirer's answer");
            reversalGauges[i] = context.counters().gauge("turnpike_reversals_open" + label, "Reversals and advices not yet acknowledged");
            parkedGauges[i] = context.counters().gauge("turnpike_reversals_parked" + label, "Reversals and advices given up and kept");
        }
        remembered = context.counters().gauge("turnpike_transactions_remembered", "Transactions held for repeats, voids and refunds");
        standInExposure = context.counters().gauge("turnpike_stand_in_exposure_minor",
            "Sum approved in acquirers' places and not yet acknowledged by them, minor units");
        risk = new RiskAccounts(state);
        applier = new RecordApplier(state, risk);
        recorder = new Recorder(state, applier);
        composer = new AnswerComposer(state);
        transitions = new Transitions(state, recorder, counters);
        forward = new ForwardDecider(state, recorder, composer, transitions, counters);
        answers = new AnswerDecider(state, recorder, forward, transitions, counters);
        financial = new FinancialDecider(state, recorder, composer, forward, transitions, risk, counters);
        management = new ManagementDecider(state, recorder, composer, transitions, counters);
        operators = new OperatorDecider(state, recorder, forward, counters);
    }

    /** Applies one journaled record during recovery; {@code offset} is the record's start. */
    public void replay(DirectBuffer record, int offset, long wallMs) {
        state.recovering = true;
        state.wallMs = Math.max(state.wallMs, wallMs);
        applier.apply(record, offset);
    }

    /**
     * Ends recovery: what was in flight is in doubt and will be reversed as events come in.
     *
     * @throws IllegalStateException when an open transaction belongs to a link that the configuration no longer has: it could never be closed
     */
    public void start() {
        refuseOrphans();
        state.recovering = false;
        startPending = true;
        for (LinkState link : state.links) {
            link.lossCursor = link.firstOpen;
            for (Transaction tx = link.firstOpen; tx != null; tx = tx.nextOpen) {
                state.timers.cancel(tx);
            }
            // An approval that was still on its way is lost with the connection: whether there is one must be asked again.
            for (Forward forward = link.forwards.first(); forward != null; forward = link.forwards.next(forward)) {
                if (forward.phase == Forward.Phase.SETTLING) {
                    link.forwards.takeUp(forward.tx);
                }
            }
        }
        moreWork = true;
    }

    private void refuseOrphans() {
        if (state.orphanLinks.isEmpty()) {
            return;
        }
        long[] open = new long[1];
        state.transactions.forEach(tx -> open[0] += tx.link < 0 && tx.state.isOpen() && tx.state != TransactionState.PARKED ? 1 : 0);
        if (open[0] > 0) {
            throw new IllegalStateException(open[0] + " open transactions in the journal belong to an acquirer that is no longer configured ("
                + String.join(", ", state.orphanLinks) + "), expected it in turnpike.yaml until they are closed");
        }
    }

    /** Decides on one event; afterwards the slot holds records and effects. */
    public void decide(Slot slot) {
        state.nowNs = state.nowNs == 0 ? slot.monotonicNs() : Math.max(state.nowNs, slot.monotonicNs());
        advanceWall(slot.wallMs());
        recorder.to(slot);
        if (startPending) {
            startPending = false;
            recorder.started(openTransactions(), stateHash());
        }
        switch (slot.kind()) {
            case TERMINAL_REQUEST -> request(slot);
            case ACQUIRER_MESSAGE -> answers.decide(slot);
            case OPERATOR -> operators.decide(slot);
            case ORIGINAL_FOUND -> financial.found(slot);
            case LINK_STATE -> forward.linkChanged(slot, state.links[slot.arg0()], slot.arg1() == 1);
            default -> tick(slot);
        }
        moreWork = forward.hasMore();
    }

    private void tick(Slot slot) {
        forward.advance(slot);
        financial.advance(slot);
        for (int i = 0; i < state.links.length; i++) {
            LinkState link = state.links[i];
            // Reversals first: who sees the last request gone also sees the reversal it became.
            reversalGauges[i].set(link.forwards.open());
            parkedGauges[i].set(link.forwards.parked());
            inFlightGauges[i].set(link.inFlight);
        }
        remembered.set(state.transactions.size());
        standInExposure.set(state.standIn.exposureMinor());
    }

    /** True while deadlines or cursors wait for the next event; the tick source asks. Any thread. */
    public boolean hasMoreWork() {
        return moreWork;
    }

    /** Refuses new financial requests with 96 from now on (journal below its floor, or stopping); reversals are still served. */
    public void closeIntake(boolean closed) {
        intakeClosed = closed;
    }

    // The core's wall time never goes back and never stands still: when the machine's clock steps back, it goes on at the pace of the
    // monotonic clock, so that F7 and F11 together stay unique.
    private void advanceWall(long eventWallMs) {
        long paced = state.wallBaseMs + (state.nowNs - state.wallBaseNs) / 1_000_000L;
        if (state.wallBaseNs == 0 || eventWallMs >= paced) {
            state.wallBaseMs = Math.max(state.wallMs, eventWallMs);
            state.wallBaseNs = state.nowNs;
            state.wallMs = state.wallBaseMs;
        } else {
            state.wallMs = Math.max(state.wallMs, paced);
        }
    }

    private void request(Slot slot) {
        RequestFacts f = slot.request();
        if (f.verdict != Verdict.OK) {
            refuse(slot, f);
            return;
        }
        TerminalState terminal = state.terminal(f.terminal);
        if (f.keyVersion > 0 && f.keyVersion == terminal.keys[0].version) {
            recorder.keysConfirmed(terminal, f.keyVersion);
        }
        switch (f.type) {
            case SIGN_ON -> management.signOn(slot, terminal);
            case SIGN_OFF, ECHO -> management.acknowledge(slot);
            case SETTLEMENT -> management.settle(slot, terminal);
            case BATCH_UPLOAD -> management.upload(slot, terminal);
            case REVERSAL -> management.reverse(slot, terminal);
            case UNKNOWN -> answer(slot, f, ResponseCode.INVALID_TRANSACTION);
            default -> {
                financial.decide(slot, terminal, intakeClosed);
            }
        }
    }

    private void answer(Slot slot, RequestFacts f, int code) {
        composer.answerRequest(slot.effects(), f, slot.source(), null, code);
    }

    private void refuse(Slot slot, RequestFacts f) {
        int code = switch (f.verdict) {
            case FORMAT -> ResponseCode.FORMAT_ERROR;
            case UNKNOWN_TERMINAL -> ResponseCode.UNKNOWN_TERMINAL;
            case WRONG_MERCHANT -> ResponseCode.INVALID_MERCHANT;
            case BAD_MAC -> ResponseCode.MAC_ERROR;
            case MODULE_DOWN -> ResponseCode.MALFUNCTION;
            default -> ResponseCode.NONE;
        };
        switch (f.verdict) {
            case BAD_MAC -> counters.badMacs.increment();
            case UNKNOWN_TERMINAL, WRONG_MERCHANT -> counters.unknownTerminals.increment();
            case CLOSE, FORMAT -> counters.formatErrors.increment();
            default -> {
            }
        }
        if (f.verdict == Verdict.CLOSE) {
            slot.effects().add(EffectKind.CLOSE).target = slot.source();
        } else {
            answer(slot, f, code);
        }
        if (f.verdict == Verdict.BAD_MAC) {
            // Behind the answer: the third report closes the connection once what was written before has left.
            slot.effects().add(EffectKind.BAD_MAC).target = slot.source();
        }
    }

    /** Stage 3 could not seal the slot's forward effect: nothing is sent, the terminal is told {@code code}. */
    public void sealFailed(Slot slot, long txId, int code) {
        Transaction tx = state.transactions.byId(txId);
        if (tx == null || tx.state != TransactionState.IN_FLIGHT) {
            return;
        }
        recorder.to(slot);
        transitions.told = code;
        transitions.facts = slot.request();
        transitions.run(slot, tx, TransactionEvent.SEAL_FAILED);
        composer.answerRequest(slot.effects(), slot.request(), slot.source(), tx, code).finalAnswer = true;
    }

    /** An approval could not be delivered: reverses it where the terminal's profile says so, as far as the slot has room. */
    public void undelivered(Slot slot, long txId) {
        Transaction tx = state.transactions.byId(txId);
        if (tx == null || tx.state != TransactionState.APPROVED || tx.link < 0 || !tx.type.isReversible() || tx.terminal.directoryNumber < 0
            || !state.policy(tx.terminal).reverseOnUndelivered() || tx.isEntangled()) {
            return;
        }
        recorder.to(slot);
        transitions.reason = ReversalReason.UNDELIVERED;
        transitions.told = ResponseCode.TIMEOUT;
        transitions.reversalCode = ResponseCode.code("06");
        transitions.run(slot, tx, TransactionEvent.UNDELIVERED);
    }

    /** True while another decision fits into the slot. */
    public boolean hasRoom(Slot slot) {
        recorder.to(slot);
        return recorder.hasRoom(slot.effects());
    }

    /** A stage threw on this slot before anything was decided: the terminal is told 96. */
    public void stageFailed(Slot slot) {
        counters.failedSlots.increment();
        RequestFacts f = slot.request();
        if (slot.kind() == EventKind.TERMINAL_REQUEST && slot.effects().count() == 0 && f.headerLength > 0) {
            f.authentic = false;
            answer(slot, f, ResponseCode.MALFUNCTION);
        }
    }

    /** Key blocks of a terminal's downloaded keys; {@code set} 0 pending, 1 current, 2 previous. Empty arrays when there are none. */
    public void keyBlocks(int directoryNumber, int set, KeyConsumer consumer) {
        TerminalState.KeySet keys = state.terminal(directoryNumber).keys[set];
        consumer.accept(keys.version, keys.pinKey, keys.macKey, keys.trackKey);
    }

    /**
     * Field 62 of a key set that was downloaded but has not been used yet, for another sign-on of the same kind: a stranger's sign-on then
     * changes nothing. Empty when there is none.
     */
    public byte[] pendingDownload(int directoryNumber, int networkCode) {
        TerminalState terminal = state.terminal(directoryNumber);
        boolean pending = terminal.keys[0].version > 0 && terminal.pendingNetworkCode == networkCode;
        return pending ? terminal.pendingDownload : TerminalState.NONE;
    }

    /** Version of a terminal's key set, 0 when there is none. */
    public int keyVersion(int directoryNumber, int set) {
        return state.terminal(directoryNumber).keys[set].version;
    }

    /** Takes key blocks. */
    @FunctionalInterface
    public interface KeyConsumer {
        /** One set; {@code trackKey} is empty when the set has none. */
        void accept(int version, byte[] pinKey, byte[] macKey, byte[] trackKey);
    }

    /** The core's wall time in milliseconds: never goes back. */
    public long wallMs() {
        return state.wallMs;
    }

    /** The provisioned terminals it was built with. */
    public TerminalDirectory directory() {
        return state.context.directory();
    }

    /** Transactions that are not final. */
    public long openTransactions() {
        long open = 0;
        for (LinkState link : state.links) {
            open += link.open();
        }
        return open;
    }

    /** Requests waiting for an acquirer's answer. */
    public long inFlight() {
        long count = 0;
        for (LinkState link : state.links) {
            count += link.inFlight;
        }
        return count;
    }

    /** The row of a transaction, null when it is not remembered. */
    Transaction transaction(long txId) {
        return state.transactions.byId(txId);
    }

    /** Upstream identities that answers are looked up by. */
    int upstreamIdentities() {
        return state.transactions.upstreamIdentities();
    }

    /** Totals of a terminal's open batch: domestic then foreign debit amount, debit count, credit amount, credit count. */
    long[] terminalTotals(int directoryNumber) {
        return state.terminal(directoryNumber).totals.clone();
    }

    /** State of a link. */
    LinkState link(int number) {
        return state.links[number];
    }

    /** Transactions remembered. */
    public int size() {
        return state.transactions.size();
    }

    /** Hash of all financial state: equal journals give equal hashes. Walks everything; not for the hot path. */
    public long stateHash() {
        List<Transaction> rows = new ArrayList<>();
        state.transactions.forEach(rows::add);
        rows.sort(Comparator.comparingLong(tx -> tx.txId));
        long hash = state.nextTxId;
        for (Transaction tx : rows) {
            hash = mix(hash, tx.txId, tx.terminal.tid, tx.state.code());
            hash = mix(hash, tx.code, tx.approvedMinor, tx.refundedMinor);
            hash = mix(hash, tx.upstreamTime, tx.upstreamStan, tx.reversalTime);
            hash = mix(hash, tx.reversalStan, tx.attempts, (tx.voided ? 1 : 0) | (tx.standing ? 2 : 0) | (tx.lateApproval ? 4 : 0)
                | tx.advice << 3 | (tx.standIn ? 32 : 0) | (tx.forward != null && tx.forward.phase == Forward.Phase.PARKED ? 64 : 0));
            hash = mix(hash, tx.additionsMinor, tx.completions, tx.refundsOpen << 8 | tx.busy);
        }
        List<TerminalState> terminals = new ArrayList<>(state.terminals);
        terminals.sort(Comparator.comparingLong(t -> t.tid));
        for (TerminalState terminal : terminals) {
            if (isBlank(terminal)) {
                continue;
            }
            hash = mix(hash, terminal.tid, terminal.batch, terminal.lastKeyVersion);
            hash = mix(hash, terminal.entered(), terminal.forgotten.hash(), 0);
            for (long total : terminal.totals) {
                hash = mix(hash, total, terminal.closedBatch, terminal.uploads);
            }
            for (long total : terminal.closedTotals) {
                hash = mix(hash, total, terminal.isClosedBalanced() ? 1 : 0, 0);
            }
        }
        return mix(hash, risk.stateHash(), state.unknown.stateHash(), state.standIn.exposureMinor() * 31 + state.standIn.count());
    }

    // A terminal that was seen but did nothing on record is not part of the state that the journal restores.
    private static boolean isBlank(TerminalState terminal) {
        return terminal.batch == 1 && terminal.lastKeyVersion == 0 && terminal.closedBatch == 0 && terminal.uploads == 0
            && terminal.entered() == 0 && terminal.forgotten.isEmpty()
            && terminal.totals[0] + terminal.totals[1] + terminal.totals[3] + terminal.totals[5] + terminal.totals[7] == 0;
    }

    private static long mix(long seed, long a, long b, long c) {
        long h = seed ^ a * 0x9E3779B97F4A7C15L;
        h = Long.rotateLeft(h, 29) ^ b * 0xC2B2AE3D27D4EB4FL;
        h = Long.rotateLeft(h, 31) ^ c * 0x165667B19E3779F9L;
        return (h ^ h >>> 32) * 0x9E3779B97F4A7C15L;
    }
}
