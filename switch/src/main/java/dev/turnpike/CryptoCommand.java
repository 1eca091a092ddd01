package dev.turnpike;

import dev.turnpike.security.check.CryptoCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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

    /** {@code turnpike crypto check}. */
    @Command(name = "check", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Evaluates a file of test vectors with the code that the switch runs. One line per vector that disagrees,",
                "then the counts. Ends with 0 when none failed and none is unsupported, else 1."},
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
                throw new UserMistakeException(ExitCode.DATA, file + " is no file of vectors: expected a JSON array");
            }
        }
    }
}
