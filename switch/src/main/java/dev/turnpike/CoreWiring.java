package dev.turnpike;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.configuration.ListenerConfiguration;
import dev.turnpike.configuration.MerchantEntry;
import dev.turnpike.configuration.RoutingConfiguration;
import dev.turnpike.configuration.StandInConfiguration;
import dev.turnpike.configuration.TerminalEntry;
import dev.turnpike.configuration.TerminalProfile;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.configuration.UpstreamConfiguration;
import dev.turnpike.core.CoreContext;
import dev.turnpike.core.LinkPolicy;
import dev.turnpike.core.OriginalRules;
import dev.turnpike.core.TerminalPolicy;
import dev.turnpike.pipeline.LinkSecurity;
import dev.turnpike.pipeline.TerminalSecurity;
import dev.turnpike.risk.RiskEngine;
import dev.turnpike.routing.RoutingTable;
import dev.turnpike.routing.StandInPolicy;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.SecurityModule;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TerminalDirectory;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Turns a checked configuration into what core and pipeline are built from. Stateless. */
final class CoreWiring {
    private static final int NAME_BYTES = 40;
    /** Refunds that may wait for the journal's index at once. */
    private static final int MAX_LOOK_UPS = 64;

    private CoreWiring() {
    }

    static CoreContext core(TurnpikeConfiguration c, Counters counters, Alarms alarms, RandomGenerator jitter) {
        List<TerminalPolicy> policies = new ArrayList<>();
        for (TerminalProfile p : c.terminalProfiles()) {
            policies.add(new TerminalPolicy(p.name(), p.behaviour().codes() == TerminalProfile.Codes.GENERIC,
                ResponseCode.code(p.behaviour().unknownOriginal()), p.behaviour().pinWithoutPan(),
                p.behaviour().reverseOnUndelivered(), p.zone(), originals(p.behaviour().originals())));
        }
        List<LinkPolicy> links = new ArrayList<>();
        for (UpstreamConfiguration u : c.upstreams()) {
            links.add(policy(u));
        }
        CoreContext.Limits limits = new CoreContext.Limits(c.limits().maxTransactions(), c.limits().maxStoredAnswers(),
            c.limits().maxInFlight(), MAX_LOOK_UPS);
        return new CoreContext(directory(c), policies, links, routes(c), RiskEngine.of(c.general().riskRules()),
            c.merchants().stream().map(MerchantEntry::zone).toList(), limits, counters, alarms, jitter::nextLong);
    }

    private static OriginalRules originals(TerminalProfile.Originals o) {
        return new OriginalRules(o.completionPercent(), o.adjustPercent(), o.preauthDays(), o.refundDays(),
            o.foreign() == TerminalProfile.ForeignOriginal.PASS);
    }

    private static LinkPolicy policy(UpstreamConfiguration u) {
        Set<Integer> finals = new HashSet<>();
        u.reversal().finalCodes().forEach(code -> finals.add(ResponseCode.code(code)));
        return new LinkPolicy(u.name(), u.protocol().institution(), u.protocol().forwarder(),
            u.protocol().stanScope() == UpstreamConfiguration.StanScope.DAY, u.protocol().zone(), Math.toIntExact(u.times().timeout().toMillis()),
            u.maxInFlight(), u.reversal().firstRetry().toMillis(), u.reversal().maxRetry().toMillis(), u.reversal().attempts(),
            u.reversal().settle().toMillis(), Set.copyOf(finals), u.reversal().rate(), u.reversal().window());
    }

    private static TerminalDirectory directory(TurnpikeConfiguration c) {
        Map<String, Integer> merchants = new HashMap<>();
        for (int i = 0; i < c.merchants().size(); i++) {
            merchants.put(c.merchants().get(i).mid(), i);
        }
        Map<String, Integer> profiles = new HashMap<>();
        for (int i = 0; i < c.terminalProfiles().size(); i++) {
            profiles.put(c.terminalProfiles().get(i).name(), i);
        }
        List<TerminalDirectory.Terminal> terminals = new ArrayList<>(c.terminals().size());
        for (TerminalEntry t : c.terminals()) {
            boolean master = t.keys() == TerminalEntry.Keys.MASTER;
            terminals.add(new TerminalDirectory.Terminal(t.tid(), t.mid(), merchants.getOrDefault(t.mid(), -1), Integer.parseInt(t.mcc()),
                profiles.get(t.profile()), master ? t.masterKeyName() : "", master ? "" : t.pinKeyName(), master ? "" : t.macKeyName(),
                !t.active(), merchantActive(c, merchants.get(t.mid()))));
        }
        return new TerminalDirectory(terminals);
    }

