package dev.turnpike.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Carries every mistake of the run; the message lists them one a line. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** Takes all problems of a load, warnings included. */
    public ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** All problems, ordered by file and position. */
    public List<Problem> problems() {
        return problems;
    }
}
