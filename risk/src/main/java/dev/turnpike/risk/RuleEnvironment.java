package dev.turnpike.risk;

import java.util.LinkedHashMap;
import java.util.Map;

/** The variables a condition may name, with their numbers and domains. */
final class RuleEnvironment {
    /** What a variable holds. */
    enum Domain {
        /** An integer. */
        NUMBER,
        /** True or false. */
        FLAG,
        /** A transaction type by name. */
        TYPE,
        /** An entry mode by name. */
        ENTRY,
        /** A currency by its three letters. */
        CURRENCY,
        /** A merchant by its MID. */
        MERCHANT,
        /** A terminal by its TID. */
        TERMINAL,
        /** A terminal group by name. */
        GROUP;

        boolean isText() {
            return this != NUMBER && this != FLAG;
        }
    }

    /** One variable. */
    record Variable(int number, Domain domain) {
    }

    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final RiskNames names;

    RuleEnvironment(RiskNames names) {
        this.names = names;
        for (RequestVariable v : RequestVariable.values()) {
            variables.put(v.ruleName(), new Variable(v.ordinal(), switch (v) {
                case TYPE -> Domain.TYPE;
                case ENTRY -> Domain.ENTRY;
                case CURRENCY -> Domain.CURRENCY;
                case MERCHANT -> Domain.MERCHANT;
                case TERMINAL -> Domain.TERMINAL;
                case GROUP -> Domain.GROUP;
                case PIN -> Domain.FLAG;
                default -> Domain.NUMBER;
            }));
        }
    }

    void define(String name, int number, Domain domain) {
        variables.put(name, new Variable(number, domain));
    }

    /** The variable of a name, null when there is none. */
    Variable variable(String name) {
        return variables.get(name);
    }

    Map<String, Variable> variables() {
        return variables;
    }

    RiskNames names() {
        return names;
    }

    /** The number of a name in a domain, -1 when it has none. */
    long resolve(Domain domain, String name) {
        return switch (domain) {
            case TYPE -> {
                for (RiskType type : RiskType.values()) {
                    if (type.ruleName().equals(name)) {
                        yield type.code();
                    }
                }
                yield -1;
            }
            case ENTRY -> {
                for (EntryMode mode : EntryMode.values()) {
                    if (mode.ruleName().equals(name)) {
                        yield mode.code();
                    }
                }
                yield -1;
            }
            case CURRENCY -> Currencies.numeric(name);
            case MERCHANT -> names.merchant(name);
            case TERMINAL -> names.terminal(name);
            case GROUP -> names.group(name);
            case NUMBER, FLAG -> -1;
        };
    }

    /** What is expected in a domain, for a message. */
    String expected(Domain domain) {
        return switch (domain) {
            case TYPE -> "one of " + String.join(", ", java.util.Arrays.stream(RiskType.values()).map(RiskType::ruleName).toList());
            case ENTRY -> "one of " + String.join(", ", java.util.Arrays.stream(EntryMode.values()).map(EntryMode::ruleName).toList());
            case CURRENCY -> "three letters of ISO 4217";
            case MERCHANT -> "a merchant of the configuration";
            case TERMINAL -> "a terminal of the configuration";
            case GROUP -> "a terminal group of the configuration";
            case NUMBER -> "a number";
            case FLAG -> "true or false";
        };
    }
}
