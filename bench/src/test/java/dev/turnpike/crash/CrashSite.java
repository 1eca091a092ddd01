package dev.turnpike.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.Main;
import dev.turnpike.demo.ChildProcess;
import dev.turnpike.simulator.ShopFile;
import dev.turnpike.simulator.acquirer.AcquirerContext;
import dev.turnpike.simulator.acquirer.SimulatedAcquirer;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TerminalFleet;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.status.Clock;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A shop whose switch is a process of its own and whose acquirers live in this one, so that they outlive every crash. One thread;
 * {@link #terminals} and {@link #upstreamRequests} any.
 */
final class CrashSite implements AutoCloseable {
    /** Divides the timers of the shipped configuration: 45 s for an answer become 1.5 s. */
    static final int TIME_SCALE = 30;
    static final int START_MS = 30_000;
    private static final int LATE_MS = 2_000;
    private static final long POLL_NS = 5_000_000L;
    private static final long CLOSELY_NS = 100_000L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final SplittableRandom random;
    private final Clock clock = SystemClock.INSTANCE;
    private final Map<String, SimulatedAcquirer> acquirers = new LinkedHashMap<>();
    private final List<ChildProcess> children = new ArrayList<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int terminalPort;
    private int adminPort;
    private int starts;

    CrashSite(Path root, long seed) {
        this.root = root;
        this.random = new SplittableRandom(seed);
    }

    /** Makes configuration and keys, and starts the acquirers. */
    void prepare(int fleet) throws IOException {
        StringWriter said = new StringWriter();
        int code = Main.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said))
            .execute("init", root.toString(), "--fleet", Integer.toString(fleet));
        if (code != 0) {
            throw new IOException("turnpike init failed: " + said);
        }
        terminalPort = freePort();
        adminPort = freePort();
        Path file = root.resolve("config/turnpike.yaml");
        ShopFile shop = new ShopFile(Files.readString(file)).listener(terminalPort).admin(adminPort)
            .set("test", null, "time-scale", Integer.toString(TIME_SCALE))
            // Small and short-lived files, so that kills also meet the change from one to the next.
            .set("journal", null, "segment", "1M").set("journal", null, "maxSegmentAge", "1s");
        for (String name : List.of("cup-a", "cup-b")) {
            SimulatedAcquirer acquirer = SimulatedAcquirer.start(new AcquirerContext().name(name).port(freePort())
                .zonePinKey(Hex.bytes(ShopFile.acquirer(root, name).get("zpk"))).lateMs(LATE_MS).latencyMs(0, 30)
                    .seed(random.nextLong())
                .ledgerFile(root.resolve("sim/" + name + ".ledger")).conclude());
            acquirers.put(name, acquirer);
            shop.upstream(name, acquirer.port(), 45_000);
        }
        Files.writeString(file, shop.text());
    }

    /**
     * A port below the range of outgoing connections: a terminal that retries must not come to sit on the port of the dead
     * switch.
     */
    private int freePort() throws IOException {
        while (true) {
            int port = 15_000 + random.nextInt(15_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (java.net.BindException e) {
                // Somebody has it: the next number.
                continue;
            }
        }
    }

    Path journal() {
        return root.resolve("data/journal");
    }

    /** Segments that the journal has been through and kept. */
    long journalFiles() throws IOException {
        try (Stream<Path> files = Files.walk(journal())) {
            return files.filter(f -> f.toString().endsWith(".cq4")).count();
        }
    }

    Path stateDirectory() {
        return root.resolve("sim/state");
    }

    List<TerminalIdentity> fleet() throws IOException {
        return TerminalFleet.read(root.resolve("sim/terminals.csv"));
    }

    /**
     * Options of terminals; reversals are sent again as often as it takes, because the switch is away more often than in a shop.
     */
    TerminalContext terminals(boolean shortConnections) {
        return new TerminalContext().port(terminalPort).authority(root.resolve("data/tls/ca.pem"))
            .stateDirectory(stateDirectory())
            .answerTimeoutMs(6_000).resends(100_000).shortConnections(shortConnections).conclude();
    }

    /** Starts a switch on the data of this shop, as {@code turnpike demo} does; does not wait. */
    ChildProcess startSwitch() {
        starts++;
        ChildProcess child = ChildProcess.start("switch", root.resolve("logs/switch-" + starts + ".log"),
            List.of("run", "--config", root.resolve("config").toString()));
        children.add(child);
        return child;
    }

    Path log() {
        return root.resolve("logs/switch-" + starts + ".log");
    }

    /** Kills without warning, and waits until the kernel has taken everything back. */
    void kill(ChildProcess child) {
        child.kill();
        awaitEnd(child);
    }

    void awaitEnd(ChildProcess child) {
        await("the end of process " + child.pid(), START_MS, () -> !child.alive());
    }

    /** Waits until terminals are served and both acquirers are signed on. */
    void awaitReady(ChildProcess child) {
        child.await("readiness", START_MS, () -> get(adminPort, "/health/ready") != null);
        child.await("sign-on at both acquirers", START_MS, () -> {
            String metrics = get(adminPort, "/metrics");
            return metrics != null && sum(metrics, "turnpike_upstream_up{") >= acquirers.size();
        });
    }

    /** Requests without outcome, and reversals and refunds without acknowledgement; -1 when the switch does not say. */
    long open() {
        String metrics = get(adminPort, "/metrics");
        return metrics == null ? -1 : sum(metrics, "turnpike_in_flight{") + sum(metrics, "turnpike_reversals_open{");
    }

    String metrics() {
        return get(adminPort, "/metrics");
    }

    private static long sum(String metrics, String prefix) {
        return metrics.lines().filter(l -> l.startsWith(prefix))
            .mapToLong(l -> Long.parseLong(l.substring(l.lastIndexOf(' ') + 1))).sum();
    }

    /** Messages that the acquirers have got, echo tests included. */
    long upstreamRequests() {
        return counter("requests");
    }

    /** What has moved or could have moved money at the acquirers. */
    long movements() {
        return counter("requests") - counter("network");
    }

    private long counter(String name) {
        long sum = 0;
        for (SimulatedAcquirer acquirer : acquirers.values()) {
            String counters = acquirer.counters();
            int at = counters.indexOf("\"" + name + "\":") + name.length() + 3;
            int end = at;
            while (Character.isDigit(counters.charAt(end))) {
                end++;
            }
            sum += Long.parseLong(counters.substring(at, end));
        }
        return sum;
    }

    /** Everything in the ledgers. */
    List<Posting> postings() throws IOException {
        List<Posting> all = new ArrayList<>();
        for (Map.Entry<String, SimulatedAcquirer> acquirer : acquirers.entrySet()) {
            String body = get(acquirer.getValue().ledgerPort(), "/postings");
            for (JsonNode json : JSON.readTree(body)) {
                all.add(Posting.of(acquirer.getKey(), json));
            }
        }
        return all;
    }

    private String get(int port, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10)).build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Waits for a condition; {@link AssertionError} naming it when time runs out. */
    void await(String what, long limitMs, BooleanSupplier condition) {
        long start = clock.monotonicNs();
        while (!condition.getAsBoolean()) {
            if (clock.monotonicNs() - start > limitMs * 1_000_000L) {
                throw new AssertionError("not within " + limitMs + " ms: " + what);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** Waits for a condition, looking every tenth of a millisecond, but no longer than the limit. */
    void awaitClosely(long limitMs, BooleanSupplier condition) {
        long start = clock.monotonicNs();
        while (!condition.getAsBoolean() && clock.monotonicNs() - start < limitMs * 1_000_000L) {
            LockSupport.parkNanos(CLOSELY_NS);
        }
    }

    @Override
    public void close() throws IOException {
        children.forEach(ChildProcess::kill);
        children.forEach(this::awaitEnd);
        for (SimulatedAcquirer acquirer : acquirers.values()) {
            acquirer.close();
        }
        http.close();
    }
}
