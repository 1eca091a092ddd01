package dev.turnpike;

import dev.turnpike.configuration.ConfigurationException;
import dev.turnpike.configuration.TurnpikeConfiguration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code turnpike run}: the switch alone, until SIGTERM or Ctrl-C. */
@Command(name = "run", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Runs the switch until SIGTERM or Ctrl-C, then answers or reverses what is in flight and ends with 0.",
            "Reads all configuration first and does not start when there is a mistake (exit code 78)."},
        footer = {"", "Example:", "  turnpike run --config shop"})
public final class RunCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOption configuration;
    @Mixin
    private MasterKeyOption masterKey;
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public RunCommand() {
    }

    @Override
    public Integer call() throws ConfigurationException, InterruptedException {
        JvmOptions.require(spec.commandLine().getParseResult().originalArgs().toArray(new String[0]));
        masterKey.enter(spec.commandLine().getErr());
        TurnpikeConfiguration checked = configuration.load(spec.commandLine().getErr());
        masterKey.audit(checked.security().keyFile());
        SwitchProcess process = SwitchProcess.start(checked);
        // The virtual machine ends with 143 after SIGTERM unless a hook halts it; a clean stop is 0 by contract.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(process.stop()), "stop"));
        return process.awaitEnd();
    }
}
