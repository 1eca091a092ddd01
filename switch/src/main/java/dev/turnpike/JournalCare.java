package dev.turnpike;

import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.journal.JournalTools;
import dev.turnpike.journal.SealKey;
import dev.turnpike.journal.VerifyReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Commands that check and copy the journal. */
final class JournalCare {
    private JournalCare() {
    }

    private static void print(PrintWriter out, Path directory, VerifyReport report) {
        long owner = JournalTools.owner(directory);
        out.println("journal    " + directory + (owner == 0 ? ", not in use" : ", in use by pid " + owner + ", checked as far as it is durable"));
        out.println("records    " + report.records() + (report.records() == 0 ? "" : ", sequence " + report.firstSequence() + " to "
            + report.lastSequence() + ", the last of " + Instant.ofEpochMilli(report.lastWallMs())));
        if (report.tornBytes() > 0) {
            out.println("end        " + report.tornBytes() + " torn bytes with " + report.tornRecords() + " whole records in " + report.tornFile()
                + " at offset " + report.tornOffset() + "; none was durable, the next start drops them");
        }
        out.flush();
    }

    // Everything a person needs to find the place: file, offset, sequence, and what lies behind.
    private static void refuse(VerifyReport report) {
        if (report.intact()) {
            return;
        }
        VerifyReport.Damage d = report.damage();
        throw new UserMistakeException(ExitCode.DATA, report.problem() + "; " + (d.recordsBehind() == 0 ? "no whole record lies behind"
            : d.recordsBehind() + " whole records lie behind, from sequence " + d.firstBehind()));
    }

    /** {@code turnpike journal verify}. */
    @Command(name = "verify", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Reads every record and proves checksums, order and that nothing durable is missing. Changes nothing.",
                "With the local master key of a configuration at hand the seals prove too that nobody altered a record.", "Ends with 0, or 65 naming file, offset and sequence of the damage."},
            footer = {"", "Examples:", "  turnpike journal verify --config shop", "  turnpike journal verify /backup/journal"})
    public static final class Verify implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "Folder of the journal.")
        private Path journal;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Verify() {
        }

        @Override
        public Integer call() throws Exception {
            JournalLocation location = new JournalLocation(configuration, journal);
            Path directory = location.directory();
            PrintWriter out = spec.commandLine().getOut();
            return JournalLocation.told(() -> {
                TurnpikeConfiguration c = location.configuration();
                SealKey key = c == null ? null : JournalSeals.forTools(c.security());
                VerifyReport report = JournalTools.verify(directory, key);
                print(out, directory, report);
                refuse(report);
                out.println("intact     checksums and order proved");
                out.println("authentic  " + (key == null ? "NOT checked: no seal key at hand (--config names it); " + report.seals() + " seals"
                    : report.seals() == 0 ? "NOT proved: the journal has no seals"
                    : report.seals() + " seals agree, all under the key of " + c.general().directory() + "; " + report.sinceSeal()
                        + " records are behind the last seal"));
                out.flush();
                return ExitCode.OK;
            });
        }
    }

    /** {@code turnpike journal backup}. */
    @Command(name = "backup", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Copies the journal into a new or empty folder, also while the switch runs, and verifies the copy. It holds at least",
                "everything that was durable when the command began. Ends with 0, 65 when the copy is damaged, 73 when TO holds something."},
            footer = {"", "Example:", "  turnpike journal backup /backup/journal --config shop"})
    public static final class Backup implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @Option(names = "--journal", paramLabel = "DIR", description = "Folder of the journal; the configuration's unless given.")
        private Path journal;
        @Parameters(index = "0", paramLabel = "TO", description = "Folder of the copy.")
        private Path to;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Backup() {
        }

        @Override
        public Integer call() throws Exception {
            Path from = new JournalLocation(configuration, journal).directory();
            return JournalLocation.told(() -> copy(spec, from, to));
        }
    }

    private static int copy(CommandSpec spec, Path from, Path to) {
        VerifyReport report = JournalTools.backup(from, to);
        PrintWriter out = spec.commandLine().getOut();
        print(out, to, report);
        refuse(report);
        out.println("intact     copied from " + from);
        out.flush();
        return ExitCode.OK;
    }

    /** {@code turnpike journal restore}. */
    @Command(name = "restore", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Copies a backup to where the configuration has its journal, which must be a new or empty folder, and verifies it.",
                "The next start of the switch raises the epoch, so that no nonce is used twice, and reverses what was in flight.",
                "What was recorded after the backup is not there: settle it with the acquirers. Ends with 0, 65 or 73 as backup does."},
            footer = {"", "Example:", "  turnpike journal restore /backup/journal --config shop"})
    public static final class Restore implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @Option(names = "--journal", paramLabel = "DIR", description = "Folder to restore to; the configuration's unless given.")
        private Path journal;
        @Parameters(index = "0", paramLabel = "FROM", description = "Folder of the backup.")
        private Path from;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Restore() {
        }

        @Override
        public Integer call() throws Exception {
            Path to = journal == null ? new JournalLocation(configuration, null).configured() : journal;
            Path source = new JournalLocation(configuration, from).directory();
            return JournalLocation.told(() -> {
                refuse(JournalTools.verify(source));
                return copy(spec, source, to);
            });
        }
    }

    /** {@code turnpike journal repair}. */
    @Command(name = "repair", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Says what a repair of a damaged journal would have to give up. Nothing is changed: the way to repair is to restore the",
                "last good backup, and to settle with the acquirers what came after it.", "Ends with 0 when there is nothing to repair, else 65."},
            footer = {"", "Example:", "  turnpike journal repair --dry-run --config shop"})
    public static final class Repair implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @Option(names = "--dry-run", required = true, description = "Change nothing; the one way so far.")
        private boolean dryRun;
        @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "Folder of the journal.")
        private Path journal;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Repair() {
        }

        @Override
        public Integer call() throws Exception {
            Path directory = new JournalLocation(configuration, journal).directory();
            PrintWriter out = spec.commandLine().getOut();
            return JournalLocation.told(() -> {
                VerifyReport report = JournalTools.verify(directory);
                print(out, directory, report);
                if (!report.intact()) {
                    VerifyReport.Damage d = report.damage();
                    out.println("damage     in " + d.file() + " at offset " + d.offset() + ": sequence " + d.sequence() + " expected");
                    out.println("durable    up to " + report.durable() + ": " + Math.max(0, report.durable() - d.sequence() + 1)
                        + " durable records are behind the damage");
                    out.println("readable   " + d.recordsBehind() + " of them" + (d.recordsBehind() == 0 ? "" : ", from sequence " + d.firstBehind()));
                }
                out.println(report.intact() ? "nothing to repair" : "keep a copy of the folder, then restore the last good backup");
                out.flush();
                return report.intact() ? ExitCode.OK : ExitCode.DATA;
            });
        }
    }
}
