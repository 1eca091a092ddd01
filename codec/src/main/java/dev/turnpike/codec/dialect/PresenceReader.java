package dev.turnpike.codec.dialect;

import java.util.ArrayList;
import java.util.List;

import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the {@code presence} rows of a dialect file. */
final class PresenceReader {
    private static final int DIGITS_MAX = 18;

    private final Problems problems;
    private final FieldSpec[] fields;

    PresenceReader(Problems problems, FieldSpec[] fields) {
        this.problems = problems;
        this.fields = fields;
    }

    List<PresenceRow> read(Node node) {
        List<PresenceRow> rows = new ArrayList<>();
        if (!(node instanceof SequenceNode sequence)) {
            problems.add(node, "\"presence\" is not a list", "a list of rows");
            return rows;
        }
        for (Node row : sequence.getValue()) {
            rows.add(readRow(Properties.of(row, problems)));
        }
        return rows;
    }

    private PresenceRow readRow(Properties p) {
        p.restrict(Vocabulary.PRESENCE);
        String mti = p.text("mti", "");
        if (!mti.matches("[0-9]{4}")) {
            problems.add(p.at("mti"), "row with \"mti\" \"" + mti + "\"", "four digits in quotes");
            mti = "0";
        }
        List<PresenceRow.Condition> conditions = new ArrayList<>();
        if (p.has("match")) {
            Properties.of(p.node("match"), problems).entries().forEach((path, value) -> condition(path, value, conditions));
        }
        List<Integer> mandatory = numbers(p, "mandatory");
        List<Integer> others = numbers(p, "conditional");
        others.addAll(numbers(p, "optional"));
        for (int number : others) {
            if (mandatory.contains(number)) {
                problems.add(p.at("mandatory"), "field " + number + " is mandatory and conditional or optional", "one of them");
            }
        }
        return new PresenceRow(p.text("name", "row " + mti), Integer.parseInt(mti), conditions, mandatory, others);
    }

    private void condition(String path, Node node, List<PresenceRow.Condition> conditions) {
        String value = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        String[] parts = path.split("\\.", 2);
        FieldSpec spec = parts[0].matches("[0-9]{1,3}") && Integer.parseInt(parts[0]) < fields.length
            ? fields[Integer.parseInt(parts[0])] : null;
        int from = 0;
        boolean found = spec != null && parts.length == 1;
        if (spec != null && parts.length == 2 && spec.structure() != null
            && spec.structure().kind() == StructureKind.POSITIONAL) {
            for (int i = 0; i < spec.structure().elementCount() && !found; i++) {
                FieldSpec element = spec.structure().element(i);
                if (element == null || element.lengthForm() != LengthForm.FIXED) {
                    break;
                }
                found = element.id().equals(parts[1]);
                from += found ? 0 : element.maxUnits();
            }
        }
        if (!found) {
            problems.add(node, "condition on \"" + path + "\"", "a field, or a fixed positional sub-field of one");
        } else if (!value.matches("[0-9]{1," + DIGITS_MAX + "}")) {
            problems.add(node, "condition " + path + " is \"" + value + "\"", "1 to " + DIGITS_MAX + " digits in quotes");
        } else {
            conditions.add(new PresenceRow.Condition(spec.number(), from, value.length(), Long.parseLong(value)));
        }
    }

    private List<Integer> numbers(Properties p, String key) {
        List<Integer> result = new ArrayList<>();
        if (!p.has(key)) {
            return result;
        }
        if (!(p.node(key) instanceof SequenceNode sequence)) {
            problems.add(p.node(key), "\"" + key + "\" is not a list", "field numbers in brackets");
            return result;
        }
        for (Node node : sequence.getValue()) {
            String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) < fields.length && fields[Integer.parseInt(text)] != null) {
                result.add(Integer.parseInt(text));
            } else {
                problems.add(node, "field \"" + text + "\"", "the number of a field of this dialect");
            }
        }
        return result;
    }
}
