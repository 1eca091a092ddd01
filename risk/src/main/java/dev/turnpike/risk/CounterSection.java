package dev.turnpike.risk;

import dev.turnpike.risk.expression.Condition;
import dev.turnpike.risk.velocity.Measure;
import dev.turnpike.risk.velocity.SeriesDefinition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section {@code counters}. */
final class CounterSection {
    private static final List<String> KEYS = List.of("key", "measure", "of", "limit", "window", "buckets", "outcomes", "types", "entry",
        "where");
    private static final int BUCKETS_DEFAULT = 10;
    private static final int DISTINCT_DEFAULT = 16;

    private final RuleFile file;
    private final RuleCompiler compiler;

    CounterSection(RuleFile file, RuleEnvironment requestOnly) {
        this.file = file;
        this.compiler = new RuleCompiler(file, requestOnly, currency -> -1);
    }

    List<CounterDefinition> read(Node section) {
        List<CounterDefinition> counters = new ArrayList<>();
        file.mapping(section, "counters", List.of()).forEach((name, node) -> {
            RuleSection.checkName(file, node, name, "counter");
            int before = file.problems().size();
            Map<String, Node> parts = file.mapping(node, "counter " + name, KEYS);
            for (String required : List.of("key", "measure", "window")) {
                if (!parts.containsKey(required)) {
                    file.problem(node, "counter " + name + " has no " + required + ", expected " + required + ": and a value");
                }
            }
            if (file.problems().size() == before) {
                counter(name, node, parts).ifPresent(counters::add);
            }
        });
        return counters;
    }

    private Optional<CounterDefinition> counter(String name, Node node, Map<String, Node> parts) {
        Measure measure = file.choice(parts.get("measure"), "measure", Measure.values(), Measure.COUNT);
        Dimension distinct = measure == Measure.DISTINCT && parts.containsKey("of")
            ? file.choice(parts.get("of"), "of", Dimension.values(), Dimension.CARD) : null;
        if (parts.containsKey("of") != (measure == Measure.DISTINCT) || parts.containsKey("limit") && measure != Measure.DISTINCT) {
            file.problem(node, "counter " + name + ": of and limit belong to measure distinct, expected both or neither");
            return Optional.empty();
        }
        long windowMs = file.durationMs(parts.get("window"), "window");
        int buckets = parts.containsKey("buckets")
            ? (int) file.number(parts.get("buckets"), "buckets", 1, SeriesDefinition.BUCKETS_MAX) : BUCKETS_DEFAULT;
        int limit = measure != Measure.DISTINCT ? 0 : !parts.containsKey("limit") ? DISTINCT_DEFAULT
            : (int) file.number(parts.get("limit"), "limit", 1, SeriesDefinition.DISTINCT_MAX);
        Set<Outcome> outcomes = parts.containsKey("outcomes") ? choices(parts.get("outcomes"), "outcomes", Outcome.values())
            : CounterDefinition.DEFAULT_OUTCOMES;
        Set<Dimension> key = key(parts.get("key"));
        if (windowMs == 0 || key.isEmpty() || outcomes.isEmpty()) {
            return Optional.empty();
        }
        try {
            SeriesDefinition series = new SeriesDefinition(measure, windowMs, buckets, limit);
            return Optional.of(new CounterDefinition(name, key, series, distinct, outcomes, filter(parts)));
        } catch (IllegalArgumentException e) {
            file.problem(node, "counter " + name + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private Set<Dimension> key(Node node) {
        Set<Dimension> key = EnumSet.noneOf(Dimension.class);
        for (String part : file.text(node, "key").split("\\+")) {
            boolean known = false;
            for (Dimension dimension : Dimension.values()) {
                if (dimension.ruleName().equals(part.strip())) {
                    key.add(dimension);
                    known = true;
                }
            }
            if (!known) {
                file.problem(node, "key has " + part + ", expected parts joined by + out of "
                    + String.join(", ", java.util.Arrays.stream(Dimension.values()).map(Dimension::ruleName).toList()));
            }
        }
        return key;
    }

    private <E extends Enum<E>> Set<E> choices(Node node, String what, E[] values) {
        Set<E> chosen = EnumSet.noneOf(values[0].getDeclaringClass());
        for (Node element : file.sequence(node, what)) {
            chosen.add(file.choice(element, what, values, values[0]));
        }
        return chosen;
    }

    private Condition filter(Map<String, Node> parts) {
        List<Condition> conditions = new ArrayList<>();
        if (parts.containsKey("types")) {
            conditions.add(oneOf(RequestVariable.TYPE, choices(parts.get("types"), "types", RiskType.values())));
        }
        if (parts.containsKey("entry")) {
            conditions.add(oneOf(RequestVariable.ENTRY, choices(parts.get("entry"), "entry", EntryMode.values())));
        }
        if (parts.containsKey("where")) {
            compiler.check(parts.get("where"), "where").ifPresent(checked -> conditions.add(compiler.translate(checked, "where")));
        }
        return conditions.stream().reduce(dev.turnpike.risk.expression.Expressions::and).orElse(null);
    }

    private static Condition oneOf(RequestVariable variable, Set<? extends Enum<?>> chosen) {
        return dev.turnpike.risk.expression.Expressions.oneOf(
            dev.turnpike.risk.expression.Expressions.variable(variable.ordinal()),
            chosen.stream().mapToLong(Enum::ordinal).toArray());
    }
}
