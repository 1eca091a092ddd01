package dev.turnpike.simulator.terminal;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a terminal needs to reverse its last request: the fields of the 0400, the reason and how often it went out.
 *
 * @param fields canonical values by field number, hexadecimal for field 55; without 39 and 64
 * @param reason field 39: 98 no answer, A0 wrong MAC in the answer, 06 any other
 * @param sends how often it was written to a connection
 */
record ReversalRecord(Map<Integer, String> fields, String reason, int sends) {
    static final String NO_ANSWER = "98";
    static final String WRONG_MAC = "A0";
    static final String OTHER = "06";

    ReversalRecord {
        fields = new TreeMap<>(fields);
    }

    ReversalRecord because(String other) {
        return new ReversalRecord(fields, other, sends);
    }

    ReversalRecord sentAgain() {
        return new ReversalRecord(fields, reason, sends + 1);
    }

    int trace() {
        return Integer.parseInt(fields.get(11));
    }

    int batch() {
        return Integer.parseInt(fields.get(60).substring(2, 8));
    }

    long amountMinor() {
        return Long.parseLong(fields.get(4));
    }

    String text() {
        StringBuilder text = new StringBuilder("reason=" + reason + "\nsends=" + sends + "\n");
        fields.forEach((field, value) -> text.append(field).append('=').append(value).append('\n'));
        return text.toString();
    }

    static ReversalRecord parse(String text) {
        Map<Integer, String> fields = new TreeMap<>();
        String reason = NO_ANSWER;
        int sends = 0;
        for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            String name = line.substring(0, equals);
            String value = line.substring(equals + 1);
            switch (name) {
                case "reason" -> reason = value;
                case "sends" -> sends = Integer.parseInt(value);
                default -> fields.put(Integer.valueOf(name), value);
            }
        }
        return new ReversalRecord(fields, reason, sends);
    }
}
