package dev.turnpike.core;

import dev.turnpike.transaction.CivilTime;
import dev.turnpike.transaction.TerminalDirectory;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.Object2IntHashMap;

/** Everything the core remembers. Deciders read it; {@link RecordApplier} changes it. */
final class CoreState {
    final CoreContext context;
    final TransactionTable transactions;
    final LookUps lookUps;
    final TimerHeap timers = new TimerHeap();
    final LinkState[] links;
    private final CivilTime[] policyZones;
    private final CivilTime[] merchantZones;
    final CivilTime utc = new CivilTime(ZoneOffset.UTC);
    final List<TerminalState> terminals = new ArrayList<>();
    final Long2ObjectHashMap<TerminalState> terminalsByTid = new Long2ObjectHashMap<>(1 << 12, 0.6f);
    private final Object2IntHashMap<String> linksByName = new Object2IntHashMap<>(-1);
    private final TerminalState[] byDirectory;

    /** Names of links in the journal that the configuration no longer has. */
    final TreeSet<String> orphanLinks = new TreeSet<>();
    /** Answers that match no request. */
    final UnknownAnswers unknown = new UnknownAnswers();
    /** Approvals in acquirers' places. */
    final StandInAccounts standIn = new StandInAccounts();
    long nextTxId = 1;
    long nowNs;
    long wallMs;
    long wallBaseMs;
    long wallBaseNs;
    boolean recovering;

    CoreState(CoreContext context) {
        this.context = context;
        this.transactions = new TransactionTable(context.limits());
        this.lookUps = new LookUps(context.limits().maxLookUps());
        this.links = new LinkState[context.links().size()];
        for (int i = 0; i < links.length; i++) {
            links[i] = new LinkState(i, context.links().get(i));
            linksByName.put(context.links().get(i).name(), i);
        }
        this.policyZones = new CivilTime[context.policies().size()];
        for (int i = 0; i < policyZones.length; i++) {
            policyZones[i] = new CivilTime(context.policies().get(i).zone());
        }
        this.merchantZones = new CivilTime[context.merchantZones().size()];
        for (int i = 0; i < merchantZones.length; i++) {
            merchantZones[i] = new CivilTime(context.merchantZones().get(i));
        }
        this.byDirectory = new TerminalState[context.directory().size()];
    }

    /** State of a provisioned terminal, made on first sight. */
    TerminalState terminal(int directoryNumber) {
        TerminalState state = byDirectory[directoryNumber];
        if (state == null) {
            state = terminalByTid(TerminalDirectory.pack(context.directory().terminal(directoryNumber).tid(), 0));
        }
        return state;
    }

    /** State of the terminal with this packed TID, made on first sight; it may no longer be provisioned. */
    TerminalState terminalByTid(long tid) {
        TerminalState state = terminalsByTid.get(tid);
        if (state == null) {
            state = new TerminalState(tid, terminals.size());
            state.directoryNumber = context.directory().find(tid);
            terminals.add(state);
            terminalsByTid.put(tid, state);
            if (state.directoryNumber >= 0) {
                byDirectory[state.directoryNumber] = state;
            }
        }
        return state;
    }

    /** Number of a link, or -1 when the configuration no longer has it. */
    int linkByName(String name) {
        return linksByName.getValue(name);
    }

    TerminalPolicy policy(TerminalState terminal) {
        return context.policies().get(context.directory().terminal(terminal.directoryNumber).profile());
    }

    CivilTime localTime(TerminalState terminal) {
        return localTime(terminal, wallMs);
    }

    /** A moment in the zone of the terminal's merchant. */
    CivilTime localTime(TerminalState terminal, long atMs) {
        TerminalDirectory.Terminal provisioned = context.directory().terminal(terminal.directoryNumber);
        boolean known = provisioned.merchant() >= 0 && provisioned.merchant() < merchantZones.length;
        return (known ? merchantZones[provisioned.merchant()] : policyZones[provisioned.profile()]).at(atMs);
    }

    /** Requests without an outcome, all links together. */
    int inFlight() {
        int sum = 0;
        for (LinkState link : links) {
            sum += link.inFlight;
        }
        return sum;
    }

    /** F7 for a message made now, as a decimal number in the link's zone. */
    long upstreamTime(LinkState link) {
        return link.zone.at(wallMs).mmddhhmmss();
    }
}
