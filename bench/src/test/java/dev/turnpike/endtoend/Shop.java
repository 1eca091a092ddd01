package dev.turnpike.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.Main;
import dev.turnpike.simulator.ShopFile;
import dev.turnpike.simulator.acquirer.AcquirerContext;
import dev.turnpike.simulator.acquirer.SimulatedAcquirer;
import dev.turnpike.simulator.terminal.TerminalFleet;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.wire.Hex;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An installation in a folder: the switch as a process of its own, both simulated acquirers inside the test. One thread. */
final class Shop implements AutoCloseable {
    static final List<String> ACQUIRERS = List.of("cup-a", "cup-b");
    private static final int START_SECONDS = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, SimulatedAcquirer> acquirers = new HashMap<>();
    private final List<Product> processes = new ArrayList<>();
    private Product running;

    Shop(Path root) {
        this.root = root;
    }

    /** Runs {@code init}, gives every party a free port and sets the upstream time-out. */
    Shop init(int timeoutMs, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("init", root.toString()));
        arguments.addAll(List.of(options));
        command(arguments.toArray(new String[0]));
        for (String name : List.of("pos", "admin", "cup-a", "cup-b")) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.put(name, socket.getLocalPort());
            }
        }
        change(file -> {
            file.listener(port("pos")).admin(port("admin"));
            ACQUIRERS.forEach(name -> file.upstream(name, port(name), timeoutMs));
        });
        return this;
    }

    /** Changes turnpike.yaml. */
    Shop change(java.util.function.Consumer<ShopFile> change) throws IOException {
        Path file = root.resolve("config/turnpike.yaml");
        ShopFile text = new ShopFile(Files.readString(file));
        change.accept(text);
        Files.writeString(file, text.text());
        return this;
    }

    /** Runs a short command inside the test; it must end with 0. */
    static String command(String... arguments) {
        StringWriter said = new StringWriter();
        int code = Main.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said)).execute(arguments);
        if (code != 0) {
            throw new AssertionError(String.join(" ", arguments) + " ended with " + code + ": " + said);
        }
        return said.toString();
    }

    /** Starts one acquirer; its zone PIN key is that of {@code init}. */
    Shop acquirer(String name, boolean binaryBitmap) throws IOException {
        String zonePinKey = ShopFile.acquirer(root, name).get("zpk");
        acquirers.put(name, SimulatedAcquirer.start(new AcquirerContext().name(name).port(port(name)).ledgerPort(0).lateMs(20_000)
            .binaryBitmap(binaryBitmap).zonePinKey(Hex.bytes(zonePinKey)).conclude()));
        return this;
    }

    /** Starts both acquirers with hexadecimal bitmap. */
    Shop acquirers() throws IOException {
        return acquirer("cup-a", false).acquirer("cup-b", false);
    }

    /** Stops one acquirer. */
    void stopAcquirer(String name) throws IOException {
        acquirers.remove(name).close();
    }

    /** Starts the switch and waits until it is ready and signed on to every acquirer that runs. */
    Product start() throws IOException, InterruptedException {
        running = Product.start(root.resolve("logs/switch-" + processes.size() + ".log"), "run", "--config", config().toString());
        processes.add(running);
        running.await("ready and signed on to " + acquirers.keySet(), START_SECONDS, () -> acquirers.isEmpty() ? live() : signedOn());
        return running;
    }

    private boolean live() {
        try {
            return status().path("state").asText().equals("serving");
        } catch (IOException e) {
            return false;
        }
    }

    private boolean signedOn() {
        try {
            return status().path("ready").asBoolean() && linksUp() >= acquirers.size();
        } catch (IOException e) {
            return false;
        }
    }

    /** Acquirers to which the switch is signed on; -1 when it does not say. */
    int linksUp() {
        try {
            int up = 0;
            for (JsonNode link : status().path("links")) {
                up += link.path("state").asText().equals("signed-on") ? 1 : 0;
            }
            return up;
        } catch (IOException e) {
            return -1;
        }
    }

    /** The switch that was started last. */
    Product running() {
        return running;
    }

    /** Folder of it all. */
    Path root() {
        return root;
    }

    Path config() {
        return root.resolve("config");
    }

    Path authority() {
        return root.resolve("data/tls/ca.pem");
    }

    int port(String name) {
        return ports.get(name);
    }

    int terminalPort() {
        return port("pos");
    }

    /** Port of an acquirer's ledger. */
    int ledgerPort(String acquirer) {
        return acquirers.get(acquirer).ledgerPort();
    }

    /** Tells an acquirer how to behave, for example {@code dropReversals=1000}. */
    void control(String acquirer, String query) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ledgerPort(acquirer) + "/control?" + query))
                .timeout(Duration.ofSeconds(5)).POST(HttpRequest.BodyPublishers.noBody()).build();
            http.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The terminals that {@code init} made, with their clear keys. */
    List<TerminalIdentity> fleet() throws IOException {
        return TerminalFleet.read(root.resolve("sim/terminals.csv"));
    }

    /** Body of an admin page. */
    String admin(String path) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("admin") + path)).timeout(Duration.ofSeconds(5))
                .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    JsonNode status() throws IOException {
        return JSON.readTree(admin("/status"));
    }

    /** The counters of /metrics by name and labels. */
    Map<String, Long> metrics() throws IOException {
        Map<String, Long> values = new HashMap<>();
        admin("/metrics").lines().filter(l -> !l.startsWith("#") && l.contains(" "))
            .forEach(l -> values.put(l.substring(0, l.lastIndexOf(' ')), Long.parseLong(l.substring(l.lastIndexOf(' ') + 1))));
        return values;
    }

    /** One counter, 0 when it is not there. */
    long metric(String name) throws IOException {
        return metrics().getOrDefault(name, 0L);
    }

    @Override
    public void close() throws IOException {
        processes.forEach(Product::close);
        for (SimulatedAcquirer acquirer : acquirers.values()) {
            acquirer.close();
        }
        http.close();
    }
}
