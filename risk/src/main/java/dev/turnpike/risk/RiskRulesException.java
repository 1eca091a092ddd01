package dev.turnpike.risk;

import java.util.List;

/** A rule file that cannot be used. */
public final class RiskRulesException extends Exception {
    private static final long serialVersionUID = 1L;

    /** One line per problem. */
    private final String[] problems;

    /** Takes all problems, each {@code file:line:column: what, expected what}. */
    public RiskRulesException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = problems.toArray(new String[0]);
    }

    /** All problems, each {@code file:line:column: what, expected what}. */
    public List<String> problems() {
        return List.of(problems);
    }
}
