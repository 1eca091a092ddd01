package dev.turnpike.risk;

import dev.turnpike.risk.RuleEnvironment.Domain;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section {@code rules}. */
final class RuleSection {
    private static final List<String> KEYS = List.of("id", "name", "about", "when", "then", "mode", "severity", "types", "merchants",
        "terminals", "groups", "schedule", "tests");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    /** A rule that is read but not yet translated. */
    private record Draft(Node node, String name, RuleCompiler.Checked when, RiskRule.Builder builder, List<Node> tests) {
    }

    private final RuleFile file;
    private final RuleEnvironment environment;
    private final RuleCompiler compiler;
    private final LocalTime localTime;
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, List<Node>> tests = new HashMap<>();

    RuleSection(RuleFile file, RuleEnvironment environment, RuleCompiler compiler, LocalTime localTime) {
        this.file = file;
        this.environment = environment;
        this.compiler = compiler;
        this.localTime = localTime;
    }

    /** Notes a problem unless the name can be part of a CEL variable. */
    static void checkName(RuleFile file, Node node, String name, String what) {
        if (!name.matches("[a-z][a-z0-9_]{0,63}")) {
            file.problem(node, what + " is named " + name + ", expected a small letter, then small letters, digits and _");
        }
    }

    /** Reads and type-checks all rules. */
    void read(Node section) {
        for (Node node : file.sequence(section, "rules")) {
            int before = file.problems().size();
            Map<String, Node> parts = file.mapping(node, "rule", KEYS);
            for (String required : List.of("id", "name", "when", "then")) {
                if (!parts.containsKey(required) && file.problems().size() == before) {
                    file.problem(node, "the rule has no " + required + ", expected id, name, when and then");
                }
            }
            if (file.problems().size() == before) {
                draft(node, parts);
            }
        }
    }

    private void draft(Node node, Map<String, Node> parts) {
        String name = file.text(parts.get("name"), "name");
        if (!name.matches("[a-z][a-z0-9-]{0,63}")) {
            file.problem(parts.get("name"), "rule is named " + name + ", expected a small letter, then small letters, digits and -");
        }
        RiskRule.Builder builder = RiskRule.of((int) file.number(parts.get("id"), "id", 1, Short.MAX_VALUE), name);
        action(builder, parts.get("then"));
        if (parts.containsKey("mode")) {
            builder.mode(file.choice(parts.get("mode"), "mode", RuleMode.values(), RuleMode.ENFORCE));
        }
        if (parts.containsKey("severity")) {
            builder.severity((int) file.number(parts.get("severity"), "severity", 0, 100));
        }
        if (parts.containsKey("types")) {
            Set<RiskType> types = EnumSet.noneOf(RiskType.class);
            for (Node type : file.sequence(parts.get("types"), "types")) {
                types.add(file.choice(type, "types", RiskType.values(), RiskType.OTHER));
            }
            builder.types(types);
        }
        scope(builder, parts);
        Optional<RuleCompiler.Checked> when = compiler.check(parts.get("when"), "when of rule " + name);
        List<Node> cases = parts.containsKey("tests") ? file.sequence(parts.get("tests"), "tests") : List.of();
        when.ifPresent(checked -> drafts.add(new Draft(node, name, checked, builder, cases)));
    }

    private void action(RiskRule.Builder builder, Node node) {
        Map<String, Node> parts = file.mapping(node, "then",
            java.util.Arrays.stream(RuleAction.values()).map(RuleAction::ruleName).toList());
        if (parts.size() != 1) {
            file.problem(node, "then has " + parts.size() + " actions, expected exactly one, such as {decline: 61}");
            return;
        }
        Map.Entry<String, Node> only = parts.entrySet().iterator().next();
        RuleAction action = RuleAction.valueOf(only.getKey().toUpperCase(java.util.Locale.ROOT));
        int code = 0;
        if (action.decides()) {
            code = (int) file.number(only.getValue(), "code", 1, 99);
        } else {
            file.flag(only.getValue(), only.getKey());
        }
        builder.action(action, code);
    }

    private void scope(RiskRule.Builder builder, Map<String, Node> parts) {
        if (!parts.containsKey("merchants") && !parts.containsKey("terminals") && !parts.containsKey("groups")
            && !parts.containsKey("schedule")) {
            return;
        }
        RuleScope scope = new RuleScope(localTime);
        scope.merchants(indexes(parts.get("merchants"), Domain.MERCHANT));
        scope.terminals(indexes(parts.get("terminals"), Domain.TERMINAL));
        scope.groups(indexes(parts.get("groups"), Domain.GROUP));
        if (parts.containsKey("schedule")) {
            Map<String, Node> schedule = file.mapping(parts.get("schedule"), "schedule", List.of("days", "from", "to"));
            if (schedule.containsKey("days")) {
                int bits = 0;
                for (Node day : file.sequence(schedule.get("days"), "days")) {
                    int index = DAYS.indexOf(file.text(day, "day"));
                    if (index < 0) {
                        file.problem(day, "day is " + file.text(day, "day") + ", expected one of " + String.join(", ", DAYS));
                    }
                    bits |= 1 << index + 1;
                }
                scope.days(bits);
            }
            if (schedule.containsKey("from") != schedule.containsKey("to")) {
                file.problem(parts.get("schedule"), "schedule has only one end, expected from and to");
            } else if (schedule.containsKey("from")) {
                scope.minutes(minute(schedule.get("from")), minute(schedule.get("to")));
            }
        }
        builder.scope(scope);
    }

    private int minute(Node node) {
        String text = file.text(node, "time");
        if (text.matches("([01][0-9]|2[0-3]):[0-5][0-9]")) {
            return Integer.parseInt(text.substring(0, 2)) * 60 + Integer.parseInt(text.substring(3));
        }
        file.problem(node, "time is " + text + ", expected \"00:00\" to \"23:59\"");
        return 0;
    }

    private int[] indexes(Node node, Domain domain) {
        if (node == null) {
            return new int[0];
        }
        List<Integer> indexes = new ArrayList<>();
        for (Node element : file.sequence(node, "scope")) {
            String name = file.text(element, "name");
            long index = environment.resolve(domain, name);
            if (index < 0) {
                file.problem(element, name + " is not known, expected " + environment.expected(domain));
            }
            indexes.add((int) index);
        }
        return indexes.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Translates all rules that were read and adds them to the rule set. */
    void translate(RiskRules.Builder rules) {
        for (Draft draft : drafts) {
            try {
                rules.rule(draft.builder().when(compiler.translate(draft.when(), "when of rule " + draft.name())));
                tests.put(draft.name(), draft.tests());
            } catch (IllegalArgumentException e) {
                file.problem(draft.node(), e.getMessage());
            }
        }
    }

    /** Test cases by rule name. */
    Map<String, List<Node>> tests() {
        return tests;
    }
}
