package dev.turnpike.status;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The registry of counters. Register at start, keep the returned object; registering a name twice gives the same counter. Any thread. */
public final class Counters {
    private final ConcurrentMap<String, Counter> byName = new ConcurrentHashMap<>();

    /** Registers a number that only grows. {@code name} follows the Prometheus rules and ends in {@code _total}. */
    public Counter counter(String name, String help) {
        return byName.computeIfAbsent(name, n -> new Counter(n, help, false));
    }

    /** Registers a number that may go up and down. */
    public Counter gauge(String name, String help) {
        return byName.computeIfAbsent(name, n -> new Counter(n, help, true));
    }

    /** All counters, ordered by name. */
    public List<Counter> all() {
        List<Counter> list = new ArrayList<>(byName.values());
        list.sort((a, b) -> a.name().compareTo(b.name()));
        return list;
    }
}
