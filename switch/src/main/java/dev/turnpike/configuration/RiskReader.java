package dev.turnpike.configuration;

import dev.turnpike.risk.RiskNames;
import dev.turnpike.risk.RiskRules;
import dev.turnpike.risk.RiskRulesException;
import dev.turnpike.risk.RiskRulesLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code risk.yaml} through the risk module's own loader and takes its problems over. Stateless. */
final class RiskReader {
    private static final Pattern PROBLEM = Pattern.compile("(.*?):(\\d+):(\\d+): (.*)", Pattern.DOTALL);

    private RiskReader() {
    }

    /** The rules, or rules that let everything pass after a mistake. */
    static RiskRules read(Reading reading, Path file, List<MerchantEntry> merchants, List<TerminalEntry> terminals,
            List<TerminalProfile> profiles) {
        try {
            return RiskRulesLoader.load(file, names(merchants, terminals, profiles));
        } catch (RiskRulesException e) {
            for (String problem : e.problems()) {
                Matcher m = PROBLEM.matcher(problem);
                if (m.matches()) {
                    reading.problems().error(new Position(m.group(1), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3))), m.group(4));
                } else {
                    reading.problems().error(Position.startOf(file.toString()), problem);
                }
            }
            return RiskRules.empty();
        }
    }

    /** Terminals of one profile are a group, numbered from 1 because a request without a group has 0. */
    private static RiskNames names(List<MerchantEntry> merchants, List<TerminalEntry> terminals, List<TerminalProfile> profiles) {
        Map<String, Integer> byMid = new HashMap<>();
        merchants.forEach(m -> byMid.put(m.mid(), byMid.size()));
        Map<String, Integer> byTid = new HashMap<>();
        terminals.forEach(t -> byTid.put(t.tid(), t.number()));
        Map<String, Integer> groups = new HashMap<>();
        profiles.forEach(p -> groups.put(p.name(), groups.size() + 1));
        return new RiskNames() {
            @Override
            public int merchant(String name) {
                return byMid.getOrDefault(name, -1);
            }

            @Override
            public int terminal(String name) {
                return byTid.getOrDefault(name, -1);
            }

            @Override
            public int group(String name) {
                return groups.getOrDefault(name, -1);
            }
        };
    }
}
