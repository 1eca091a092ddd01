package dev.turnpike;

import dev.turnpike.records.TransactionQuery;
import dev.turnpike.records.TransactionTimeline;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike tx}: what became of one transaction. Reads the journal, changes nothing. */
@Command(name = "tx", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Prints the timeline of a transaction from the journal: every record, decision with reason, route and why, times",
            "between records, attempts. A reference or trace number may stand for several transactions: all are shown.",
            "Ends with 0, or 66 when the journal has none."},
        footer = {"", "Examples:", "  turnpike tx 632600000001 --config shop", "  turnpike tx 000012@10000001 --config shop",
            "  turnpike tx 17 --journal /backup/journal"})
public final class TxCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOption configuration;
    @Option(names = "--journal", paramLabel = "DIR", description = "Folder of the journal; the configuration's unless given.")
    private Path journal;
    @Parameters(index = "0", paramLabel = "RRN|STAN@TID|ID",
            description = "Retrieval reference number (12 characters), trace number and terminal, or the switch's own number.")
    private String transaction;
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public TxCommand() {
    }

    @Override
    public Integer call() throws Exception {
        TransactionQuery query;
        try {
            query = TransactionQuery.parse(transaction);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        JournalLocation location = new JournalLocation(configuration, journal);
        Path directory = location.directory();
        return JournalLocation.told(() -> {
            TransactionTimeline timeline = new TransactionTimeline(query, location.text());
            JournalLocation.read(directory, 1, record -> {
                timeline.add(record);
                return true;
            });
            if (timeline.isEmpty()) {
                throw new UserMistakeException(ExitCode.NO_INPUT, "no transaction " + transaction + " in the journal " + directory);
            }
            timeline.print(spec.commandLine().getOut());
            return ExitCode.OK;
        });
    }
}
