package dev.turnpike.risk;

import dev.turnpike.risk.LimitTable.Scope;
import dev.turnpike.risk.RuleEnvironment.Domain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the sections {@code limits} and {@code rates}. */
final class LimitSection {
    private static final String COUNT = "count";
    private static final long RATE_MAX = 100_000_000_000_000L;

    private final RuleFile file;
    private final RuleEnvironment environment;

    LimitSection(RuleFile file, RuleEnvironment environment) {
        this.file = file;
        this.environment = environment;
    }

    Map<String, LimitTable> read(Node section) {
        Map<String, LimitTable> limits = new LinkedHashMap<>();
        file.mapping(section, "limits", List.of()).forEach((name, node) -> {
            RuleSection.checkName(file, node, name, "limit");
            LimitTable table = new LimitTable();
            file.mapping(node, "limit " + name, List.of()).forEach((key, value) -> {
                switch (key) {
                    case "terminals" -> scoped(table, value, Scope.TERMINAL, Domain.TERMINAL);
                    case "merchants" -> scoped(table, value, Scope.MERCHANT, Domain.MERCHANT);
                    case "groups" -> scoped(table, value, Scope.GROUP, Domain.GROUP);
                    default -> entry(table, Scope.ALL, 0, key, value);
                }
            });
            limits.put(name, table);
        });
        return limits;
    }

    private void scoped(LimitTable table, Node node, Scope scope, Domain domain) {
        file.mapping(node, "limits by " + domain.name().toLowerCase(java.util.Locale.ROOT), List.of()).forEach((name, values) -> {
            long index = environment.resolve(domain, name);
            if (index < 0) {
                file.problem(values, name + " is not known, expected " + environment.expected(domain));
                return;
            }
            file.mapping(values, "limits of " + name, List.of())
                .forEach((key, value) -> entry(table, scope, (int) index, key, value));
        });
    }

    private void entry(LimitTable table, Scope scope, int index, String key, Node value) {
        if (key.equals(COUNT)) {
            table.set(scope, index, LimitTable.NO_CURRENCY, file.number(value, COUNT, 0, Long.MAX_VALUE - 1));
            return;
        }
        int currency = Currencies.numeric(key);
        if (currency < 0) {
            file.problem(value, key + " is not a limit, expected count, a currency of ISO 4217, groups, merchants or terminals");
            return;
        }
        String text = file.text(value, "limit in " + key);
        try {
            long minor = Currencies.minor(text.replace("_", ""), key);
            if (minor >= 0) {
                table.set(scope, index, currency, minor);
                return;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // reported below, like a negative amount
        }
        file.problem(value, "limit is " + text + " " + key + ", expected an amount with at most " + Currencies.exponent(key)
            + " digits after the point");
    }

    /** The conversion of {@code rates}; the reference currency is put into {@code reference[0]}. */
    AmountConversion rates(Node section, String[] reference) {
        AmountConversion conversion = new AmountConversion();
        Map<String, Node> entries = file.mapping(section, "rates", List.of());
        Node name = entries.remove("reference");
        if (name == null || Currencies.numeric(file.text(name, "reference")) < 0) {
            file.problem(name == null ? section : name, "rates have no reference currency, expected reference: and three letters of ISO 4217");
            return conversion;
        }
        reference[0] = file.text(name, "reference");
        conversion.rate(reference[0], 100_000_000L, reference[0]);
        entries.forEach((currency, node) -> {
            if (Currencies.numeric(currency) < 0) {
                file.problem(node, currency + " is not a currency, expected three letters of ISO 4217");
                return;
            }
            String text = file.text(node, "rate");
            try {
                long rate = new java.math.BigDecimal(text).movePointRight(AmountConversion.RATE_DIGITS).longValueExact();
                if (rate > 0 && rate <= RATE_MAX) {
                    conversion.rate(currency, rate, reference[0]);
                    return;
                }
            } catch (ArithmeticException | NumberFormatException e) {
                // reported below, like a rate out of range
            }
            file.problem(node, "rate is " + text + ", expected 0.00000001 to 1000000 with at most 8 digits after the point");
        });
        return conversion;
    }
}
