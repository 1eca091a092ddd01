package dev.turnpike;

import dev.turnpike.journal.JournalReader;
import dev.turnpike.journal.JournalTools;
import dev.turnpike.records.RecordExport;
import dev.turnpike.records.RecordFields;
import dev.turnpike.records.RecordText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike journal}: looks at, checks and copies the journal. Card numbers are truncated, sealed data and keys are not shown. */
@Command(name = "journal", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Looks at, checks and copies the journal. Of a running switch, commands see what is durable and nothing beyond.",
            "DIR is a journal's folder, also of a copy; without it the configuration's."}, synopsisSubcommandLabel = "COMMAND",
        subcommands = {JournalCare.Verify.class, JournalCommand.Show.class, JournalCommand.Tail.class, JournalCommand.Export.class,
            JournalCare.Backup.class, JournalCare.Restore.class, JournalHash.class, JournalCare.Repair.class},
        footer = {"", "Examples:", "  turnpike journal verify --config shop", "  turnpike journal show /backup/journal --kind REJECTED"})
public final class JournalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public JournalCommand() {
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** Which records are meant. */
    static final class Choice {
        @Option(names = "--from", paramLabel = "SEQUENCE", defaultValue = "1", description = "First sequence. Default ${DEFAULT-VALUE}.")
        private long from;
        @Option(names = "--to", paramLabel = "SEQUENCE", description = "Last sequence. Default: the last that is durable.")
        private long to = Long.MAX_VALUE;
        @Option(names = "--kind", paramLabel = "KIND", description = "Records of this kind alone, for example REVERSAL_INTENT.")
        private String kind;
        @Option(names = "--terminal", paramLabel = "TID", description = "Records that name this terminal.")
        private String terminal;

        boolean takes(RecordFields r) {
            return (kind == null || r.kind().equals(kind.toUpperCase(Locale.ROOT).replace('-', '_')))
                && (terminal == null || r.text("tid").equals(terminal));
        }

        void read(Path directory, Predicate<RecordFields> consumer) {
            JournalLocation.read(directory, from, r -> r.sequence() <= to && (!takes(r) || consumer.test(r)));
        }
    }

    /** {@code turnpike journal show}. */
    @Command(name = "show", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Prints one line per record: epoch and sequence, time, transaction, kind, key fields, decision with reason.",
            footer = {"", "Examples:", "  turnpike journal show --config shop", "  turnpike journal show DIR --from 1000 --to 1100",
                "  turnpike journal show DIR --kind SECURITY_EVENT"})
    public static final class Show implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @ArgGroup(exclusive = false)
        private Choice choice = new Choice();
        @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "Folder of the journal.")
        private Path journal;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Show() {
        }

        @Override
        public Integer call() throws Exception {
            JournalLocation location = new JournalLocation(configuration, journal);
            Path directory = location.directory();
            PrintWriter out = spec.commandLine().getOut();
            return JournalLocation.told(() -> {
                RecordText text = location.text();
                choice.read(directory, r -> {
                    out.println(text.line(r));
                    return !out.checkError();
                });
                out.flush();
                return ExitCode.OK;
            });
        }
    }

    /** {@code turnpike journal tail}. */
    @Command(name = "tail", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Prints the last records, and with -f every new one as soon as it is durable, until Ctrl-C."},
            footer = {"", "Example:", "  turnpike journal tail -f --config shop"})
    public static final class Tail implements Callable<Integer> {
        private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
        private static final int SEALS = 2;

        @Option(names = "--config", paramLabel = "DIR", defaultValue = "${env:TURNPIKE_CONFIG:-.}",
                description = "Folder with turnpike.yaml. Default: TURNPIKE_CONFIG, else the current folder.")
        private Path configuration;
        @Option(names = {"-n", "--lines"}, defaultValue = "10", paramLabel = "N", description = "Lines at first. Default ${DEFAULT-VALUE}.")
        private int lines;
        @Option(names = {"-f", "--follow"}, description = "Follow the journal.")
        private boolean follow;
        @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "Folder of the journal.")
        private Path journal;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Tail() {
        }

        @Override
        public Integer call() throws Exception {
            JournalLocation location = new JournalLocation(new ConfigurationOption(configuration), journal);
            Path directory = location.directory();
            PrintWriter out = spec.commandLine().getOut();
            return JournalLocation.told(() -> {
                RecordText text = location.text();
                boolean live = follow || JournalTools.owner(directory) != 0;
                try (JournalReader reader = live ? JournalReader.follow(directory) : JournalReader.open(directory)) {
                    RecordFields fields = new RecordFields();
                    ArrayDeque<String> last = new ArrayDeque<>();
                    reader.seek(reader.durable() - (long) SEALS * lines);
                    while (reader.poll((epoch, sequence, wallMs, buffer, offset, length) -> {
                        last.addLast(text.line(fields.wrap(buffer, offset, length).at(epoch, sequence, wallMs)));
                        if (last.size() > lines) {
                            last.removeFirst();
                        }
                        return true;
                    }, lines + 1) > 0) {
                        continue;
                    }
                    last.forEach(out::println);
                    while (follow && !out.checkError()) {
                        int read = reader.poll((epoch, sequence, wallMs, buffer, offset, length) -> {
                            out.println(text.line(fields.wrap(buffer, offset, length).at(epoch, sequence, wallMs)));
                            return true;
                        }, Integer.MAX_VALUE);
                        if (read == 0) {
                            LockSupport.parkNanos(PAUSE_NS);
                        }
                    }
                    out.flush();
                    return ExitCode.OK;
                }
            });
        }
    }

    /** {@code turnpike journal export}. */
    @Command(name = "export", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Prints records for other programs: one JSON object a line, or a table with a column for every field. Amounts are",
                "minor units, times UTC. Sealed card numbers, keyed hashes and key blocks are left out."},
            footer = {"", "Examples:", "  turnpike journal export --json --config shop", "  turnpike journal export --csv DIR > journal.csv"})
    public static final class Export implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @ArgGroup(exclusive = true, multiplicity = "1")
        private Form form;
        @ArgGroup(exclusive = false)
        private Choice choice = new Choice();
        @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "Folder of the journal.")
        private Path journal;
        @Spec
        private CommandSpec spec;

        /** How records are written. */
        static final class Form {
            @Option(names = "--csv", description = "Comma separated values with a header.")
            private boolean csv;
            @Option(names = "--json", description = "One JSON object a line.")
            private boolean json;
        }

        /** Creates the command; picocli fills it. */
        public Export() {
        }

        @Override
        public Integer call() throws Exception {
            Path directory = new JournalLocation(configuration, journal).directory();
            PrintWriter out = spec.commandLine().getOut();
            return JournalLocation.told(() -> {
                RecordExport export = new RecordExport();
                if (form.csv) {
                    out.println(export.header());
                }
                choice.read(directory, r -> {
                    out.println(form.csv ? export.csv(r) : export.json(r));
                    return true;
                });
                out.flush();
                return out.checkError() ? ExitCode.IO : ExitCode.OK;
            });
        }
    }
}
