package dev.turnpike;

import dev.turnpike.status.SystemClock;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike init}: a configuration and data folder for tests. */
@Command(name = "init", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Makes a configuration and data folder of the test profile:",
            "certificates, keys, two merchants, a few terminals, two acquirers on loopback ports."},
        footer = {"", "Examples:", "  turnpike init shop", "  turnpike init load --fleet 10000"})
public final class InitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder to make.")
    private Path directory;
    @Option(names = "--fleet", paramLabel = "N", defaultValue = "0", description = "Add N terminals, each with a master key.")
    private int fleet;
    @Option(names = "--force", description = "Replace a configuration and keys that are there; never a journal.")
    private boolean force;
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public InitCommand() {
    }

    @Override
    public Integer call() {
        if (fleet < 0 || fleet > TestInstallation.FLEET_MAX) {
            throw new UserMistakeException(ExitCode.USAGE, "--fleet is " + fleet + ", expected 0 to " + TestInstallation.FLEET_MAX);
        }
        TestInstallation.Ports ports = new TestInstallation(directory, SystemClock.INSTANCE).create(fleet, force);
        PrintWriter out = spec.commandLine().getOut();
        out.println("made " + directory + ": test profile, terminals on port " + ports.terminals() + " (TLS), acquirers "
                + String.join(" and ", TestInstallation.ACQUIRERS) + " expected on ports " + ports.acquirers().get(0) + " and "
                + ports.acquirers().get(1) + ", admin on port " + ports.admin());
        out.println("clear test keys for the simulators are in " + directory.resolve("sim"));
        out.println("next: turnpike run --config " + directory);
        out.flush();
        return ExitCode.OK;
    }
}
