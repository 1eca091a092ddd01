package dev.turnpike.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import dev.turnpike.status.SystemClock;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code turnpike simulate}: runs seeds of the deterministic simulation and stops at the first that breaks a promise. */
@Command(name = "simulate", mixinStandardHelpOptions = true,
    description = {"Runs the core and the pipeline over a simulated disk, network, terminals and acquirers, one world per seed, and checks",
        "every promise of docs/TESTING.md. A seed gives the same run each time. Ends with 1 at the first seed that breaks a promise."},
    footer = {"", "Examples:", "  turnpike simulate --from 1 --seeds 1000", "  turnpike simulate --seed 42 --trace"})
public final class SimulateCommand implements Callable<Integer> {
    private static final long PROGRESS_MS = 5_000;
    @Option(names = "--from", paramLabel = "N", defaultValue = "1", description = "First seed. Default: ${DEFAULT-VALUE}")
    private long from;
    @Option(names = "--seeds", paramLabel = "N", defaultValue = "500", description = "How many seeds. Default: ${DEFAULT-VALUE}")
    private long seeds;
    @Option(names = "--seed", paramLabel = "S", description = "This seed alone, twice, and compares the journals.")
    private Long seed;
    @Option(names = "--trace", description = "Prints what happens, line by line; with --seed.")
    private boolean trace;
    @Option(names = "--keep-going", description = "Goes on after a seed that breaks a promise.")
    private boolean keepGoing;
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public SimulateCommand() {
    }

    @Override
    public Integer call() {
        if (seeds < 1 || trace && seed == null) {
            throw new UserMistakeException(ExitCode.USAGE, seeds < 1 ? "--seeds is out of range, expected at least 1"
                : "--trace needs --seed S, expected one seed to follow");
        }
        // Faults are the purpose here: what the switch logs about them would bury the result.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        PrintWriter out = spec.commandLine().getOut();
        int code = seed != null ? one(out) : many(out);
        out.flush();
        return code;
    }

    private int one(PrintWriter out) {
        Simulation simulation = new Simulation();
        Simulation.Result first = simulation.run(seed, trace ? out::println : null);
        Simulation.Result second = simulation.run(seed, null);
        report(out, first);
        if (first.history() != second.history()) {
            out.println("seed " + seed + " gave two different journals");
            return ExitCode.FAILED;
        }
        return first.violations().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private int many(PrintWriter out) {
        Simulation simulation = new Simulation();
        long began = SystemClock.INSTANCE.wallMs();
        long printed = began;
        long broken = 0;
        long transactions = 0;
        long restarts = 0;
        for (long s = from; s < from + seeds; s++) {
            Simulation.Result result = simulation.run(s, null);
            transactions += result.transactions();
            restarts += result.restarts();
            if (!result.violations().isEmpty()) {
                broken++;
                report(out, result);
                if (!keepGoing) {
                    break;
                }
            }
            long now = SystemClock.INSTANCE.wallMs();
            if (now - printed >= PROGRESS_MS) {
                printed = now;
                out.println((s - from + 1) + " of " + seeds + " seeds, " + (s - from + 1) * 1000 / Math.max(1, now - began) + " a second, "
                    + transactions + " transactions, " + restarts + " restarts, " + broken + " seeds broken");
                out.flush();
            }
        }
        out.print(simulation.coverage().table());
        long tookMs = SystemClock.INSTANCE.wallMs() - began;
        out.println((broken == 0 ? seeds + " seeds kept every promise" : broken + " seeds broke a promise") + ": " + transactions
            + " transactions, " + restarts + " restarts, " + tookMs / 1000 + " s");
        return broken == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void report(PrintWriter out, Simulation.Result result) {
        if (result.violations().isEmpty()) {
            out.println("seed " + result.seed() + " kept every promise: " + result.transactions() + " transactions, " + result.restarts()
                + " restarts, journal " + Long.toHexString(result.history()));
            return;
        }
        result.violations().forEach(v -> out.println("seed " + result.seed() + ": " + v));
        out.println("again: ./turnpike simulate --seed " + result.seed() + " --trace");
    }
}
