package dev.turnpike;

import dev.turnpike.security.check.CryptoCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike crypto}: cryptographic calculations with test data, outside of any running switch. */
@Command(name = "crypto", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Checks and calculates with test keys. Never give a real key: command lines are seen by others and kept in histories.",
        synopsisSubcommandLabel = "COMMAND", subcommands = {CryptoCommand.Check.class},
        footer = {"", "Example:", "  turnpike crypto check vectors.json"})
public final class CryptoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public CryptoCommand() {
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** The command with its calculators. */
    static CommandLine withCalculators() {
        CommandLine line = new CommandLine(new CryptoCommand());
        for (Calculator c : Calculator.values()) {
            CommandLine sub = new CommandLine(new Calculate(c));
            sub.getCommandSpec().name(c.command()).usageMessage().description(c.description(),
                    "Inputs as NAME=VALUE, keys and data in hex. Test data only.")
                    .footer("", "Example:", "  turnpike crypto " + c.command() + " " + c.example());
            line.addSubcommand(c.command(), sub);
        }
        return line;
    }

    /** One calculator: {@code turnpike crypto NAME input=value...}. */
    @Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
    static final class Calculate implements Callable<Integer> {
        private final Calculator calculator;
        @Parameters(paramLabel = "NAME=VALUE", arity = "1..*", description = "Inputs.")
        private Map<String, String> inputs;
        @Spec
        private CommandSpec spec;

        Calculate(Calculator calculator) {
            this.calculator = calculator;
        }

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try {
                calculator.evaluate(inputs).forEach((name, value) -> out.println(name + " " + value));
            } catch (IllegalArgumentException e) {
                throw new UserMistakeException(ExitCode.DATA, e.getMessage());
            }
            out.flush();
            return ExitCode.OK;
        }
    }

    /** {@code turnpike crypto check}. */
    @Command(name = "check", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Evaluates a file of test vectors with the code that the switch runs. One line per vector that disagrees,",
                "then the counts. Ends with 0 when none failed and none is unsupported, 1 when some did, 65 when the file is none of vectors."},
            footer = {"", "Example:", "  turnpike crypto check vectors.json"})
    public static final class Check implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE.json", description = "Array of {family, name, inputs, expected or \"error\": true}.")
        private Path file;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Check() {
        }

        @Override
        public Integer call() {
            if (!Files.isReadable(file)) {
                throw new UserMistakeException(ExitCode.NO_INPUT, file + " does not exist or cannot be read");
            }
            try {
                boolean agreed = new CryptoCheck(spec.commandLine().getOut()).check(file);
                spec.commandLine().getOut().flush();
                return agreed ? ExitCode.OK : ExitCode.FAILED;
            } catch (IOException e) {
                throw new UserMistakeException(ExitCode.DATA, e.getMessage());
            }
        }
    }
}
