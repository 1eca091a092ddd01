package dev.turnpike.configuration;

import dev.turnpike.configuration.RoutingConfiguration.Match;
import dev.turnpike.configuration.RoutingConfiguration.Rule;
import dev.turnpike.transaction.TransactionType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code routing.yaml}. Stateless. */
final class RoutingReader {
    private static final List<String> TYPES = Arrays.stream(TransactionType.values()).filter(TransactionType::isForwarded)
            .map(YamlSection::kebab).toList();
    private static final Pattern TYPE = Pattern.compile(String.join("|", TYPES));

    private RoutingReader() {
    }

    static RoutingConfiguration read(YamlSection root, List<String> upstreams) {
        List<Rule> rules = new ArrayList<>();
        for (YamlSection s : root.sections("rules", false)) {
            Rule rule = new Rule(s.text("name", null, Forms.NAME, Forms.NAME_TEXT), match(s.section("match")),
                    acquirers(s, "acquirers", true, upstreams));
            s.end();
            shadow(s, rules, rule);
            rules.add(rule);
        }
        List<String> fallback = acquirers(root, "default", false, upstreams);
        if (root.isPresent() && rules.isEmpty() && fallback.isEmpty()) {
            root.error(root.at(), "no rule and no default, expected \"rules\" or \"default\": every request would be answered 92");
        }
        StandInConfiguration standIn = StandInReader.read(root.section("standIn"));
        root.end();
        return new RoutingConfiguration(List.copyOf(rules), fallback, standIn);
    }

    private static List<String> acquirers(YamlSection s, String key, boolean required, List<String> upstreams) {
        List<String> names = s.texts(key, required, Forms.NAME, "the name of an upstream");
        for (int i = 0; i < names.size(); i++) {
            Position at = s.at(key + "[" + i + "]");
            if (!upstreams.contains(names.get(i))) {
                s.error(at, "unknown upstream \"" + names.get(i) + "\"" + Nearest.hint(names.get(i), upstreams) + ", expected one of "
                        + String.join(", ", upstreams));
            } else if (names.indexOf(names.get(i)) < i) {
                s.error(at, "upstream \"" + names.get(i) + "\" is listed twice, expected it once");
            }
        }
        return List.copyOf(names);
    }

    private static Match match(YamlSection m) {
        List<String> bins = m.texts("binPrefixes", false, Forms.BIN, "1 to 8 leading digits of a card number");
        Set<TransactionType> types = EnumSet.noneOf(TransactionType.class);
        for (String word : m.texts("types", false, TYPE, "one of " + String.join(", ", TYPES))) {
            types.add(Arrays.stream(TransactionType.values()).filter(t -> YamlSection.kebab(t).equals(word)).findFirst().orElseThrow());
        }
        long min = m.optionalLong("amountMin", 0, RoutingConfiguration.AMOUNT_MAX).orElse(0L);
        long max = m.optionalLong("amountMax", 0, RoutingConfiguration.AMOUNT_MAX).orElse(RoutingConfiguration.AMOUNT_MAX);
        if (min > max) {
            m.error(m.at("amountMin"), "amountMin " + min + " is above amountMax " + max + ", expected at most " + max);
        }
        Match match = new Match(List.copyOf(bins), Collections.unmodifiableSet(types), min, max,
                Set.copyOf(m.texts("merchants", false, Forms.MID, Forms.MID_TEXT)),
                Set.copyOf(m.texts("terminals", false, Forms.TID, Forms.TID_TEXT)));
        m.end();
        return match;
    }

    /** A rule that an earlier one leaves nothing to is a mistake that nobody notices at run time. */
    private static void shadow(YamlSection s, List<Rule> earlier, Rule rule) {
        for (Rule before : earlier) {
            if (before.name() != null && before.name().equals(rule.name())) {
                s.error(s.at("name"), "rule \"" + rule.name() + "\" is given twice, expected another name");
                return;
            }
            if (covers(before.match(), rule.match())) {
                s.reading().problems().warning(s.at(), "rule \"" + rule.name() + "\" never applies, expected it before rule \""
                        + before.name() + "\", which matches everything it does");
                return;
            }
        }
    }

    private static boolean covers(Match wide, Match narrow) {
        boolean bins = wide.binPrefixes().isEmpty() || !narrow.binPrefixes().isEmpty()
                && narrow.binPrefixes().stream().allMatch(n -> wide.binPrefixes().stream().anyMatch(n::startsWith));
        return bins && covers(wide.types(), narrow.types()) && wide.amountMin() <= narrow.amountMin()
                && wide.amountMax() >= narrow.amountMax() && covers(wide.merchants(), narrow.merchants())
                && covers(wide.terminals(), narrow.terminals());
    }

    private static <T> boolean covers(Set<T> wide, Set<T> narrow) {
        return wide.isEmpty() || !narrow.isEmpty() && wide.containsAll(narrow);
    }
}
