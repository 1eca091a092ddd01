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

    /**
     * One alarm as shown by {@code turnpike status}. Times are wall milliseconds.
     *
     * @param id    what kind of alarm
     * @param about whom it is about, such as the name of a link; empty when there is only one of the kind
     */
    public record Alarm(String id, String about, String text, long firstMs, long lastMs, long count) {
        /** The name by which it is acknowledged: the id, and behind a slash whom it is about. */
        public String name() {
            return about.isEmpty() ? id : id + "/" + about;
        }
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
    public void raise(String id, String text) {
        raise(id, "", text);
    }

    /** As above; alarms about different {@code about} (letters, digits, - and _) are alarms of their own. */
    public synchronized void raise(String id, String about, String text) {
        long now = clock.wallMs();
        String name = about.isEmpty() ? id : id + "/" + about;
        Alarm before = open.get(name);
        open.put(name, new Alarm(id, about, text, before == null ? now : before.firstMs(), now, before == null ? 1 : before.count() + 1));
        counters.counter("turnpike_alarms_total{id=\"" + id + "\"}", "Times this alarm was raised").increment();
        if (before == null) {
            LOG.warn("ALARM {}: {}", name, text);
        }
    }

    /** Takes the alarm with this {@link Alarm#name() name}, or all of this id, off the list; false when there was none. */
    public synchronized boolean acknowledge(String name) {
        return open.values().removeIf(a -> a.name().equals(name) || a.id().equals(name));
    }

    /** The alarms nobody has acknowledged, ordered by name. */
    public synchronized List<Alarm> list() {
        return new ArrayList<>(open.values());
    }
}
