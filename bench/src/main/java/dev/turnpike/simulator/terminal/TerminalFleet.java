package dev.turnpike.simulator.terminal;

import dev.turnpike.simulator.wire.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.HashMap;

/** Reads the terminals of a test fleet from CSV: columns tid, mid, mcc, profile and tmk, or tpk and tak, in hexadecimal. */
public final class TerminalFleet {
    private TerminalFleet() {
    }

    /**
     * All terminals of the file in its order. The first line that is not a comment names the columns, in any order.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException naming file and line of the first mistake
     */
    public static List<TerminalIdentity> read(Path file) throws IOException {
        List<TerminalIdentity> fleet = new ArrayList<>();
        List<String> columns = null;
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split(",", -1);
            if (columns == null) {
                columns = List.of(line.trim().split("\\s*,\\s*"));
                continue;
            }
            try {
                fleet.add(identity(columns, cells));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ":" + number + ": " + e.getMessage());
            }
        }
        return fleet;
    }

    private static TerminalIdentity identity(List<String> columns, String[] cells) {
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < columns.size() && i < cells.length; i++) {
            row.put(columns.get(i), cells[i].trim());
        }
        return new TerminalIdentity(row.getOrDefault("tid", ""), row.getOrDefault("mid", ""), row.getOrDefault("mcc", ""),
            row.getOrDefault("profile", ""), key(row, "tmk"), key(row, "tpk"), key(row, "tak"));
    }

    private static byte[] key(Map<String, String> row, String column) {
        String digits = row.getOrDefault(column, "");
        if (!digits.matches("(?:[0-9A-Fa-f]{2})*")) {
            throw new IllegalArgumentException("column " + column + " is not hexadecimal");
        }
        return Hex.bytes(digits);
    }
}
