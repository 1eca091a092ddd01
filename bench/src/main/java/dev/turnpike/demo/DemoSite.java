package dev.turnpike.demo;

import dev.turnpike.ExitCode;
import dev.turnpike.Main;
import dev.turnpike.UserMistakeException;
import dev.turnpike.simulator.ShopFile;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TerminalFleet;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A shop in a folder: configuration and keys by {@code init}, two acquirers and the switch as processes of their own. Used by one
 * thread; {@link #close} by any, once.
 */
public final class DemoSite implements AutoCloseable {
    /** Upstream time-out of the demonstration, short so that nobody waits. */
    public static final int TIMEOUT_MS = 3_000;
    private static final int START_MS = 20_000;

    private final Path root;
    private final boolean temporary;
    private final List<ChildProcess> children = new ArrayList<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final List<String> acquirerOptions = new ArrayList<>();
    private LedgerView ledgers;
    private int timeoutMs = TIMEOUT_MS;
    private boolean closed;

    /** A shop in {@code root}; the folder is removed at the end when it is {@code temporary}. */
    public DemoSite(Path root, boolean temporary) {
        this.root = root;
        this.temporary = temporary;
    }

    /** Adds options for both acquirers. */
    public DemoSite acquirerOptions(String... options) {
        acquirerOptions.addAll(List.of(options));
        return this;
    }

    /** Upstream time-out in milliseconds; {@link #TIMEOUT_MS} unless set. */
    public DemoSite timeoutMs(int value) {
        timeoutMs = value;
        return this;
    }

    /** Folder of the shop. */
    public Path root() {
        return root;
    }

    /** Folder of the journal. */
    public Path journal() {
        return root.resolve("data/journal");
    }

    /** What stands at the acquirers. */
    public LedgerView ledgers() {
        return ledgers;
    }

    /** Port of the switch for terminals. */
    public int terminalPort() {
        return ports.get("pos");
    }

    /** Loopback port for metrics and health. */
    public int adminPort() {
        return ports.get("admin");
    }

    /** Makes the configuration with {@code init}, unless the folder has one, and gives every party a free port. */
    public void prepare(String... initOptions) {
        Path file = root.resolve("config/turnpike.yaml");
        if (!Files.exists(file)) {
            List<String> arguments = new ArrayList<>(List.of("init", root.toString()));
            arguments.addAll(List.of(initOptions));
            StringWriter said = new StringWriter();
            CommandLine line = Main.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
            int code = line.execute(arguments.toArray(new String[0]));
            if (code != ExitCode.OK) {
                throw new UserMistakeException(code, "turnpike init failed: " + said);
            }
        }
        for (String name : List.of("pos", "admin", "cup-a", "cup-b", "ledger-a", "ledger-b")) {
            ports.put(name, freePort());
        }
        try {
            Files.writeString(file, new ShopFile(Files.readString(file)).listener(ports.get("pos")).admin(ports.get("admin"))
                .upstream("cup-a", ports.get("cup-a"), timeoutMs).upstream("cup-b", ports.get("cup-b"), timeoutMs).text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts acquirers and switch, and waits until the switch is ready and signed on to both. */
    public void start() {
        ChildProcess first = acquirer("cup-a", "ledger-a");
        ChildProcess second = acquirer("cup-b", "ledger-b");
        ledgers = new LedgerView(ports.get("ledger-a"), ports.get("ledger-b"));
        ChildProcess main = startSwitch();
        first.await("the ledger port of cup-a", START_MS, () -> ledgers.ok(ports.get("ledger-a"), "/counters"));
        second.await("the ledger port of cup-b", START_MS, () -> ledgers.ok(ports.get("ledger-b"), "/counters"));
        main.await("readiness (/health/ready)", START_MS, () -> ledgers.ok(adminPort(), "/health/ready"));
        main.await("sign-on at both acquirers", START_MS, () -> ledgers.everyCounterAtLeast("network", 1));
    }

    /** Starts the switch alone, again after a crash for instance; does not wait. */
    public ChildProcess startSwitch() {
        ChildProcess process = ChildProcess.start("switch", root.resolve("logs/switch.log"),
            List.of("run", "--config", root.resolve("config").toString()));
        add(process);
        return process;
    }

    private ChildProcess acquirer(String name, String ledger) {
        List<String> arguments = new ArrayList<>(List.of("sim", "host", "--name", name, "--port", ports.get(name).toString(),
            "--ledger-port", ports.get(ledger).toString(), "--late-ms", Integer.toString(timeoutMs + 5_000)));
        arguments.addAll(acquirerOptions);
        String zonePinKey = ShopFile.acquirer(root, name).get("zpk");
        if (zonePinKey != null) {
            arguments.addAll(List.of("--zpk", zonePinKey));
        }
        ChildProcess process = ChildProcess.start(name, root.resolve("logs/" + name + ".log"), arguments);
        add(process);
        return process;
    }

    private synchronized void add(ChildProcess child) {
        if (closed) {
            child.kill();
        } else {
            children.add(child);
        }
    }

    /** The simulated terminals of this shop. */
    public List<TerminalIdentity> fleet() {
        try {
            return TerminalFleet.read(root.resolve("sim/terminals.csv"));
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "cannot read the terminals of the shop: " + e.getMessage());
        }
    }

    /** Options of terminals that talk to this switch. */
    public TerminalContext terminals() {
        return new TerminalContext().port(terminalPort()).authority(root.resolve("data/tls/ca.pem"))
            .stateDirectory(root.resolve("sim/state"))
            .conclude();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ChildProcess> running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = new ArrayList<>(children);
        }
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).close();
        }
        if (ledgers != null) {
            ledgers.close();
        }
        if (temporary) {
            delete(root);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("turnpike: could not remove " + folder + ": " + e.getMessage());
        }
    }
}
