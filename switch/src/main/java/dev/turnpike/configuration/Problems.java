package dev.turnpike.configuration;

import java.util.ArrayList;
import java.util.List;

/** Collects the mistakes of one load. One thread. */
public final class Problems {
    private final List<Problem> list = new ArrayList<>();

    /** Adds an error at a position. */
    public void error(Position at, String text) {
        list.add(new Problem(at.file(), at.line(), at.column(), Problem.Severity.ERROR, text));
    }

    /** Adds a warning at a position. */
    public void warning(Position at, String text) {
        list.add(new Problem(at.file(), at.line(), at.column(), Problem.Severity.WARNING, text));
    }

    /** Everything found so far, ordered by file and position, equal lines once. */
    public List<Problem> sorted() {
        return list.stream().sorted().distinct().toList();
    }

    /** True when at least one problem prevents the start. */
    public boolean hasErrors() {
        return list.stream().anyMatch(Problem::isError);
    }

    /** How many were found so far, warnings included. */
    public int size() {
        return list.size();
    }
}
