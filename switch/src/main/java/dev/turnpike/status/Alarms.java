package dev.turnpike.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Conditions that a person must see: stable id, counter, one log line, listed until acknowledged (docs/OPERATIONS.md has a row per
 * id). Any thread.
 */
public final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    /** One alarm as shown by {@code turnpike status}. Times are wall milliseconds. */
    public record Alarm(String id, String text, long firstMs, long lastMs, long count) {
    }

    private final Map<String, Alarm> open = new TreeMap<>();
    private final Counters counters;
    private final Clock clock;

    /** Uses {@code counters} for {@code turnpike_alarms_total{id=...}}. */
    public Alarms(Counters counters, Clock clock) {
        this.counters = counters;
        this.clock = clock;
    }

    /** Raises or repeats the alarm {@code id}; the text of the last call is kept. Only the first of a run of equal alarms is logged. */
    public synchronized void raise(String id, String text) {
        long now = clock.wallMs();
        Alarm before = open.get(id);
        open.put(id, new Alarm(id, text, before == null ? now : before.firstMs(), now, before == null ? 1 : before.count() + 1));
        counters.counter("turnpike_alarms_total{id=\"" + id + "\"}", "Times this alarm was raised").increment();
        if (before == null) {
            LOG.warn("ALARM {}: {}", id, text);
        }
    }

    /** Takes the alarm off the list; false when it was not on it. */
    public synchronized boolean acknowledge(String id) {
        return open.remove(id) != null;
    }

    /** The alarms nobody has acknowledged, ordered by id. */
    public synchronized List<Alarm> list() {
        return new ArrayList<>(open.values());
    }
}
