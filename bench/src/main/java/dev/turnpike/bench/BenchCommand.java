package dev.turnpike.bench;

import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import dev.turnpike.demo.DemoSite;
import dev.turnpike.simulator.ShopFile;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TerminalFleet;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code turnpike bench}: purchases over TLS against a running switch, or against one that it starts itself. */
@Command(name = "bench", mixinStandardHelpOptions = true, subcommands = ReplayCommand.class,
    description = {"Sends purchases (chip, PIN, F55) over TLS and checks every answer: code, trace, terminal, amount, MAC.",
        "Closed loop unless --rate is given: then requests are due at a fixed rate and latency counts from when each was due.",
        "The switch journals each. The rig reverses nothing: a request without an answer counts as lost."},
    footer = {"", "Examples:", "  turnpike bench --self-contained",
        "  turnpike bench --self-contained --rate 1000 --result result.json",
        "  turnpike bench --config shop --connections 64 --duration 60"})
public final class BenchCommand implements Callable<Integer> {
    @Option(names = "--self-contained", description = "Makes a throw-away shop and starts switch and acquirers for the run.")
    private boolean selfContained;
    @Option(names = {"-f", "--config"}, paramLabel = "DIR", defaultValue = "${env:TURNPIKE_CONFIG:-.}",
        description = "Folder made by turnpike init: port, CA, terminals. Default: TURNPIKE_CONFIG, else the current folder.")
    private Path directory;
    @Option(names = "--fleet", paramLabel = "FILE.csv", description = "Terminals. Default: DIR/sim/terminals.csv")
    private Path fleet;
    @Option(names = "--ca", paramLabel = "FILE", description = "Authority to trust. Default: DIR/data/tls/ca.pem")
    private Path authority;
    @Option(names = "--plain", description = "No TLS.")
    private boolean plain;
    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address of the switch. Default: ${DEFAULT-VALUE}")
    private String host;
    @Option(names = "--port", defaultValue = "0", description = "Port of the switch. Default: that of DIR, else 8583")
    private int port;
    @Option(names = {"-c", "--connections"}, defaultValue = "64",
        description = "Connections, one request in flight each. Default: ${DEFAULT-VALUE}")
    private int connections;
    @Option(names = "--terminals", defaultValue = "0", description = "Terminals that take turns. Default: one per connection")
    private int terminals;
    @Option(names = "--profile", defaultValue = "cup-ecb",
        description = "With --self-contained: cup-ecb, cup-x919 or both. Default: ${DEFAULT-VALUE}")
    private String profile;
    @Option(names = "--journal", defaultValue = "durable",
        description = "With --self-contained: durable or page-cache. Default: ${DEFAULT-VALUE}")
    private String journal;
    @Option(names = "--rate", paramLabel = "N", defaultValue = "0",
        description = "Purchases a second (open loop). Default: closed loop")
    private int rate;
    @Option(names = "--duration", paramLabel = "SECONDS", defaultValue = "30",
        description = "Measurement. Default: ${DEFAULT-VALUE}")
    private int duration;
    @Option(names = "--warmup", paramLabel = "SECONDS", defaultValue = "10", description = "Before it. Default: ${DEFAULT-VALUE}")
    private int warmup;
    @Option(names = "--loops", defaultValue = "1", description = "Event loop threads of the rig. Default: ${DEFAULT-VALUE}")
    private int loops;
    @Option(names = "--cards", defaultValue = "4", description = "Different cards of each terminal. Default: ${DEFAULT-VALUE}")
    private int cards;
    @Option(names = "--result", paramLabel = "FILE.json", description = "Writes the result with machine, Java and flags.")
    private Path result;
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public BenchCommand() {
    }

    @Override
    public Integer call() {
        check();
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (!selfContained) {
                return run(root(), port == 0 ? ShopFile.listenerPort(root(), 8583) : port,
                    fleet != null ? fleet : root().resolve("sim/terminals.csv"),
                        ShopFile.value(root(), "journal", "mode", "unknown"), out);
            }
            Path shop = Files.createTempDirectory("turnpike-bench-");
            out.println("starting switch and acquirers in " + shop);
            out.flush();
            DemoSite site = BenchSite.start(shop, Math.max(terminals, connections), profile, journal);
            Runtime.getRuntime().addShutdownHook(new Thread(site::close, "stop bench"));
            try (site) {
                return run(shop, site.terminalPort(), shop.resolve("sim/bench.csv"), journal, out);
            }
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.IO, "bench: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UserMistakeException(ExitCode.DATA, e.getMessage());
        }
    }

    private int run(Path shop, int at, Path terminalsFile, String journalMode, PrintWriter out) throws IOException {
        Path trusted = plain ? null : authority != null ? authority : shop.resolve("data/tls/ca.pem");
        LoadPlan plan = new LoadPlan(host, at, trusted, connections, loops, rate, warmup, duration, cards);
        List<TerminalIdentity> taking = fleet(terminalsFile);
        TerminalContext options = new TerminalContext().host(host).port(at).authority(trusted)
            .stateDirectory(shop.resolve("sim/state")).conclude();
        LoadResult done = new LoadRun(plan, SystemClock.INSTANCE, out, new TraceFile(shop.resolve("sim/bench-traces")))
            .run(taking, options);
        done.print(out, journalMode);
        if (result != null) {
            ResultFile.write(result, done, journalMode, selfContained, SystemClock.INSTANCE);
            out.println("written to " + result);
        }
        out.flush();
        return done.clean() && !done.rateMissed() ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<TerminalIdentity> fleet(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "no fleet in " + file
                + "; expected --fleet FILE.csv, --config DIR made by turnpike init,"
                + " or --self-contained");
        }
        List<TerminalIdentity> all = TerminalFleet.read(file);
        int wanted = Math.max(terminals, connections);
        if (all.size() < wanted) {
            throw new UserMistakeException(ExitCode.DATA, file + " has " + all.size() + " terminals, expected at least " + wanted
                + "; make more with: turnpike init DIR --fleet " + wanted);
        }
        return all.subList(0, wanted);
    }

    private Path root() {
        Path name = directory.getFileName();
        Path above = directory.toAbsolutePath().normalize().getParent();
        return name != null && name.toString().equals("config") && above != null ? above : directory;
    }

    private void check() {
        require(connections >= 1 && connections <= 50_000, "--connections", "1 to 50000");
        require(loops >= 1 && loops <= 64, "--loops", "1 to 64");
        require(rate >= 0 && rate <= 1_000_000, "--rate", "1 to 1000000");
        require(duration >= 1 && duration <= 86_400, "--duration", "1 to 86400 seconds");
        require(warmup >= 0 && warmup <= 3_600, "--warmup", "0 to 3600 seconds");
        require(cards >= 1 && cards <= 10_000, "--cards", "1 to 10000");
        require(List.of("cup-ecb", "cup-x919", "both").contains(profile), "--profile", "cup-ecb, cup-x919 or both");
        require(List.of("durable", "page-cache").contains(journal), "--journal", "durable or page-cache");
    }

    private static void require(boolean good, String option, String expected) {
        if (!good) {
            throw new UserMistakeException(ExitCode.USAGE, option + " is out of range, expected " + expected);
        }
    }
}
