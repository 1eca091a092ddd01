package dev.turnpike.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;

/** Writes the answer of {@code /status}. Stateless apart from a factory that any thread may use. */
final class StatusJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private StatusJson() {
    }

    static String of(SwitchStatus status, AdminContext context, long uptimeMs) throws IOException {
        StringWriter text = new StringWriter(4_096);
        try (JsonGenerator g = FACTORY.createGenerator(text)) {
            g.writeStartObject();
            g.writeStringField("state", status.state());
            g.writeBooleanField("live", status.live());
            g.writeBooleanField("ready", status.ready());
            g.writeStringField("reason", status.reason());
            g.writeNumberField("uptimeMs", uptimeMs);
            g.writeObjectFieldStart("facts");
            for (Map.Entry<String, String> fact : status.facts().entrySet()) {
                g.writeStringField(fact.getKey(), fact.getValue());
            }
            g.writeEndObject();
            listeners(g, status);
            links(g, status);
            alarms(g, context.alarms());
            g.writeObjectFieldStart("counters");
            for (Counter counter : context.counters().all()) {
                g.writeNumberField(counter.name(), counter.value());
            }
            g.writeEndObject();
            g.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static void listeners(JsonGenerator g, SwitchStatus status) throws IOException {
        g.writeArrayFieldStart("listeners");
        for (SwitchStatus.ListenerStatus l : status.listeners()) {
            g.writeStartObject();
            g.writeStringField("name", l.name());
            g.writeStringField("address", l.address());
            g.writeNumberField("connections", l.connections());
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    private static void links(JsonGenerator g, SwitchStatus status) throws IOException {
        g.writeArrayFieldStart("links");
        for (SwitchStatus.LinkStatus l : status.links()) {
            g.writeStartObject();
            g.writeStringField("name", l.name());
            g.writeStringField("address", l.address());
            g.writeStringField("state", l.state());
            g.writeNumberField("connections", l.connections());
            g.writeNumberField("inFlight", l.inFlight());
            g.writeNumberField("reversals", l.reversals());
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    private static void alarms(JsonGenerator g, Alarms alarms) throws IOException {
        g.writeArrayFieldStart("alarms");
        for (Alarms.Alarm a : alarms.list()) {
            g.writeStartObject();
            g.writeStringField("id", a.id());
            g.writeStringField("about", a.about());
            g.writeStringField("text", a.text());
            g.writeNumberField("firstMs", a.firstMs());
            g.writeNumberField("lastMs", a.lastMs());
            g.writeNumberField("count", a.count());
            g.writeEndObject();
        }
        g.writeEndArray();
    }
}
