package dev.turnpike.risk;

import dev.turnpike.risk.RuleEnvironment.Domain;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a rule file, checks all of it, runs the test cases beside the rules, and compiles the conditions. */
public final class RiskRulesLoader {
    private static final List<String> SECTIONS = List.of("version", "enabled", "zone", "capacity", "rates", "limits", "lists", "counters",
        "rules");
    private static final int CAPACITY_MAX = 1 << 27;

    private final RuleFile file;
    private final RuleEnvironment environment;
    private final RiskRules.Builder rules = new RiskRules.Builder();
    private ZoneId zone = ZoneId.of("Asia/Shanghai");
    private int functionEnd;

    private RiskRulesLoader(Path path, RiskNames names) {
        file = new RuleFile(path);
        environment = new RuleEnvironment(names);
    }

    /**
     * Loads a rule file that names no merchant, terminal or group.
     *
     * @throws RiskRulesException with every problem of the file
     */
    public static RiskRules load(Path path) throws RiskRulesException {
        return load(path, RiskNames.NONE);
    }

    /**
     * Loads a rule file.
     *
     * @param names resolves merchants, terminals and groups
     * @throws RiskRulesException with every problem of the file
     */
    public static RiskRules load(Path path, RiskNames names) throws RiskRulesException {
        RiskRulesLoader loader = new RiskRulesLoader(path, names);
        Node root = loader.file.read().orElse(null);
        RiskRules loaded = root == null ? RiskRules.empty() : loader.document(root);
        if (!loader.file.problems().isEmpty()) {
            throw new RiskRulesException(loader.file.problems());
        }
        return loaded;
    }

    private RiskRules document(Node root) {
        Map<String, Node> sections = file.mapping(root, "the file", SECTIONS);
        if (!sections.containsKey("version")) {
            file.problem(root, "the file has no version, expected version: 1");
        } else {
            file.number(sections.get("version"), "version", 1, 1);
        }
        boolean enabled = !sections.containsKey("enabled") || file.flag(sections.get("enabled"), "enabled");
        zone(sections.get("zone"));
        int next = counters(sections.get("counters"));
        capacities(sections.get("capacity"));
        Map<String, Integer> conversions = functions(sections, next);
        RuleCompiler compiler = new RuleCompiler(file, environment, name -> conversions.getOrDefault(name, -1));
        RuleSection section = new RuleSection(file, environment, compiler, new LocalTime(zone));
        if (sections.containsKey("rules")) {
            section.read(sections.get("rules"));
        }
        compiler.startTranslation(functionEnd);
        section.translate(rules);
        RiskRules loaded = rules.shared(compiler.shared()).build();
        if (file.problems().isEmpty()) {
            RuleTests tests = new RuleTests(file, environment, loaded, zone);
            for (RiskRule rule : loaded.rules()) {
                tests.run(rule, section.tests().getOrDefault(rule.name(), List.of()));
            }
        }
        return enabled ? loaded : RiskRules.empty();
    }

    private void zone(Node node) {
        if (node == null) {
            return;
        }
        try {
            zone = ZoneId.of(file.text(node, "zone"));
            rules.zone(zone);
        } catch (DateTimeException e) {
            file.problem(node, "zone is " + file.text(node, "zone") + ", expected a zone such as Asia/Shanghai");
        }
    }

    private void capacities(Node node) {
        if (node != null) {
            java.util.Set<String> known = rules.build().tables().keySet();
            file.mapping(node, "capacity", List.of()).forEach((key, value) -> {
                if (!key.equals("default") && !known.contains(key)) {
                    file.problem(value, "no counter has the key " + key + ", expected default or one of " + String.join(", ", known));
                }
                rules.capacity(key.equals("default") ? "" : key, (int) file.number(value, "capacity of " + key, 16, CAPACITY_MAX));
            });
        }
    }

    /** Defines the counters; returns the number of the first variable after them. */
    private int counters(Node node) {
        int next = RequestVariable.COUNT;
        if (node != null) {
            for (CounterDefinition counter : new CounterSection(file, environment).read(node)) {
                next = rules.counter(counter) + 1;
                environment.define("counter." + counter.name(), next - 1, Domain.NUMBER);
            }
        }
        return next;
    }

    /** Defines limits, lists and conversions; returns the conversions by currency. */
    private Map<String, Integer> functions(Map<String, Node> sections, int firstVariable) {
        functionEnd = firstVariable;
        LimitSection limits = new LimitSection(file, environment);
        if (sections.containsKey("limits")) {
            limits.read(sections.get("limits")).forEach((name, table) -> define("limit." + name, table, Domain.NUMBER));
        }
        if (sections.containsKey("lists")) {
            new ListSection(file, environment).read(sections.get("lists"))
                .forEach((name, list) -> define("list." + name, list, Domain.FLAG));
        }
        Map<String, Integer> conversions = new HashMap<>();
        if (sections.containsKey("rates")) {
            String[] reference = new String[1];
            AmountConversion conversion = limits.rates(sections.get("rates"), reference);
            if (reference[0] != null) {
                conversions.put(reference[0], rules.function(conversion));
                functionEnd++;
            }
        }
        return conversions;
    }

    private void define(String name, RequestFunction function, Domain domain) {
        environment.define(name, rules.function(function), domain);
        functionEnd++;
    }
}
