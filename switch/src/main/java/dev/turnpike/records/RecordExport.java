package dev.turnpike.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Records for other programs: one JSON object a line, or a table of comma separated values with a column for every field of the schema.
 * Amounts are minor units; times are UTC. One thread.
 */
public final class RecordExport {
    private static final List<String> FIRST = List.of("epoch", "sequence", "time", "record", "transactions", "rrn", "card");

    private final JsonFactory json = new JsonFactory();
    private final List<String> columns;

    /** Columns are those of the schema of this program. */
    public RecordExport() {
        Set<String> names = new LinkedHashSet<>(FIRST);
        for (RecordSchema.Template t : RecordSchema.INSTANCE.templates()) {
            t.fields().stream().filter(RecordExport::isColumn).forEach(f -> names.add(f.name()));
        }
        columns = List.copyOf(names);
    }

    private static boolean isColumn(RecordSchema.Field f) {
        return !FieldText.isHidden(f) && !f.name().equals("txId");
    }

    /** The first line of a table. */
    public String header() {
        return String.join(",", columns);
    }

    /** The record as a line of the table. */
    public String csv(RecordFields r) {
        List<String> values = new ArrayList<>(columns.size());
        for (String column : columns) {
            values.add(quoted(FIRST.contains(column) ? first(r, column) : field(r, column)));
        }
        return String.join(",", values);
    }

    private static String first(RecordFields r, String column) {
        return switch (column) {
            case "epoch" -> Integer.toString(r.epoch());
            case "sequence" -> Long.toString(r.sequence());
            case "time" -> Instant.ofEpochMilli(r.wallMs()).toString();
            case "record" -> r.kind();
            case "transactions" -> ids(r);
            case "rrn" -> r.rrn();
            default -> r.has("panLength") ? r.card() : "";
        };
    }

    private static String ids(RecordFields r) {
        StringBuilder text = new StringBuilder();
        for (long id : r.transactions()) {
            text.append(text.isEmpty() ? "" : " ").append(id);
        }
        return text.toString();
    }

    private static String field(RecordFields r, String column) {
        RecordSchema.Field f = r.field(column);
        return f == null ? "" : FieldText.of(r, f);
    }

    // A value that a spreadsheet would take for a formula gets a quote in front.
    private static String quoted(String value) {
        boolean formula = !value.isEmpty() && "=+-@".indexOf(value.charAt(0)) >= 0 && !value.matches("-?[0-9]+");
        String safe = formula ? "'" + value : value;
        return safe.indexOf(',') < 0 && safe.indexOf('"') < 0 ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }

    /** The record as one JSON object; fields that are empty are left out. */
    public String json(RecordFields r) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator out = json.createGenerator(text)) {
            out.writeStartObject();
            out.writeNumberField("epoch", r.epoch());
            out.writeNumberField("sequence", r.sequence());
            out.writeStringField("time", first(r, "time"));
            out.writeStringField("record", r.kind());
            out.writeArrayFieldStart("transactions");
            for (long id : r.transactions()) {
                out.writeNumber(id);
            }
            out.writeEndArray();
            write(out, "rrn", r.rrn());
            write(out, "card", first(r, "card"));
            if (r.template() != null) {
                fields(out, r);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void fields(JsonGenerator out, RecordFields r) throws IOException {
        for (RecordSchema.Field f : r.template().fields()) {
            if (!isColumn(f)) {
                continue;
            }
            if (FieldText.isNumber(f) && r.has(f)) {
                out.writeNumberField(f.name(), r.number(f));
            } else {
                write(out, f.name(), FieldText.of(r, f));
            }
        }
    }

    private static void write(JsonGenerator out, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            out.writeStringField(name, value);
        }
    }
}
