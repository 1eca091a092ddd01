package dev.turnpike;

import dev.turnpike.configuration.ConfigurationException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(name = "turnpike", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "A switch for card payments: terminals on one side, acquirers on the other.",
        synopsisSubcommandLabel = "COMMAND", subcommands = {RunCommand.class, InitCommand.class, ConfigCommand.class,
            TerminalsCommand.class, RiskCommand.class, StatusCommand.class, SafCommand.class, IsoCommand.class, DialectCommand.class,
            JournalCommand.class, TxCommand.class},
        footer = {"", "Example:", "  turnpike init shop && turnpike run --config shop"})
public final class Main implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs one command and exits with its {@link ExitCode}. */
    public static void main(String[] args) {
        int code = commandLine().execute(args);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    /** The command line with the commands of all modules on the class path. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
            provider.commands().forEach(line::addSubcommand);
        }
        Map<String, String> codes = new LinkedHashMap<>();
        ExitCode.table().forEach((code, meaning) -> codes.put("  " + code, meaning));
        line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler(Main::usage);
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr()));
        line.setExitCodeExceptionMapper(e -> ExitCode.SOFTWARE);
        return line;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    private static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("turnpike: " + firstSentence(e.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    /** Prints what went wrong as one sentence (a mistake in the configuration: as its list) and gives the code. */
    static int failed(Exception e, PrintWriter err) {
        int code;
        if (e instanceof UserMistakeException mistake) {
            err.println("turnpike: " + mistake.getMessage());
            code = mistake.exitCode();
        } else if (e instanceof ConfigurationException mistakes) {
            mistakes.problems().forEach(err::println);
            code = ExitCode.CONFIGURATION;
        } else {
            LoggerFactory.getLogger(Main.class).error("command failed", e);
            err.println(Ansi.AUTO.string("turnpike: mistake in Turnpike itself, please report it with the log above: "
                    + e.getClass().getSimpleName()));
            code = ExitCode.SOFTWARE;
        }
        err.flush();
        return code;
    }

    private static String firstSentence(String message) {
        return message == null ? "wrong command line" : message.lines().findFirst().orElse("wrong command line");
    }
}
