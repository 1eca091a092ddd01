package dev.turnpike;

import dev.turnpike.configuration.ConfigurationException;
import dev.turnpike.configuration.ConfigurationLoader;
import dev.turnpike.configuration.RoutingConfiguration;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.journal.JournalException;
import dev.turnpike.journal.JournalReader;
import dev.turnpike.journal.RecordConsumer;
import dev.turnpike.records.RecordFields;
import dev.turnpike.records.RecordText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Where a command's journal is, and how commands read it: never further than what a running switch has called durable. One thread. */
final class JournalLocation {
    private static final int BATCH = 1024;

    private final ConfigurationOption option;
    private final Path given;

    /** {@code given} may be null: then it is the configuration's. */
    JournalLocation(ConfigurationOption option, Path given) {
        this.option = option;
        this.given = given;
    }

    /** The journal's folder; a mistake with {@link ExitCode#NO_INPUT} when it does not exist. */
    Path directory() {
        Path directory = given == null ? configured() : given;
        if (!Files.isDirectory(directory)) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "no journal in " + directory + "; expected the folder of a switch that has run");
        }
        return directory;
    }

    /** The folder that the configuration names, whether it exists or not. */
    Path configured() {
        return ConfigurationLoader.journal(option.directory()).directory();
    }

    /** The configuration when there is one without mistakes, else null: copies of a journal are read without it. */
    TurnpikeConfiguration configuration() {
        try {
            return option.load();
        } catch (UserMistakeException | ConfigurationException e) {
            return null;
        }
    }

    /** Lines in the machine's zone, with the names of routing rules where the configuration is at hand. */
    RecordText text() {
        TurnpikeConfiguration c = configuration();
        List<RoutingConfiguration.Rule> rules = c == null ? List.of() : c.routing().rules();
        return new RecordText(ZoneId.systemDefault(), number -> number >= 0 && number < rules.size() ? rules.get(number).name() : null);
    }

    /** Gives all records from {@code fromSequence} on to {@code consumer} until it returns false. */
    static void read(Path directory, long fromSequence, Predicate<RecordFields> consumer) {
        RecordFields fields = new RecordFields();
        boolean[] more = {true};
        RecordConsumer each = (epoch, sequence, wallMs, buffer, offset, length) -> {
            more[0] = consumer.test(fields.wrap(buffer, offset, length).at(epoch, sequence, wallMs));
            return more[0];
        };
        try (JournalReader reader = JournalReader.read(directory)) {
            if (fromSequence > 1) {
                reader.seek(fromSequence);
            }
            while (more[0] && reader.poll(each, BATCH) > 0) {
                continue;
            }
        }
    }

    /** Runs a command whose failures of the journal are told as one sentence with its own exit code. */
    static int told(Callable<Integer> command) throws Exception {
        try {
            return command.call();
        } catch (JournalException e) {
            throw new UserMistakeException(e.exitCode(), e.getMessage());
        }
    }
}
