package dev.turnpike.demo;

import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code turnpike demo}: a whole shop in a throw-away folder, and a terminal that shows what it does. */
@Command(name = "demo", mixinStandardHelpOptions = true,
    description = {"Makes a throw-away shop, starts the switch and two simulated acquirers as processes of their own,",
        "and lets a simulated terminal go through sign-on, sales, faults, reversals, void, refund and batch close.",
        "Then a small load until Ctrl-C."},
    footer = {"", "Examples:", "  turnpike demo", "  turnpike demo --once", "  turnpike demo --data shop"})
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--once", description = "Ends after the script: 0 when every step ended as expected, else names the step.")
    private boolean once;
    @Option(names = "--data", paramLabel = "DIR",
        description = "Makes the shop here and keeps it; goes on with one that is there.")
    private Path data;
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public DemoCommand() {
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path root = data == null ? temporary() : data.toAbsolutePath();
        DemoSite site = new DemoSite(root, data == null);
        Thread stop = new Thread(site::close, "stop demo");
        Runtime.getRuntime().addShutdownHook(stop);
        try (site) {
            DemoScript script = new DemoScript(site, out);
            String failed = script.run();
            if (failed != null) {
                out.println();
                out.println("demo: step \"" + failed + "\" did not end as expected");
                return ExitCode.FAILED;
            }
            if (!once) {
                new DemoLoad(site, out).run();
            }
            return ExitCode.OK;
        } finally {
            out.flush();
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("turnpike-demo-");
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.CANNOT_CREATE, "cannot make a temporary folder: " + e.getMessage());
        }
    }
}
