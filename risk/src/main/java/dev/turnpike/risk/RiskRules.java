package dev.turnpike.risk;

import dev.turnpike.risk.velocity.SeriesDefinition;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A complete, checked rule set. Immutable; made by {@link RiskRulesLoader} or by the builder. */
public final class RiskRules {
    /** Keys that a table tracks unless the rule set says otherwise. */
    public static final int CAPACITY_DEFAULT = 100_000;

    private final List<CounterDefinition> counters;
    private final List<RequestFunction> functions;
    private final List<RiskRule> rules;
    private final Map<String, Integer> capacities;
    private final LocalTime localTime;
    private final int shared;

    private RiskRules(Builder b) {
        counters = List.copyOf(b.counters);
        functions = List.copyOf(b.functions);
        rules = List.copyOf(b.rules);
        capacities = Map.copyOf(b.capacities);
        localTime = new LocalTime(b.zone);
        shared = b.shared;
    }

    /** A rule set that lets everything pass. */
    public static RiskRules empty() {
        return new Builder().build();
    }

    /** Counters in the order of definition. */
    public List<CounterDefinition> counters() {
        return counters;
    }

    /** Rules in the order of evaluation. */
    public List<RiskRule> rules() {
        return rules;
    }

    /** Number of keys to track for counters with this key ({@link CounterDefinition#keyName()}). */
    public int capacity(String keyName) {
        return capacities.getOrDefault(keyName, capacities.getOrDefault("", CAPACITY_DEFAULT));
    }

    List<RequestFunction> functions() {
        return functions;
    }

    LocalTime localTime() {
        return localTime;
    }

    /** Number of variables: request, counters, functions, shared sub-expressions, in this order. */
    int variables() {
        return RequestVariable.COUNT + counters.size() + functions.size() + shared;
    }

    /** Collects counters and rules. */
    public static final class Builder {
        private final List<CounterDefinition> counters = new ArrayList<>();
        private final List<RequestFunction> functions = new ArrayList<>();
        private final List<RiskRule> rules = new ArrayList<>();
        private final Map<String, Integer> capacities = new LinkedHashMap<>();
        private final Set<String> names = new HashSet<>();
        private final Set<Integer> ids = new HashSet<>();
        private ZoneId zone = ZoneId.of("Asia/Shanghai");
        private int shared;

        /** Zone of hours and weekdays in conditions; Asia/Shanghai unless set. */
        public Builder zone(ZoneId zone) {
            this.zone = zone;
            return this;
        }

        /** Number of keys to track per key name; the empty name is the default of all. */
        public Builder capacity(String keyName, int keys) {
            capacities.put(keyName, keys);
            return this;
        }

        /** Adds a counter; returns its variable. All counters come before the first function and rule. */
        public int counter(CounterDefinition definition) {
            if (!functions.isEmpty() || !rules.isEmpty()) {
                throw new IllegalStateException("counters come before functions and rules");
            }
            if (!names.add("counter " + definition.name())) {
                throw new IllegalArgumentException("counter " + definition.name() + " is defined twice");
            }
            counters.add(definition);
            return RequestVariable.COUNT + counters.size() - 1;
        }

        /** Adds a function of the request; returns its variable. */
        int function(RequestFunction function) {
            functions.add(function);
            return RequestVariable.COUNT + counters.size() + functions.size() - 1;
        }

        /** Sets how many shared sub-expressions the conditions number after the functions. */
        Builder shared(int count) {
            shared = count;
            return this;
        }

        /** Adds a rule at the end of the order. */
        public Builder rule(RiskRule rule) {
            if (rule.id() < 1 || !ids.add(rule.id()) || !names.add("rule " + rule.name())) {
                throw new IllegalArgumentException("rule " + rule.id() + " " + rule.name() + ": number and name must be unique");
            }
            rules.add(rule);
            return this;
        }

        /** Ends the rule set. */
        public RiskRules build() {
            return new RiskRules(this);
        }
    }

    /** Counters grouped by the table that holds them. */
    Map<String, List<Integer>> tables() {
        Map<String, List<Integer>> tables = new LinkedHashMap<>();
        for (int i = 0; i < counters.size(); i++) {
            tables.computeIfAbsent(counters.get(i).keyName(), name -> new ArrayList<>()).add(i);
        }
        return tables;
    }

    /** Series of some counters. */
    List<SeriesDefinition> series(List<Integer> indexes) {
        return indexes.stream().map(i -> counters.get(i).series()).toList();
    }
}
