package dev.turnpike;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.turnpike.configuration.ConfigurationLoader;
import dev.turnpike.configuration.KeyReference;
import dev.turnpike.configuration.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code turnpike config}: looks at a configuration without starting anything. */
@Command(name = "config", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Checks a configuration, lists its keys.", synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConfigCommand.Check.class, ConfigCommand.Keys.class},
        footer = {"", "Example:", "  turnpike config check --config shop"})
public final class ConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public ConfigCommand() {
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** {@code turnpike config check}. */
    @Command(name = "check", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Reads all files of a configuration and lists every mistake as file:line:column: what, expected what.",
                "Ends with 0 when it can be used, 78 when not."},
            footer = {"", "Example:", "  turnpike config check --config shop && systemctl reload turnpike"})
    public static final class Check implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @Mixin
        private MasterKeyOption masterKey;
        @Option(names = "--strict", description = "Count warnings as errors.")
        private boolean strict;
        @Option(names = "--json", description = "Print the result as JSON.")
        private boolean json;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Check() {
        }

        @Override
        public Integer call() throws IOException {
            Path directory = configuration.directory();
            masterKey.enter(spec.commandLine().getErr());
            ConfigurationLoader.Result result = ConfigurationOption.loader().check(directory);
            MasterKeySource.forget();
            long errors = result.problems().stream().filter(Problem::isError).count();
            long warnings = result.problems().size() - errors;
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(json(result, errors, warnings));
            } else {
                result.problems().forEach(out::println);
                out.println(summary(directory, result, errors, warnings));
            }
            out.flush();
            return errors > 0 || strict && warnings > 0 ? ExitCode.CONFIGURATION : ExitCode.OK;
        }

        private static String summary(Path directory, ConfigurationLoader.Result result, long errors, long warnings) {
            String counts = errors + (errors == 1 ? " error, " : " errors, ") + warnings + (warnings == 1 ? " warning" : " warnings");
            if (result.configuration() == null) {
                return directory + ": " + counts;
            }
            return directory + ": valid, " + counts + "; " + result.configuration().listeners().size() + " listeners, "
                    + result.configuration().upstreams().size() + " upstreams, " + result.configuration().merchants().size()
                    + " merchants, " + result.configuration().terminals().size() + " terminals";
        }

        private static String json(ConfigurationLoader.Result result, long errors, long warnings) throws IOException {
            StringWriter text = new StringWriter();
            try (JsonGenerator g = new JsonFactory().createGenerator(text)) {
                g.writeStartObject();
                g.writeBooleanField("valid", errors == 0);
                g.writeNumberField("errors", errors);
                g.writeNumberField("warnings", warnings);
                g.writeArrayFieldStart("problems");
                for (Problem p : result.problems()) {
                    g.writeStartObject();
                    g.writeStringField("file", p.file());
                    g.writeNumberField("line", p.line());
                    g.writeNumberField("column", p.column());
                    g.writeStringField("severity", p.isError() ? "error" : "warning");
                    g.writeStringField("text", p.text());
                    g.writeEndObject();
                }
                g.writeEndArray();
                g.writeEndObject();
            }
            return text.toString();
        }
    }

    /** {@code turnpike config keys}. */
    @Command(name = "keys", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Lists every key of the configuration files with its values and default, as docs/CONFIGURATION.md has them.",
            footer = {"", "Example:", "  turnpike config keys | grep timeout"})
    public static final class Keys implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Keys() {
        }

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            for (KeyReference key : ConfigurationOption.loader().check(configuration.directory()).keys()) {
                out.println(key.file() + ": " + key.path() + " = " + key.defaultValue() + "   (" + key.type() + ")");
            }
            out.flush();
            return ExitCode.OK;
        }
    }
}
