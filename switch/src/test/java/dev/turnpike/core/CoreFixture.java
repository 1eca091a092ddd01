package dev.turnpike.core;

import dev.turnpike.risk.RiskEngine;
import dev.turnpike.risk.RiskRules;
import dev.turnpike.routing.RoutingTable;
import dev.turnpike.routing.StandInPolicy;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Clock;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.AnswerFacts;
import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.OperatorAction;
import dev.turnpike.transaction.OperatorRequest;
import dev.turnpike.transaction.OperatorResult;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TerminalDirectory;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.Verdict;
import dev.turnpike.transaction.record.AdviceAcceptedEncoder;
import dev.turnpike.transaction.record.MessageHeaderEncoder;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/** A core with one terminal and one acquirer, driven by hand: events in, effects and records out, time under control. */
final class CoreFixture {
    static final long MS = 1_000_000L;
    static final int TIMEOUT_MS = 3000;
    static final long RETRY_MS = 1000;
    static final long SETTLE_MS = 6000;
    final List<byte[]> journal = new ArrayList<>();
    final Slot slot = new Slot();
    long nowMs = 1_000;
    long wallStepMs;
    private final long wallStartMs = java.time.Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
    private final int maxTransactions;
    private final boolean dayScope;
    private final int maxInFlight;
    private final int maxLookUps;
    private final OriginalRules rules;
    private final int drainPerSecond;
    private final int window;
    private final java.util.function.LongUnaryOperator jitter;
    Counters counters;
    Alarms alarms;
    private String linkName = "acquirer-a";
    private StandInPolicy standIn = StandInPolicy.OFF;
    Core core;
    /** What {@link #approve} approved last. */
    Sent lastSent;
    /** Where the last list goes on. */
    long next;
    /** Reversals and advices sent and not looked at by {@link #acknowledgeReversals}. */
    private final List<Sent> outstanding = new ArrayList<>();

    CoreFixture() {
        this(10_000);
    }

    CoreFixture(int maxTransactions) {
        this(maxTransactions, false);
    }

    CoreFixture(int maxTransactions, boolean dayScope) {
        this(maxTransactions, dayScope, 100, LinkPolicy.DRAIN_PER_SECOND, LinkPolicy.WINDOW, bound -> 0);
    }

    /** With bounds for what is in flight, rate and window of store-and-forward, and its jitter. */
    CoreFixture(int maxTransactions, boolean dayScope, int maxInFlight, int drainPerSecond, int window, java.util.function.LongUnaryOperator jitter) {
        this(maxTransactions, dayScope, maxInFlight, drainPerSecond, window, jitter, 0, OriginalRules.DEFAULT);
    }

    /** With this many look-ups of older originals at once, and these rules about them. */
    CoreFixture(int maxTransactions, int maxLookUps, OriginalRules rules) {
        this(maxTransactions, false, 100, LinkPolicy.DRAIN_PER_SECOND, LinkPolicy.WINDOW, bound -> 0, maxLookUps, rules);
    }

    private CoreFixture(int maxTransactions, boolean dayScope, int maxInFlight, int drainPerSecond, int window,
                        java.util.function.LongUnaryOperator jitter, int maxLookUps, OriginalRules rules) {
        this.maxLookUps = maxLookUps;
        this.rules = rules;
        this.maxInFlight = maxInFlight;
        this.drainPerSecond = drainPerSecond;
        this.window = window;
        this.jitter = jitter;
        this.maxTransactions = maxTransactions;
        this.dayScope = dayScope;
        core = new Core(context());
        core.start();
        tick();
        link(true);
    }

