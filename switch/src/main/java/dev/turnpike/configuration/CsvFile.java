package dev.turnpike.configuration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads a CSV file: UTF-8, comma, a header line that names the columns in any order, {@code #} comments, optional double quotes.
 * Reports mistakes with line and column and goes on. One thread.
 */
public final class CsvFile {
    private final Problems problems;
    private final String name;
    private final List<String> required;
    private final List<String> optional;
    private int[] columns;
    private int width;

    /** A reader of {@code file} that reports to {@code problems}; every column is either required or optional. */
    public CsvFile(Problems problems, Path file, List<String> required, List<String> optional) {
        this.problems = problems;
        this.name = file.toString();
        this.required = List.copyOf(required);
        this.optional = List.copyOf(optional);
    }

    /** One line of values. Valid after the call it was handed to, too. */
    public final class Line {
        private final int number;
        private final List<String> cells;
        private final List<Integer> starts;
        private boolean wrong;

        private Line(int number, List<String> cells, List<Integer> starts) {
            this.number = number;
            this.cells = cells;
            this.starts = starts;
        }

        /** Where the value of a column stands; the line's start when the file has no such column. */
        public Position at(String column) {
            int index = index(column);
            return new Position(name, number, index < 0 || index >= starts.size() ? 1 : starts.get(index));
        }

        /** True after a mistake was reported for this line. */
        public boolean isWrong() {
            return wrong;
        }

        /** Reports a mistake at a column. */
        public void error(String column, String text) {
            wrong = true;
            problems.error(at(column), text);
        }

        /** A required value of a form; the empty string after a mistake. */
        public String text(String column, Pattern form, String expected) {
            String value = cell(column);
            if (!form.matcher(value).matches()) {
                error(column, value.isEmpty() ? column + " is empty, expected " + expected
                        : column + " is \"" + shown(value) + "\", expected " + expected);
                return "";
            }
            return value;
        }

        /** A value that may be empty. {@code parser} gives null for a wrong one. */
        public <T> Optional<T> optional(String column, Function<String, T> parser, String expected) {
            String value = cell(column);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            T parsed = parser.apply(value);
            if (parsed == null) {
                error(column, column + " is \"" + shown(value) + "\", expected " + expected);
            }
            return Optional.ofNullable(parsed);
        }

        /** True when the file has the column and the line a value for it. */
        public boolean has(String column) {
            return !cell(column).isEmpty();
        }

        /** The value as it stands, empty when there is none; for values that must not be repeated in messages. */
        public String cell(String column) {
            int index = index(column);
            return index < 0 || index >= cells.size() ? "" : cells.get(index);
        }
    }

    /** Hands every line with the right number of values to {@code consumer}, in order. */
    public void read(String text, Consumer<Line> consumer) {
        int number = 0;
        columns = null;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<Integer> starts = new ArrayList<>();
            List<String> cells = split(line, number, starts);
            if (columns == null) {
                header(cells, starts, number);
            } else if (cells.size() != width) {
                problems.error(new Position(name, number, cells.size() > width ? starts.get(width) : line.length() + 1),
                        "line has " + cells.size() + " values, expected " + width);
            } else {
                consumer.accept(new Line(number, cells, starts));
            }
        }
        if (columns == null) {
            problems.error(Position.startOf(name), "file is empty, expected a header line: " + String.join(",", required));
        }
    }

    private void header(List<String> cells, List<Integer> starts, int number) {
        width = cells.size();
        columns = new int[required.size() + optional.size()];
        Arrays.fill(columns, -1);
        List<String> all = new ArrayList<>(required);
        all.addAll(optional);
        for (int i = 0; i < cells.size(); i++) {
            int known = all.indexOf(cells.get(i));
            Position at = new Position(name, number, starts.get(i));
            if (known < 0) {
                problems.error(at, "unknown column \"" + shown(cells.get(i)) + "\"" + Nearest.hint(cells.get(i), all)
                        + ", expected one of " + String.join(", ", all));
            } else if (columns[known] >= 0) {
                problems.error(at, "column \"" + cells.get(i) + "\" is given twice, expected it once");
            } else {
                columns[known] = i;
            }
        }
        for (String column : required) {
            if (columns[all.indexOf(column)] < 0) {
                problems.error(new Position(name, number, 1), "column \"" + column + "\" is missing, expected a header with "
                        + String.join(",", required));
            }
        }
    }

    private int index(String column) {
        int r = required.indexOf(column);
        return r >= 0 ? columns[r] : columns[required.size() + optional.indexOf(column)];
    }

    private List<String> split(String line, int number, List<Integer> starts) {
        List<String> cells = new ArrayList<>();
        int i = 0;
        while (true) {
            int begin = i;
            while (i < line.length() && line.charAt(i) == ' ') {
                i++;
            }
            starts.add(Math.min(i, line.length()) + 1);
            if (i < line.length() && line.charAt(i) == '"') {
                StringBuilder cell = new StringBuilder();
                i = quoted(line, i + 1, cell);
                if (i < 0) {
                    problems.error(new Position(name, number, begin + 1), "quote is not closed, expected \" before the next comma");
                    i = line.length();
                }
                cells.add(cell.toString());
                int comma = line.indexOf(',', i);
                i = comma < 0 ? line.length() : comma;
            } else {
                int comma = line.indexOf(',', i);
                int end = comma < 0 ? line.length() : comma;
                cells.add(line.substring(i, end).strip());
                i = end;
            }
            if (i >= line.length()) {
                return cells;
            }
            i++;
        }
    }

    /** Appends the text after an opening quote; the index after the closing one, or -1. */
    private static int quoted(String line, int from, StringBuilder cell) {
        int i = from;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                i++;
            } else if (c == '"') {
                return i + 1;
            }
            cell.append(c);
            i++;
        }
        return -1;
    }

    private static String shown(String value) {
        return value.length() > 40 ? value.substring(0, 40) + "..." : value;
    }
}
