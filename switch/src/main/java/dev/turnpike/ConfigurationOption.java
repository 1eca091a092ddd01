package dev.turnpike;

import dev.turnpike.configuration.ConfigurationException;
import dev.turnpike.configuration.ConfigurationLoader;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.status.SystemClock;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names a configuration; mixed into every command that needs one. */
public final class ConfigurationOption {
    @Option(names = {"-f", "--config"}, paramLabel = "DIR", defaultValue = "${env:TURNPIKE_CONFIG:-.}",
            description = "Folder with turnpike.yaml, or the folder above its \"config\". Default: TURNPIKE_CONFIG, else the current folder.")
    private Path directory;

    /** Creates the option; picocli fills it. */
    public ConfigurationOption() {
    }

    /** For a command that needs the letter f for something else and has an option of its own. */
    ConfigurationOption(Path directory) {
        this.directory = directory;
    }

    /** The folder with {@code turnpike.yaml}; a mistake with {@link ExitCode#NO_INPUT} when there is none. */
    public Path directory() {
        Path found = ConfigurationLoader.directory(directory);
        if (!Files.isRegularFile(found.resolve(ConfigurationLoader.MAIN_FILE))) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "no " + ConfigurationLoader.MAIN_FILE + " in " + directory
                    + " or its folder config; expected --config DIR, made for example by: turnpike init DIR");
        }
        return found;
    }

    /** The loader that all commands use. */
    static ConfigurationLoader loader() {
        return new ConfigurationLoader(SystemClock.INSTANCE.wallMs(), new KeyFileCheck());
    }

    /** The checked configuration; warnings are for {@code turnpike config check}. */
    public TurnpikeConfiguration load() throws ConfigurationException {
        return loader().load(directory());
    }

    /** The checked configuration; warnings go to {@code err}. */
    public TurnpikeConfiguration load(PrintWriter err) throws ConfigurationException {
        ConfigurationLoader.Result result = loader().check(directory());
        result.problems().stream().filter(p -> result.configuration() != null).forEach(err::println);
        err.flush();
        if (result.configuration() == null) {
            throw new ConfigurationException(result.problems());
        }
        return result.configuration();
    }
}