    private CoreContext context() {
        TerminalDirectory directory = new TerminalDirectory(List.of(
            new TerminalDirectory.Terminal("T0000001", "M00000000000001", 0, 5411, 0, "tmk", "", "", false, true),
            new TerminalDirectory.Terminal("T0000002", "M00000000000001", 0, 5411, 0, "tmk", "", "", false, true),
            new TerminalDirectory.Terminal("T0000003", "M00000000000001", 0, 5411, 0, "tmk", "", "", false, true)));
        Clock clock = new Clock() {
            @Override
            public long monotonicNs() {
                return nowMs * MS;
            }

            @Override
            public long wallMs() {
                return wallStartMs + nowMs;
            }
        };
        counters = new Counters();
        alarms = new Alarms(counters, clock);
        LinkPolicy link = new LinkPolicy(linkName, "00010000", "", dayScope, ZoneOffset.UTC, TIMEOUT_MS, Math.max(1000, maxInFlight), RETRY_MS, 8 * RETRY_MS, 6, SETTLE_MS,
            Set.of(ResponseCode.APPROVED, ResponseCode.NO_ORIGINAL, ResponseCode.INVALID_TRANSACTION, ResponseCode.DUPLICATE),
            drainPerSecond, window);
        TerminalPolicy policy = new TerminalPolicy("default", false, ResponseCode.NO_ORIGINAL, false, true, ZoneId.of("Asia/Shanghai"), rules);
        return new CoreContext(directory, List.of(policy), List.of(link), new RoutingTable(List.of(RoutingTable.Rule.all("all", 0)), standIn),
            RiskEngine.of(RiskRules.empty()), List.of(ZoneId.of("Asia/Shanghai")), new CoreContext.Limits(maxTransactions, 64, maxInFlight, maxLookUps), counters, alarms, jitter);
    }

    /** As {@link #restart()}, with the only link under another name. */
    void restartWithLink(String name) {
        String before = linkName;
        linkName = name;
        try {
            restart();
        } finally {
            linkName = before;
        }
    }

    /** Kills the core and brings up another one from the journal. */
    void restart() {
        Core next = new Core(context());
        for (byte[] record : journal) {
            next.replay(new UnsafeBuffer(record), 0, wallStartMs + nowMs);
        }
        next.start();
        core = next;
        tick();
    }

    /** State hash of a core that only applied the journal. */
    long replayedHash() {
        Counters keptCounters = counters;
        Alarms keptAlarms = alarms;
        Core other = new Core(context());
        counters = keptCounters;
        alarms = keptAlarms;
        for (byte[] record : journal) {
            other.replay(new UnsafeBuffer(record), 0, wallStartMs + nowMs);
        }
        return other.stateHash();
    }

    private Slot begin(EventKind kind) {
        slot.wipe();
        return slot.event(kind, nowMs * MS, wallStartMs + nowMs + wallStepMs);
    }

    private void decide() {
        core.decide(slot);
        allSent().stream().filter(s -> s.mti() % 200 / 2 == 10 && s.mti() >= 220).forEach(outstanding::add);
        keepRecords();
    }

    private void keepRecords() {
        for (int i = 0; i < slot.records().count(); i++) {
            byte[] record = new byte[slot.records().length(i)];
            slot.records().buffer().getBytes(slot.records().offset(i), record);
            journal.add(record);
        }
    }

    void tick() {
        begin(EventKind.TICK);
        decide();
    }

    void undelivered(long txId) {
        begin(EventKind.TICK);
        core.decide(slot);
        core.undelivered(slot, txId);
        keepRecords();
    }

