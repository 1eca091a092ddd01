package dev.turnpike;

import dev.turnpike.configuration.ConfigurationLoader;
import dev.turnpike.security.KeyAudit;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike keys lmk}: makes the file of a local master key, from components of several people or at random. */
@Command(name = "lmk", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Makes the file of a local master key, or shows its check value. With run --enter-lmk there need be no file at all."},
        synopsisSubcommandLabel = "COMMAND", subcommands = {MasterKeyCommand.Enter.class, MasterKeyCommand.Generate.class, MasterKeyCommand.Show.class},
        footer = {"", "Example:", "  turnpike keys lmk enter data/keys/lmk --custodians alice,bob"})
final class MasterKeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** Refuses a place from which the key would be copied about with the configuration. */
    private static void requirePlace(Path file) {
        for (Path p = file.toAbsolutePath().normalize().getParent(); p != null; p = p.getParent()) {
            if (Files.exists(p.resolve(ConfigurationLoader.MAIN_FILE))) {
                throw new UserMistakeException(ExitCode.CANNOT_CREATE, file + " lies in a configuration folder, expected another place");
            }
        }
    }

    private static void requireNew(Path file) {
        if (Files.exists(file)) {
            throw alreadyThere(file);
        }
    }

    private static UserMistakeException alreadyThere(Path file) {
        return new UserMistakeException(ExitCode.CANNOT_CREATE, file + " is already there, expected a new file");
    }

    private static void save(LocalMasterKey key, Path file) {
        try {
            key.save(file);
        } catch (FileAlreadyExistsException e) {
            throw alreadyThere(file);
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.CANNOT_CREATE, file + " cannot be written: " + e);
        }
    }

    /** {@code turnpike keys lmk enter}. */
    @Command(name = "enter", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Makes a file of mode 0600 from components of 32 bytes that different people enter, one after the other, without echo.",
                "Without a terminal, one component in hex per line of the input. Its check value may stand behind it."},
            footer = {"", "Example:", "  turnpike keys lmk enter data/keys/lmk --custodians alice,bob --kcv 1A2B3C4D5E"})
    static final class Enter implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "The new file, outside of any configuration folder.")
        private Path file;
        @Option(names = "--custodians", required = true, split = ",", paramLabel = "NAME,NAME", description = "Who enters, in this order.")
        private List<String> custodians;
        @Option(names = "--kcv", paramLabel = "HEX", description = "Check value of the whole key as agreed; refused when it differs.")
        private String kcv;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            requirePlace(file);
            PrintWriter out = spec.commandLine().getOut();
            ComponentEntry.Entered entered = ComponentEntry.localMasterKey(custodians, kcv, out);
            try (LocalMasterKey key = entered.key()) {
                requireNew(file);
                entered.audit(file, "lmk-to-file", () -> save(key, file));
                out.println(file + " kcv " + key.checkValue());
                out.flush();
                return ExitCode.OK;
            }
        }
    }

    /** {@code turnpike keys lmk generate}. */
    @Command(name = "generate", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Makes a file of mode 0600 with a random local master key.",
            footer = {"", "Example:", "  turnpike keys lmk generate data/keys/lmk-2027"})
    static final class Generate implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "The new file, outside of any configuration folder.")
        private Path file;
        @Option(names = "--operator", paramLabel = "NAME", defaultValue = "${sys:user.name}", description = "Name for the audit record.")
        private String operator;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            requirePlace(file);
            try (LocalMasterKey key = LocalMasterKey.random(new SecureRandom())) {
                requireNew(file);
                new KeyAudit(file.toAbsolutePath().resolveSibling("audit.log"), SystemClock.INSTANCE, operator)
                    .around("lmk-generate", KeyAudit.LOCAL_MASTER_KEY, null, key.checkValue(), () -> save(key, file));
                spec.commandLine().getOut().println(file + " kcv " + key.checkValue());
                spec.commandLine().getOut().flush();
                return ExitCode.OK;
            } catch (IOException e) {
                throw new UserMistakeException(ExitCode.CANNOT_CREATE, "the audit record cannot be written: " + e);
            }
        }
    }

    /** {@code turnpike keys lmk show}. */
    @Command(name = "show", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Shows the check value of a local master key file, never the key.",
            footer = {"", "Example:", "  turnpike keys lmk show data/keys/lmk"})
    static final class Show implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "A local master key file.")
        private Path file;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            try (LocalMasterKey key = LocalMasterKey.load(file)) {
                spec.commandLine().getOut().println(file + " kcv " + key.checkValue());
                spec.commandLine().getOut().flush();
                return ExitCode.OK;
            } catch (NoSuchFileException e) {
                throw new UserMistakeException(ExitCode.NO_INPUT, file + " does not exist, expected a local master key file");
            } catch (IOException e) {
                throw new UserMistakeException(ExitCode.DATA, e.getMessage());
            }
        }
    }
}
