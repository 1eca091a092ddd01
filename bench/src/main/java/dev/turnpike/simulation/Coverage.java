package dev.turnpike.simulation;

import java.util.ArrayList;
import java.util.List;

/** How often each fault met each state, and where processes died. One thread. */
public final class Coverage {
    private final long[][] hits = new long[Fault.values().length][Cell.values().length];
    private final long[] crashes = new long[Boundary.values().length];

    Coverage() {
    }

    void hit(Fault fault, Cell cell) {
        hits[fault.ordinal()][cell.ordinal()]++;
    }

    void crashed(Boundary boundary) {
        crashes[boundary.ordinal()]++;
    }

    /** Adds the counts of another run. */
    void add(Coverage other) {
        for (Boundary boundary : Boundary.values()) {
            crashes[boundary.ordinal()] += other.crashes[boundary.ordinal()];
        }
        for (int i = 0; i < hits.length; i++) {
            for (int j = 0; j < hits[i].length; j++) {
                hits[i][j] += other.hits[i][j];
            }
        }
    }

    /** The pairs that a fault names as possible and that never occurred, and boundaries without a crash, as text. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            for (Cell cell : fault.expected()) {
                if (hits[fault.ordinal()][cell.ordinal()] == 0) {
                    missing.add(fault + " in " + cell);
                }
            }
        }
        for (Boundary boundary : Boundary.values()) {
            if (crashes[boundary.ordinal()] == 0) {
                missing.add("a crash " + boundary);
            }
        }
        return missing;
    }

    /** The table for people: a line per fault, a column per state; a dot where the fault cannot meet the state. */
    public String table() {
        StringBuilder text = new StringBuilder(String.format("%-26s%-10s", "fault", "row"));
        for (Cell cell : Cell.values()) {
            text.append(String.format("%11s", cell.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')));
        }
        for (Fault fault : Fault.values()) {
            text.append(String.format("%n%-26s%-10s", fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), fault.rows()));
            for (Cell cell : Cell.values()) {
                long count = hits[fault.ordinal()][cell.ordinal()];
                text.append(String.format("%11s", count == 0 && !fault.expected().contains(cell) ? "." : Long.toString(count)));
            }
        }
        text.append(String.format("%ncrashes:"));
        for (Boundary boundary : Boundary.values()) {
            text.append(' ').append(boundary.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')).append(' ')
                .append(crashes[boundary.ordinal()]).append(',');
        }
        text.setLength(text.length() - 1);
        return text.append(System.lineSeparator()).toString();
    }
}
