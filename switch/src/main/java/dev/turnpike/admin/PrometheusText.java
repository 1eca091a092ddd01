package dev.turnpike.admin;

import dev.turnpike.status.Counter;
import dev.turnpike.status.Counters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prometheus text exposition, version 0.0.4: HELP and TYPE once for each family, its samples together. Stateless. */
public final class PrometheusText {
    /** Content type of the text. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private PrometheusText() {
    }

    /** All counters as text. */
    public static String of(Counters counters) {
        Map<String, List<Counter>> families = new TreeMap<>();
        for (Counter counter : counters.all()) {
            families.computeIfAbsent(family(counter.name()), k -> new ArrayList<>()).add(counter);
        }
        StringBuilder text = new StringBuilder(8_192);
        families.forEach((name, members) -> {
            Counter first = members.getFirst();
            text.append("# HELP ").append(name).append(' ').append(escapeHelp(first.help())).append('\n');
            text.append("# TYPE ").append(name).append(first.isGauge() ? " gauge\n" : " counter\n");
            for (Counter counter : members) {
                text.append(counter.name()).append(' ').append(counter.value()).append('\n');
            }
        });
        return text.toString();
    }

    /** The name without labels. */
    static String family(String name) {
        int brace = name.indexOf('{');
        return brace < 0 ? name : name.substring(0, brace);
    }

    private static String escapeHelp(String help) {
        return help.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