    /** What a journal says of a transaction that was approved here and not by its acquirer; it takes effect with the next restart. */
    void approvedHere(long txId) {
        UnsafeBuffer record = new UnsafeBuffer(new byte[64]);
        AdviceAcceptedEncoder accepted = new AdviceAcceptedEncoder();
        accepted.wrapAndApplyHeader(record, 0, new MessageHeaderEncoder()).txId(txId).coreWallMs(wallStartMs + nowMs).code("00")
            .authorizationCode(0).standIn((short) 1);
        byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + accepted.encodedLength()];
        record.getBytes(0, bytes);
        journal.add(bytes);
    }

    /** Stage 3 could not seal the request of the last event. */
    void sealFailed(long txId) {
        slot.records().clear();
        core.sealFailed(slot, txId, ResponseCode.PIN_FORMAT);
        keepRecords();
    }

    /** An operator's command; gives result and lines. */
    String operator(OperatorAction action, long subject, String person, TransactionState outcome) {
        slot.wipe();
        new OperatorRequest(action, subject, OperatorRequest.ALL, outcome, person, "because").write(slot, 1, nowMs * MS, wallStartMs + nowMs);
        decide();
        EffectList.Effect effect = slot.effects().get(0);
        if (effect.kind != EffectKind.OPERATOR_ANSWER) {
            effect = slot.effects().get(slot.effects().count() - 1);
        }
        next = effect.upstreamTime;
        return OperatorResult.of(effect.code) + " " + slot.effects().images().getStringWithoutLengthUtf8(effect.imageOffset, effect.imageLength);
    }

    String operator(OperatorAction action, long subject, String person) {
        return operator(action, subject, person, TransactionState.REVERSED);
    }

    /** Restarts with this policy of decisions in the acquirer's place. */
    void standIn(StandInPolicy policy) {
        standIn = policy;
        restart();
        link(true);
    }

    /** Value of a counter of the running core. */
    long count(String name) {
        return counters.all().stream().filter(c -> c.name().equals(name)).mapToLong(dev.turnpike.status.Counter::value).sum();
    }

    void link(boolean up) {
        begin(EventKind.LINK_STATE).args(0, up ? 1 : 0);
        decide();
    }

    void advanceMs(long ms) {
        nowMs += ms;
        tick();
    }

    RequestFacts request(TransactionType type, int stan, long amountMinor) {
        begin(EventKind.TERMINAL_REQUEST).source(77).args(0, 0);
        RequestFacts f = slot.request();
        f.reset();
        f.verdict = Verdict.OK;
        f.mti = type.mti();
        f.type = type;
        f.terminal = 0;
        f.authentic = type.isMacked();
        f.keyVersion = 0;
        f.processingCode = 0;
        f.amountMinor = amountMinor;
        f.stan = stan;
        f.batch = 1;
        f.currency = 156;
        f.messageType = 22;
        f.networkCode = 0;
        f.entryMode = 51;
        f.headerLength = 11;
        f.hasPan = true;
        f.luhn = true;
        f.panLength = 16;
        f.panFirst6 = 622848;
        f.panFirst8 = 62284800;
        f.panLast4 = 1111;
        f.panHashHigh = 5;
        f.panHashLow = 6;
        f.contentDigest = type.ordinal() * 1_000_003L + amountMinor;
        f.sealedPanLength = 44;
        f.image.putDigits(3, 0, 6);
        f.image.putDigits(4, Math.max(0, amountMinor), 12);
        f.image.putDigits(11, stan, 6);
        f.image.putDigits(41, 1, 8);
        return f;
    }

    void send() {
        decide();
    }

    void sale(int stan, long amountMinor) {
        request(TransactionType.SALE, stan, amountMinor);
        send();
    }

    void linked(TransactionType type, int stan, long amountMinor, int originalStan, String rrn) {
        RequestFacts f = request(type, stan, amountMinor);
        f.originalBatch = 1;
        f.originalStan = originalStan;
        f.rrn.putStringWithoutLengthAscii(0, rrn);
        send();
    }

    void reversal(int stan, long amountMinor) {
        RequestFacts f = request(TransactionType.REVERSAL, stan, amountMinor);
        f.mti = 400;
        f.reason = ResponseCode.TIMEOUT;
        send();
    }

    /** The acquirer answers the last message that went to it with this identity. */
    void answer(int mti, Sent sent, String code) {
        answer(mti, sent, code, -1);
    }

    void answerWithoutTime(int mti, Sent sent, String code, String tid) {
        begin(EventKind.ACQUIRER_MESSAGE).source(0);
        AnswerFacts a = slot.answer();
        a.reset();
        a.link = 0;
        a.readable = true;
        a.mti = mti;
        a.stan = sent.stan();
        a.code = ResponseCode.code(code);
        a.tid = tid == null ? 0 : TerminalDirectory.pack(tid, 0);
        decide();
    }

    void answer(int mti, Sent sent, String code, long amountMinor) {
        begin(EventKind.ACQUIRER_MESSAGE).source(0);
        AnswerFacts a = slot.answer();
        a.reset();
        a.link = 0;
        a.readable = true;
        a.mti = mti;
        a.time = sent.time();
        a.stan = sent.stan();
        a.amountMinor = amountMinor;
        a.code = ResponseCode.code(code);
        decide();
    }

    /** The acquirer approves with this authorisation code, and {@link #lastSent} remembers what. */
    void approve(Sent sent, long authorizationCode) {
        lastSent = sent;
        begin(EventKind.ACQUIRER_MESSAGE).source(0);
        AnswerFacts a = slot.answer();
        a.reset();
        a.link = 0;
        a.readable = true;
        a.mti = sent.mti() + 10;
        a.time = sent.time();
        a.stan = sent.stan();
        a.authorizationCode = authorizationCode;
        a.code = ResponseCode.APPROVED;
        decide();
    }

    /** The journal's index answers a question. */
    void found(long ticket, java.util.function.Consumer<dev.turnpike.transaction.OriginalFacts> facts) {
        begin(EventKind.ORIGINAL_FOUND);
        slot.original().reset(ticket);
        facts.accept(slot.original());
        decide();
    }

    /** The question that the last event asks of the journal's index, null when it asks none. */
    EffectList.Effect asked() {
        for (int i = 0; i < slot.effects().count(); i++) {
            if (slot.effects().get(i).kind == EffectKind.LOOK_UP) {
                return slot.effects().get(i);
            }
        }
        return null;
    }

    /** Ticks and acknowledges every reversal or advice that goes out, until none does any more; gives their number. */
    int acknowledgeReversals() {
        java.util.ArrayDeque<Sent> open = new java.util.ArrayDeque<>(outstanding);
        outstanding.clear();
        int acknowledged = 0;
        do {
            while (!open.isEmpty()) {
                Sent sent = open.poll();
                answer(sent.mti() / 200 == 2 ? 430 : 230, sent, "00");
                open.addAll(allSent());
                acknowledged++;
            }
            advanceMs(1000);
            open.addAll(allSent());
        } while (!open.isEmpty());
        outstanding.clear();
        return acknowledged;
    }

    /** Identity of an upstream message. */
    record Sent(int mti, long time, int stan) {
    }

    /** The only upstream message of the last event. */
    Sent sent() {
        List<Sent> all = allSent();
        if (all.size() != 1) {
            throw new AssertionError("expected one upstream message, found " + all);
        }
        return all.get(0);
    }

    List<Sent> allSent() {
        List<Sent> list = new ArrayList<>();
        for (int i = 0; i < slot.effects().count(); i++) {
            EffectList.Effect e = slot.effects().get(i);
            if (e.kind == EffectKind.FORWARD || e.kind == EffectKind.REVERSAL || e.kind == EffectKind.ADVICE) {
                list.add(new Sent(e.mti, e.upstreamTime, e.upstreamStan));
            }
        }
        return list;
    }

    /** Codes told to terminals by the last event. */
    List<String> told() {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < slot.effects().count(); i++) {
            EffectList.Effect e = slot.effects().get(i);
            if (e.kind == EffectKind.ANSWER) {
                list.add(e.mti + "/" + ResponseCode.text(e.code));
            }
        }
        return list;
    }

    /** A field of the only answer of the last event. */
    String field(int number) {
        for (int i = 0; i < slot.effects().count(); i++) {
            EffectList.Effect e = slot.effects().get(i);
            if (e.kind == EffectKind.ANSWER) {
                FieldImage image = new FieldImage().wrap(slot.effects().images(), e.imageOffset, e.imageLength);
                int at = image.find(number);
                return at < 0 ? null : image.buffer().getStringWithoutLengthAscii(at, image.lengthAt(at));
            }
        }
        return null;
    }

    List<EffectKind> kinds() {
        List<EffectKind> list = new ArrayList<>();
        for (int i = 0; i < slot.effects().count(); i++) {
            list.add(slot.effects().get(i).kind);
        }
        return list;
    }
}