    private static boolean merchantActive(TurnpikeConfiguration c, Integer number) {
        return number != null && c.merchants().get(number).active();
    }

    private static RoutingTable routes(TurnpikeConfiguration c) {
        Map<String, Integer> numbers = new HashMap<>();
        c.upstreams().forEach(u -> numbers.put(u.name(), u.number()));
        List<RoutingTable.Rule> rules = new ArrayList<>();
        for (RoutingConfiguration.Rule rule : c.routing().rules()) {
            RoutingConfiguration.Match m = rule.match();
            rules.add(new RoutingTable.Rule(rule.name(), m.binPrefixes(), m.types(), m.amountMin(), m.amountMax(), m.merchants(),
                m.terminals(), links(rule.acquirers(), numbers)));
        }
        if (!c.routing().fallback().isEmpty()) {
            rules.add(RoutingTable.Rule.all("default", links(c.routing().fallback(), numbers)));
        }
        return new RoutingTable(rules, standIn(c.routing().standIn()));
    }

    private static StandInPolicy standIn(StandInConfiguration s) {
        if (!s.enabled()) {
            return StandInPolicy.OFF;
        }
        List<StandInPolicy.Rule> rules = new ArrayList<>();
        for (StandInConfiguration.Rule rule : s.rules()) {
            StandInConfiguration.Match m = rule.match();
            StandInConfiguration.Limits l = rule.limits();
            rules.add(new StandInPolicy.Rule(rule.name(), m.binPrefixes(), m.schemes(), m.entryModes(), m.merchants(), m.terminals(), m.withPin(),
                rule.action() == StandInConfiguration.Action.DECLINE ? ResponseCode.code(rule.code()) : 0,
                new StandInPolicy.Limits(l.amountMax(), l.cardCount(), l.cardAmount(), l.merchantCount(), l.merchantAmount())));
        }
        return new StandInPolicy(new StandInPolicy.Terms(s.currency(), s.afterTimeouts(), s.probe().toMillis(), s.maxExposure(), s.approvalPrefix()),
            rules);
    }

    private static int[] links(List<String> names, Map<String, Integer> numbers) {
        return names.stream().mapToInt(numbers::get).toArray();
    }

    static List<Dialect> listenerDialects(TurnpikeConfiguration c) {
        List<Dialect> dialects = new ArrayList<>();
        for (ListenerConfiguration l : c.listeners()) {
            dialects.add(Dialects.shipped(l.dialect()));
        }
        return dialects;
    }

    static List<TerminalSecurity> terminalSecurity(TurnpikeConfiguration c) {
        List<TerminalSecurity> list = new ArrayList<>();
        for (TerminalProfile p : c.terminalProfiles()) {
            list.add(new TerminalSecurity(MacAlgorithm.valueOf(p.mac().algorithm().name()), MacOutput.valueOf(p.mac().output().name()),
                PinBlockFormat.valueOf(p.pinFormat().name()), p.mac().keyLength() == 16, p.keyLayouts()));
        }
        return list;
    }

    static List<LinkSecurity> linkSecurity(TurnpikeConfiguration c, SecurityModule module, KeyFile keys) {
        List<LinkSecurity> list = new ArrayList<>();
        for (UpstreamConfiguration u : c.upstreams()) {
            KeyFile.Entry entry = keys.get(u.pin().zpk());
            int handle = entry == null ? 0 : module.load(entry.block(), KeyUsage.PIN_ENCRYPTION);
            if (handle <= 0) {
                throw new UserMistakeException(ExitCode.CONFIGURATION, "zone PIN key " + u.pin().zpk() + " of acquirer " + u.name()
                    + " cannot be loaded from " + keys.path() + ", expected a PIN key under this local master key");
            }
            list.add(new LinkSecurity(Dialects.shipped(u.protocol().dialect()), handle, PinBlockFormat.valueOf(u.pin().format().name())));
        }
        return list;
    }

    /** Field 43 by merchant number: the name in the dialects' character set, cut or padded to 40 bytes. */
    static byte[][] merchantNames(TurnpikeConfiguration c) {
        byte[][] names = new byte[c.merchants().size()][];
        for (int i = 0; i < names.length; i++) {
            MerchantEntry merchant = c.merchants().get(i);
            byte[] encoded = merchant.name().getBytes(Charset.forName("GBK"));
            byte[] field = new byte[NAME_BYTES];
            java.util.Arrays.fill(field, (byte) ' ');
            System.arraycopy(encoded, 0, field, 0, Math.min(encoded.length, NAME_BYTES));
            names[i] = field;
        }
        return names;
    }
}
