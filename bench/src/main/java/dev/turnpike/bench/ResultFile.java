package dev.turnpike.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnpike.status.Clock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Writes a result as JSON with what one must know to judge it: machine, Java, flags, mode. Stateless. */
final class ResultFile {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

    private ResultFile() {
    }

    static void write(Path file, LoadResult result, String journalMode, boolean selfContained, Clock clock) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.put("when", Instant.ofEpochMilli(clock.wallMs()).toString());
        root.put("mode", result.plan().closed() ? "closed" : "open");
        root.put("warning", result.plan().closed() ? "closed loop: coordinated omission, high percentiles are understated" : "");
        root.put("journal", journalMode);
        root.put("tls", result.tls());
        root.put("connections", result.plan().connections());
        root.put("terminals", result.terminals());
        root.put("targetRate", result.plan().rate());
        root.put("warmupSeconds", result.plan().warmupSeconds());
        root.put("measuredMs", result.elapsedNs() / 1_000_000);
        root.put("sent", result.counters().sent.sum());
        root.put("approved", result.counters().approved.sum());
        root.put("approvedPerSecond", result.approvedPerSecond());
        root.put("lost", result.counters().lost.sum());
        root.put("failedChecks", result.counters().failures() - result.counters().lost.sum());
        root.put("rateMissed", result.rateMissed());
        ObjectNode codes = root.putObject("codes");
        result.counters().codes().forEach(codes::put);
        if (!result.rateMissed()) {
            ObjectNode latency = root.putObject("latencyMicros");
            for (double percentile : PERCENTILES) {
                latency.put("p" + java.math.BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString(),
                    result.latency().getValueAtPercentile(percentile));
            }
        }
        machine(root.putObject("machine"), selfContained);
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        Files.writeString(file, mapper.writeValueAsString(root) + "\n");
    }

    private static void machine(ObjectNode machine, boolean selfContained) throws IOException {
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("cpu", first(Path.of("/proc/cpuinfo"), "model name"));
        machine.put("memory", first(Path.of("/proc/meminfo"), "MemTotal"));
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        machine.put("layout", selfContained ? "rig, switch and acquirers share this machine"
            : "rig alone; the switch may be elsewhere");
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
        machine.put("flags", String.join(" ", flags));
    }

    private static String first(Path file, String key) throws IOException {
        if (!Files.isReadable(file)) {
            return "unknown";
        }
        return Files.readAllLines(file).stream().filter(l -> l.startsWith(key)).map(l -> l.substring(l.indexOf(':') + 1).trim())
            .findFirst().orElse("unknown");
    }
}
