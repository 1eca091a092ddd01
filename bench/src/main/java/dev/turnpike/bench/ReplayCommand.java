package dev.turnpike.bench;

import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import dev.turnpike.demo.ChildProcess;
import dev.turnpike.demo.DemoSite;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.status.Clock;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code turnpike bench replay}: how long a switch with a full journal takes from the start of its process until it listens. */
@Command(name = "replay", mixinStandardHelpOptions = true,
    description = {"Writes a journal of approved purchases into a throw-away shop, then starts the switch on it, several times, and measures from",
        "the start of the process until a terminal can connect. Each start verifies every record and rebuilds all state."},
    footer = {"", "Example:", "  turnpike bench replay --transactions 1000000 --starts 3"})
final class ReplayCommand implements Callable<Integer> {
    private static final int LIMIT_MS = 300_000;
    private static final String FLEET = "200";

    @Option(names = "--transactions", defaultValue = "1000000", description = "Purchases in the journal. Default: ${DEFAULT-VALUE}")
    private long transactions;
    @Option(names = "--starts", defaultValue = "3", description = "Starts, one after the other. Default: ${DEFAULT-VALUE}")
    private int starts;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (transactions < 1 || transactions > 100_000_000 || starts < 1 || starts > 100) {
            throw new UserMistakeException(ExitCode.USAGE, "--transactions is 1 to 100000000, --starts 1 to 100");
        }
        PrintWriter out = spec.commandLine().getOut();
        Clock clock = SystemClock.INSTANCE;
        try {
            Path shop = Files.createTempDirectory("turnpike-replay-");
            try (DemoSite site = new DemoSite(shop, true)) {
                site.prepare("--fleet", FLEET);
                List<String> terminals = site.fleet().stream().map(TerminalIdentity::tid).toList();
                long start = clock.monotonicNs();
                long bytes = new JournalMaker(site.journal(), terminals, clock).make(transactions);
                out.printf("made a journal of %d purchases, %d MB, in %.1f s%n", transactions, bytes >> 20,
                    (clock.monotonicNs() - start) / 1e9);
                out.flush();
                for (int i = 1; i <= starts; i++) {
                    start(site, i, clock, out);
                }
            }
            return ExitCode.OK;
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.IO, "bench replay: " + e.getMessage());
        }
    }

    private static void start(DemoSite site, int number, Clock clock, PrintWriter out) throws IOException {
        long start = clock.monotonicNs();
        try (ChildProcess process = site.startSwitch()) {
            process.await("a terminal's connection", LIMIT_MS, () -> connects(site.terminalPort()));
            out.printf("start %d: listening after %.2f s%n", number, (clock.monotonicNs() - start) / 1e9);
        }
        try (var lines = Files.lines(site.root().resolve("logs/switch.log"))) {
            lines.filter(l -> l.contains("recovered ") || l.contains("serving after")).forEach(l -> out.println("  " + l));
        }
        out.flush();
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
