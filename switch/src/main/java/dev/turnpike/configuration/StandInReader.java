package dev.turnpike.configuration;

import dev.turnpike.configuration.StandInConfiguration.Action;
import dev.turnpike.configuration.StandInConfiguration.Limits;
import dev.turnpike.configuration.StandInConfiguration.Match;
import dev.turnpike.configuration.StandInConfiguration.Rule;
import dev.turnpike.risk.EntryMode;
import dev.turnpike.routing.StandInPolicy.Scheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code standIn} of {@code routing.yaml}. Stateless. */
final class StandInReader {
    private static final Pattern PREFIX = Pattern.compile("[0-9A-Z]{0,3}");
    private static final long AMOUNT_MAX = RoutingConfiguration.AMOUNT_MAX;
    private static final int COUNT_MAX = 1_000_000;

    private StandInReader() {
    }

    static StandInConfiguration read(YamlSection s) {
        boolean enabled = s.flag("enabled", false);
        StandInConfiguration result = new StandInConfiguration(enabled, s.integer("currency", 156, 1, 999), s.integer("afterTimeouts", 5, 1, 1_000),
                s.timer("probe", "10s", "100ms", "10m"), s.optionalLong("maxExposure", 0, AMOUNT_MAX).orElse(0L),
                s.text("approvalPrefix", "S", PREFIX, "at most 3 capitals or digits"), rules(s));
        if (enabled && result.maxExposure() == 0) {
            s.error(s.at("maxExposure"), "maxExposure is missing or 0, expected the most that may stand approved and not yet acknowledged, in minor units");
        }
        if (enabled && result.rules().isEmpty()) {
            s.error(s.at("rules"), "standIn has no rules, expected at least one, or \"enabled: false\"");
        }
        s.end();
        return result;
    }

    private static List<Rule> rules(YamlSection s) {
        List<Rule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlSection r : s.sections("rules", false)) {
            String name = r.text("name", null, Forms.NAME, Forms.NAME_TEXT);
            Action action = r.choice("action", Action.class, null, YamlSection::kebab);
            Rule rule = new Rule(name, match(r.section("match")), action,
                    r.text("code", "91", Forms.RESPONSE_CODE, "a response code of two digits or capitals"), limits(r.section("limits"), action));
            if (name != null && !names.add(name)) {
                r.error(r.at("name"), "rule \"" + name + "\" is given twice, expected another name");
            }
            if (action == Action.DECLINE && ("00".equals(rule.code()) || "10".equals(rule.code()) || "11".equals(rule.code()))) {
                r.error(r.at("code"), "code is \"" + rule.code() + "\", which approves, expected a code that declines");
            }
            r.end();
            rules.add(rule);
        }
        return List.copyOf(rules);
    }

    private static Match match(YamlSection m) {
        List<String> bins = m.texts("binPrefixes", false, Forms.BIN, "1 to 8 leading digits of a card number");
        Set<Scheme> schemes = words(m, "schemes", Scheme.class);
        Set<EntryMode> modes = words(m, "entryModes", EntryMode.class);
        Match match = new Match(List.copyOf(bins), schemes, modes, Set.copyOf(m.texts("merchants", false, Forms.MID, Forms.MID_TEXT)),
                Set.copyOf(m.texts("terminals", false, Forms.TID, Forms.TID_TEXT)), m.flag("withPin", false));
        m.end();
        return match;
    }

    private static <E extends Enum<E>> Set<E> words(YamlSection m, String key, Class<E> type) {
        List<String> all = Arrays.stream(type.getEnumConstants()).map(YamlSection::kebab).toList();
        Set<E> found = EnumSet.noneOf(type);
        for (String word : m.texts(key, false, Pattern.compile(String.join("|", all)), "one of " + String.join(", ", all))) {
            for (E constant : type.getEnumConstants()) {
                if (YamlSection.kebab(constant).equals(word)) {
                    found.add(constant);
                }
            }
        }
        return found;
    }

    // What an approving rule leaves out is 0: nothing is approved without every limit being named.
    private static Limits limits(YamlSection l, Action action) {
        Limits limits = new Limits(l.optionalLong("amountMax", 0, AMOUNT_MAX).orElse(0L), l.optionalLong("cardCount", 0, COUNT_MAX).orElse(0L).intValue(),
                l.optionalLong("cardAmount", 0, AMOUNT_MAX).orElse(0L), l.optionalLong("merchantCount", 0, COUNT_MAX).orElse(0L).intValue(),
                l.optionalLong("merchantAmount", 0, AMOUNT_MAX).orElse(0L));
        boolean complete = limits.amountMax() > 0 && limits.cardCount() > 0 && limits.cardAmount() > 0 && limits.merchantCount() > 0
                && limits.merchantAmount() > 0;
        if (action == Action.APPROVE && !complete) {
            l.error(l.at(), "a rule that approves needs all its limits, expected amountMax, cardCount, cardAmount, merchantCount and merchantAmount above 0");
        } else if (complete && (limits.cardAmount() < limits.amountMax() || limits.merchantAmount() < limits.cardAmount())) {
            l.error(l.at("cardAmount"), "limits contradict one another, expected amountMax <= cardAmount <= merchantAmount");
        }
        l.end();
        return limits;
    }
}
