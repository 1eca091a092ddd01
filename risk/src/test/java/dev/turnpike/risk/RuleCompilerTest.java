package dev.turnpike.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.turnpike.risk.RuleEnvironment.Domain;
import dev.turnpike.risk.expression.Condition;
import dev.turnpike.risk.expression.Facts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Our evaluators against cel-java's own runtime. */
class RuleCompilerTest {
    private static final int COUNTERS = 3;
    private static final int SHARED = RequestVariable.COUNT + COUNTERS;
    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder().build();

    private final RuleFile file = new RuleFile(Path.of("risk.yaml"));

    private RuleCompiler compiler() {
        RuleEnvironment environment = new RuleEnvironment(RiskNames.NONE);
        for (int i = 0; i < COUNTERS; i++) {
            environment.define("counter.c" + i, RequestVariable.COUNT + i, Domain.NUMBER);
        }
        return new RuleCompiler(file, environment, currency -> -1);
    }

    private static Node node(String text) {
        return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
    }

    @Property(tries = 150)
    void shouldAgreeWithCelRuntimeWhenExpressionsAreRandom(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        RuleCompiler compiler = compiler();
        List<RuleCompiler.Checked> checked = new ArrayList<>();
        List<String> repeated = List.of(condition(random, 2), condition(random, 1));
        for (int i = 0; i < 6; i++) {
            String part = repeated.get(random.nextInt(2));
            String text = random.nextBoolean() ? condition(random, 4) : "(" + part + ") || " + condition(random, 2) + " && (" + part + ")";
            checked.add(compiler.check(node(text), "when").orElseThrow(() -> new AssertionError(text + " " + file.problems())));
        }
        compiler.startTranslation(SHARED);
        List<Condition> conditions = checked.stream().map(c -> compiler.translate(c, "when")).toList();
        assertTrue(file.problems().isEmpty(), file.problems()::toString);
        long[] values = new long[SHARED];
        Facts facts = new Facts(variable -> values[variable], SHARED + compiler.shared());
        for (int round = 0; round < 10; round++) {
            Map<String, Object> activation = values(random, values);
            facts.next();
            for (int i = 0; i < checked.size(); i++) {
                facts.recover();
                boolean ours = conditions.get(i).test(facts);
                String found = facts.failed() ? "error" : String.valueOf(ours);
                assertEquals(celResult(checked.get(i).tree(), activation), found, checked.get(i).node() + " " + activation);
            }
        }
    }

    private static String celResult(CelAbstractSyntaxTree tree, Map<String, Object> activation) throws Exception {
        CelRuntime.Program program = RUNTIME.createProgram(tree);
        try {
            return String.valueOf(program.eval(activation));
        } catch (CelEvaluationException e) {
            return "error";
        }
    }

    private static Map<String, Object> values(Random random, long[] values) {
        Map<String, Object> activation = new HashMap<>();
        for (RequestVariable variable : RequestVariable.values()) {
            long value = random.nextInt(5);
            values[variable.ordinal()] = value;
            activation.put(variable.ruleName(), value);
        }
        values[RequestVariable.PIN.ordinal()] &= 1;
        activation.put("pin", values[RequestVariable.PIN.ordinal()] == 1);
        activation.put("type", RiskType.of((int) values[RequestVariable.TYPE.ordinal()]).ruleName());
        activation.put("entry", EntryMode.of((int) values[RequestVariable.ENTRY.ordinal()]).ruleName());
        for (int i = 0; i < COUNTERS; i++) {
            long value = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(5);
            values[RequestVariable.COUNT + i] = value;
            activation.put("counter.c" + i, value);
        }
        return activation;
    }

    private static String condition(Random random, int depth) {
        if (depth == 0) {
            return switch (random.nextInt(5)) {
                case 0 -> "pin";
                case 1 -> "type == \"" + RiskType.of(random.nextInt(5)).ruleName() + "\"";
                case 2 -> "entry in [\"keyed\", \"chip\", \"code\"]";
                case 3 -> number(random, 0) + " in [1, 3, 4]";
                default -> comparison(random, 0);
            };
        }
        String left = condition(random, depth - 1);
        String right = condition(random, depth - 1);
        return switch (random.nextInt(7)) {
            case 0, 1 -> "(" + left + " && " + right + ")";
            case 2, 3 -> "(" + left + " || " + right + ")";
            case 4 -> "!(" + left + ")";
            case 5 -> "(" + left + " ? " + right + " : " + condition(random, depth - 1) + ")";
            default -> comparison(random, depth);
        };
    }

    private static String comparison(Random random, int depth) {
        String[] operators = {"==", "!=", "<", "<=", ">", ">="};
        return "(" + number(random, depth) + " " + operators[random.nextInt(6)] + " " + number(random, depth) + ")";
    }

    private static String number(Random random, int depth) {
        if (depth == 0) {
            return switch (random.nextInt(4)) {
                case 0 -> String.valueOf(random.nextInt(5));
                case 1 -> "amount";
                case 2 -> "mcc";
                default -> "counter.c" + random.nextInt(COUNTERS);
            };
        }
        String left = number(random, depth - 1);
        String right = number(random, depth - 1);
        return switch (random.nextInt(7)) {
            case 0 -> "-(" + left + ")";
            case 1 -> "(" + condition(random, depth - 1) + " ? " + left + " : " + right + ")";
            default -> "(" + left + " " + "+-*/%".charAt(random.nextInt(5)) + " " + right + ")";
        };
    }

    @Test
    void shouldNamePlaceAndExpectationWhenAConstructIsNotSupported() {
        RuleCompiler compiler = compiler();
        for (String text : List.of("amount > 1 && [amount].exists(x, x > 1)", "type.startsWith(\"s\")", "type < entry", "type == entry",
            "money(\"x\") > 1", "amount_in(\"CNY\") > 1", "currency == \"XYZ1\"", "size(type) > 1")) {
            compiler.check(node(text), "when").ifPresent(checked -> compiler.translate(checked, "when"));
        }
        assertEquals(10, file.problems().size(), file.problems()::toString);
        for (String problem : file.problems()) {
            assertTrue(problem.startsWith("risk.yaml:1:") && problem.contains("expected"), problem);
        }
    }
}
