package dev.turnpike.codec.dialect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** The mistakes found in a dialect file and its parents. */
final class Problems {
    /** One mistake with its place, for sorting. */
    record Problem(String file, int line, int column, String text) {
    }

    private final List<Problem> found = new ArrayList<>();

    /** Adds a mistake at a node. */
    void add(Node node, String what, String expected) {
        add(node == null ? Optional.empty() : node.getStartMark(), what, expected);
    }

    /** Adds a mistake at a mark; without a mark the position is not known. */
    void add(Optional<Mark> mark, String what, String expected) {
        Problem problem = new Problem(mark.map(Mark::getName).orElse("?"), mark.map(m -> m.getLine() + 1).orElse(1),
            mark.map(m -> m.getColumn() + 1).orElse(1), what + ", expected " + expected);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    /** Adds a mistake of a whole file. */
    void addFile(String file, String what, String expected) {
        found.add(new Problem(file, 1, 1, what + ", expected " + expected));
    }

    /** Takes back what was found after there were {@code size} mistakes. */
    List<Problem> takeBack(int size) {
        List<Problem> late = found.subList(size, found.size());
        List<Problem> result = List.copyOf(late);
        late.clear();
        return result;
    }

    /** Adds mistakes that were taken back. */
    void addAll(List<Problem> problems) {
        problems.stream().filter(problem -> !found.contains(problem)).forEach(found::add);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    int size() {
        return found.size();
    }

    /** All mistakes as {@code file:line:column: what, expected what}, by place. */
    List<String> lines() {
        Comparator<Problem> byPlace = Comparator.comparing(Problem::file)
            .thenComparing(Problem::line).thenComparing(Problem::column);
        return found.stream().sorted(byPlace)
            .map(p -> p.file + ":" + p.line + ":" + p.column + ": " + p.text).toList();
    }
}
