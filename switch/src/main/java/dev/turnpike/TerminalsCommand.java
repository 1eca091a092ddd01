package dev.turnpike;

import dev.turnpike.configuration.ConfigurationException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike terminals}: terminals of a configuration. */
@Command(name = "terminals", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Adds terminals to a configuration.", synopsisSubcommandLabel = "COMMAND",
        subcommands = TerminalsCommand.Import.class,
        footer = {"", "Example:", "  turnpike terminals import fleet.csv --config shop"})
public final class TerminalsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public TerminalsCommand() {
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** {@code turnpike terminals import}. */
    @Command(name = "import", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Adds terminals from a CSV file with the columns tid, mid, mcc, profile and either tmk, or tpk and tak.",
                "Keys are clear, in hexadecimal, and become key blocks at once; the test profile alone accepts them.",
                "A merchant that is not known is added when the line has an mcc. Nothing is added when a line has a mistake.",
                "A running switch knows the terminals after its next start."},
            footer = {"", "Example:", "  turnpike terminals import fleet.csv --config shop"})
    public static final class Import implements Callable<Integer> {
        @Parameters(paramLabel = "FILE.csv", description = "Terminals to add.")
        private Path file;
        @Mixin
        private ConfigurationOption configuration;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Import() {
        }

        @Override
        public Integer call() throws ConfigurationException {
            TerminalImport done = new TerminalImport(configuration.load());
            int count = done.add(file);
            PrintWriter out = spec.commandLine().getOut();
            out.println("added " + count + " terminals" + (done.merchantsAdded() == 0 ? "" : " and " + done.merchantsAdded() + " merchants")
                    + " to " + configuration.directory() + "; a running switch knows them after its next start");
            out.flush();
            return ExitCode.OK;
        }
    }
}
