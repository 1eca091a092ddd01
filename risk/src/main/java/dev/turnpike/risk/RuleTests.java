package dev.turnpike.risk;

import dev.turnpike.risk.RuleEnvironment.Domain;
import dev.turnpike.risk.RuleEnvironment.Variable;
import dev.turnpike.risk.expression.Facts;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Runs the test cases that stand beside the rules: {@code given} sets variables (everything else is that of an ordinary sale with empty
 * counters), {@code expect} is {@code hit} or {@code pass}.
 */
final class RuleTests {
    private final RuleFile file;
    private final RuleEnvironment environment;
    private final RiskRules rules;
    private final ZoneId zone;

    RuleTests(RuleFile file, RuleEnvironment environment, RiskRules rules, ZoneId zone) {
        this.file = file;
        this.environment = environment;
        this.rules = rules;
        this.zone = zone;
    }

    void run(RiskRule rule, List<Node> cases) {
        for (Node node : cases) {
            Map<String, Node> parts = file.mapping(node, "test", List.of("given", "expect"));
            if (!parts.containsKey("given") || !parts.containsKey("expect")) {
                file.problem(node, "the test is incomplete, expected given and expect");
                continue;
            }
            String expected = file.text(parts.get("expect"), "expect");
            if (!expected.equals("hit") && !expected.equals("pass")) {
                file.problem(parts.get("expect"), "expect is " + expected + ", expected hit or pass");
                continue;
            }
            int before = file.problems().size();
            String found = outcome(rule, parts.get("given"));
            if (file.problems().size() == before && !found.equals(expected)) {
                file.problem(node, "test of rule " + rule.name() + " gives " + found + ", expected " + expected);
            }
        }
    }

    private String outcome(RiskRule rule, Node given) {
        RiskRequest r = new RiskRequest().transactionType(firstType(rule)).entryMode(EntryMode.CHIP.code())
            .currency(Currencies.numeric("CNY")).cardHashLow(1).bin(622848).terminal(0).merchant(0).mcc(5411).amountMinor(100);
        Map<Integer, Long> overrides = new HashMap<>();
        file.mapping(given, "given", List.of()).forEach((name, node) -> set(r, overrides, name, node));
        Facts facts = new Facts(variable -> {
            Long override = overrides.get(variable);
            if (override != null) {
                return override;
            }
            if (variable < RequestVariable.COUNT) {
                return RequestVariable.of(variable).value(r, rules.localTime());
            }
            int function = variable - RequestVariable.COUNT - rules.counters().size();
            return function < 0 ? 0 : rules.functions().get(function).value(r);
        }, rules.variables());
        facts.next();
        boolean applies = (rule.typeBits() & 1 << r.transactionType()) != 0 && rule.inScope(r);
        boolean holds = applies && rule.condition().test(facts);
        return facts.failed() ? "an arithmetic error" : holds ? "hit" : "pass";
    }

    private static int firstType(RiskRule rule) {
        boolean sale = (rule.typeBits() & 1 << RiskType.SALE.code()) != 0;
        return sale ? RiskType.SALE.code() : Integer.numberOfTrailingZeros(rule.typeBits());
    }

    private void set(RiskRequest r, Map<Integer, Long> overrides, String name, Node node) {
        String text = file.text(node, name);
        if (name.equals("time")) {
            try {
                r.timeMs(LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli());
            } catch (DateTimeParseException e) {
                file.problem(node, "time is " + text + ", expected local time as 2026-11-22T03:30");
            }
            return;
        }
        Variable variable = environment.variable(name);
        if (variable == null) {
            file.problem(node, name + " is not a variable, expected one that a condition may name, or time");
        } else if (text.matches("-?[0-9.]+ [A-Z]{3}")) {
            money(r, overrides, name, node, text.split(" "));
        } else if (variable.domain() == Domain.NUMBER) {
            override(r, overrides, variable, file.number(node, name, Long.MIN_VALUE, Long.MAX_VALUE));
        } else if (variable.domain() == Domain.FLAG) {
            override(r, overrides, variable, file.flag(node, name) ? 1 : 0);
        } else {
            long value = environment.resolve(variable.domain(), text);
            if (value < 0) {
                file.problem(node, text + " is not known, expected " + environment.expected(variable.domain()));
            }
            override(r, overrides, variable, value);
        }
    }

    private void money(RiskRequest r, Map<Integer, Long> overrides, String name, Node node, String[] parts) {
        try {
            r.currency(Currencies.numeric(parts[1]));
            override(r, overrides, environment.variable(name), Currencies.minor(parts[0], parts[1]));
        } catch (IllegalArgumentException | ArithmeticException e) {
            file.problem(node, "amount is " + parts[0] + " " + parts[1] + ", expected an amount such as 500.00 CNY");
        }
    }

    /** Request variables are set in the request too, so that limits, lists and scopes see them. */
    private static void override(RiskRequest r, Map<Integer, Long> overrides, Variable variable, long value) {
        overrides.put(variable.number(), value);
        if (variable.number() >= RequestVariable.COUNT) {
            return;
        }
        switch (RequestVariable.of(variable.number())) {
            case TYPE -> r.transactionType((int) value);
            case ENTRY -> r.entryMode((int) value);
            case BIN, BIN6 -> r.bin((int) value);
            case TERMINAL -> r.terminal((int) value);
            case MERCHANT -> r.merchant((int) value);
            case GROUP -> r.terminalGroup((int) value);
            case MCC -> r.mcc((int) value);
            case AMOUNT -> r.amountMinor(value);
            case CURRENCY -> r.currency((int) value);
            case PIN -> r.hasPin(value != 0);
            case HOUR, MINUTE, WEEKDAY -> { }
        }
    }
}
