package dev.turnpike.configuration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Relations between values, reported where a person will change one. Stateless. */
final class RelationChecks {
    private static final String FILE = ConfigurationLoader.MAIN_FILE;

    private RelationChecks() {
    }

    static void check(Reading reading, TurnpikeConfiguration c) {
        unique(reading, "listeners", "listener", c.listeners(), ListenerConfiguration::name);
        unique(reading, "terminalProfiles", "terminal profile", c.terminalProfiles(), TerminalProfile::name);
        unique(reading, "upstreams", "upstream", c.upstreams(), UpstreamConfiguration::name);
        ports(reading, c);
        times(reading, c);
        sizes(reading, c);
        pipeline(reading, c);
    }

    private static <T> void unique(Reading reading, String list, String what, List<T> entries, Function<T, String> name) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String n = name.apply(entries.get(i));
            if (n != null && seen.putIfAbsent(n, i) != null) {
                Position first = reading.at(FILE, list + "[" + seen.get(n) + "].name");
                reading.problems().error(reading.at(FILE, list + "[" + i + "].name"), what + " \"" + n + "\" is given twice, first on line "
                        + first.line() + ", expected another name");
            }
        }
    }

    private static void ports(Reading reading, TurnpikeConfiguration c) {
        Map<Integer, String> taken = new HashMap<>();
        for (ListenerConfiguration l : c.listeners()) {
            String owner = taken.putIfAbsent(l.port(), "listener \"" + l.name() + "\"");
            if (owner != null) {
                reading.problems().error(reading.at(FILE, "listeners[" + l.number() + "].port"),
                        "port " + l.port() + " is already that of " + owner + ", expected another port");
            }
        }
        String owner = taken.get(c.admin().port());
        if (owner != null) {
            reading.problems().error(reading.at(FILE, "admin.port"), "port " + c.admin().port() + " is already that of " + owner
                    + ", expected another port");
        }
    }

    private static void times(Reading reading, TurnpikeConfiguration c) {
        LimitsConfiguration limits = c.limits();
        Duration most = limits.terminalTimeout().minus(limits.margin());
        if (most.isNegative() || most.isZero()) {
            reading.problems().error(reading.at(FILE, "limits.margin"), "margin leaves nothing of terminalTimeout, expected less than "
                    + Durations.format(limits.terminalTimeout()));
            return;
        }
        for (UpstreamConfiguration u : c.upstreams()) {
            String path = "upstreams[" + u.number() + "].";
            if (u.times().timeout().compareTo(most) >= 0) {
                reading.problems().error(reading.at(FILE, path + "timeout"), "timeout of upstream \"" + u.name() + "\" is "
                        + Durations.format(u.times().timeout()) + scaled(c) + ", expected less than " + Durations.format(most)
                        + " (limits.terminalTimeout " + Durations.format(limits.terminalTimeout()) + " - limits.margin "
                        + Durations.format(limits.margin()) + ")");
            }
            if (u.times().reconnectFirst().compareTo(u.times().reconnectMax()) > 0) {
                reading.problems().error(reading.at(FILE, path + "reconnectFirst"), "reconnectFirst is longer than reconnectMax, expected at most "
                        + Durations.format(u.times().reconnectMax()));
            }
            if (u.reversal().settle().compareTo(u.times().timeout()) < 0) {
                reading.problems().warning(reading.at(FILE, path + "reversal.settle"), "settle is shorter than the time-out of upstream \""
                        + u.name() + "\", expected about twice " + Durations.format(u.times().timeout()));
            }
        }
        for (ListenerConfiguration l : c.listeners()) {
            if (l.times().idle().compareTo(limits.terminalTimeout()) < 0) {
                reading.problems().error(reading.at(FILE, "listeners[" + l.number() + "].idle"), "idle of listener \"" + l.name()
                        + "\" is shorter than limits.terminalTimeout, expected at least " + Durations.format(limits.terminalTimeout())
                        + ": it would close connections that wait for an answer");
            }
        }
    }

    private static String scaled(TurnpikeConfiguration c) {
        return c.general().timeScale() == 1 ? "" : " after division by test.time-scale";
    }

    private static void sizes(Reading reading, TurnpikeConfiguration c) {
        LimitsConfiguration limits = c.limits();
        if (Integer.bitCount(limits.ringSize()) != 1) {
            reading.problems().error(reading.at(FILE, "limits.ringSize"), "ringSize is " + limits.ringSize()
                    + ", expected a power of two such as " + Integer.highestOneBit(limits.ringSize()));
        }
        if (limits.maxTransactions() < limits.maxInFlight()) {
            reading.problems().error(reading.at(FILE, "limits.maxTransactions"), "maxTransactions is " + limits.maxTransactions()
                    + ", expected at least limits.maxInFlight " + limits.maxInFlight());
        }
        List<String> names = new ArrayList<>();
        long sum = 0;
        for (UpstreamConfiguration u : c.upstreams()) {
            sum += u.maxInFlight();
            names.add(u.name());
        }
        if (sum > limits.maxInFlight()) {
            reading.problems().error(reading.at(FILE, "limits.maxInFlight"), "maxInFlight is " + limits.maxInFlight() + ", expected at least " + sum
                    + ", the sum of maxInFlight of " + String.join(", ", names));
        }
        if (c.terminals().size() > limits.maxTerminals()) {
            reading.problems().error(reading.at(FILE, "limits.maxTerminals"), "maxTerminals is " + limits.maxTerminals()
                    + ", expected at least " + c.terminals().size() + ", the number of lines of terminals.csv");
        }
    }

    private static void pipeline(Reading reading, TurnpikeConfiguration c) {
        PipelineConfiguration p = c.pipeline();
        int threads = 1 + p.eventLoops() + p.linkLoops();
        int cores = Runtime.getRuntime().availableProcessors();
        if (p.waitStrategy() == PipelineConfiguration.WaitStrategy.BUSY_SPIN && threads > cores) {
            reading.problems().error(reading.at(FILE, "pipeline.waitStrategy"), "waitStrategy is busy-spin with " + threads + " threads on "
                    + cores + " cores, expected backoff, or at least as many cores as threads");
        }
    }
}
