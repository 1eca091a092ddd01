package dev.turnpike.bench;

import dev.turnpike.CommandProvider;
import dev.turnpike.demo.DemoCommand;
import dev.turnpike.simulation.SimulateCommand;
import dev.turnpike.simulator.acquirer.AcquirerCommand;
import dev.turnpike.simulator.terminal.TerminalCommand;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Adds {@code demo}, {@code sim}, {@code simulate} and {@code bench} to the command line. Any thread. */
public final class BenchCommands implements CommandProvider {
    /** For the service loader. */
    public BenchCommands() {
    }

    @Override
    public List<Object> commands() {
        return List.of(new DemoCommand(), new Group(), new BenchCommand(), new SimulateCommand());
    }

    /** The group {@code sim}; alone it shows its help. */
    @Command(name = "sim", mixinStandardHelpOptions = true, description = "Simulated parties, each its own process.",
        subcommands = {AcquirerCommand.class, TerminalCommand.class},
        footer = {"", "Example:", "  turnpike sim host --config shop --name cup-a"})
    static final class Group implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().usage(spec.commandLine().getOut());
            return CommandLine.ExitCode.OK;
        }
    }
}
