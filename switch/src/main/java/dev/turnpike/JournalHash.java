package dev.turnpike;

import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.core.Core;
import dev.turnpike.journal.JournalReader;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import dev.turnpike.transaction.record.StartedDecoder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.agrona.DirectBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike journal hash}: what state a journal leads to. */
@Command(name = "hash", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Applies every record to an empty state, as a start does, and prints the hash of the state it leads to. Equal journals",
            "give equal hashes under the same configuration. On the way it compares its own state with the hash that the running switch put on",
            "record at each start.", "Ends with 0, or 1 when a state differs from the one on record."},
        footer = {"", "Examples:", "  turnpike journal hash --config shop", "  turnpike journal hash /backup/journal --to 5000 --config shop"})
final class JournalHash implements Callable<Integer> {
    private static final int BATCH = 1024;

    @Mixin
    private ConfigurationOption configuration;
    @Option(names = "--to", paramLabel = "SEQUENCE", description = "Last sequence. Default: the last that is durable.")
    private long to = Long.MAX_VALUE;
    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "Folder of the journal.")
    private Path journal;
    @Spec
    private CommandSpec spec;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final StartedDecoder started = new StartedDecoder();
    private Core core;
    private long records;
    private long last;
    private int compared;
    private int differing;

    @Override
    public Integer call() throws Exception {
        TurnpikeConfiguration c = configuration.load();
        Path directory = new JournalLocation(configuration, journal).directory();
        PrintWriter out = spec.commandLine().getOut();
        return JournalLocation.told(() -> {
            Counters counters = new Counters();
            core = new Core(CoreWiring.core(c, counters, new Alarms(counters, SystemClock.INSTANCE), new SplittableRandom(0)));
            try (JournalReader reader = JournalReader.read(directory)) {
                int read = BATCH;
                while (read == BATCH) {
                    read = reader.poll((epoch, sequence, wallMs, buffer, offset, length) -> apply(sequence, wallMs, buffer, offset, out), BATCH);
                }
            }
            out.printf("state      %016x at sequence %d, after %d records%n", core.stateHash(), last, records);
            out.println("starts     " + compared + " on record, " + differing + " with another state");
            out.flush();
            return differing == 0 ? ExitCode.OK : ExitCode.FAILED;
        });
    }

    private boolean apply(long sequence, long wallMs, DirectBuffer buffer, int offset, PrintWriter out) {
        if (sequence > to) {
            return false;
        }
        header.wrap(buffer, offset);
        if (header.templateId() == StartedDecoder.TEMPLATE_ID) {
            long recorded = started.wrapAndApplyHeader(buffer, offset, header).stateHash();
            long own = core.stateHash();
            compared++;
            if (own != recorded) {
                differing++;
                out.printf("differs    at sequence %d: the switch recorded %016x, its records lead to %016x%n", sequence, recorded, own);
            }
        }
        core.replay(buffer, offset, wallMs);
        records++;
        last = sequence;
        return true;
    }
}
