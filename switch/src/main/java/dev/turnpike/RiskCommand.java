package dev.turnpike;

import dev.turnpike.configuration.ConfigurationException;
import dev.turnpike.configuration.ConfigurationLoader;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.risk.Outcome;
import dev.turnpike.risk.RiskEngine;
import dev.turnpike.risk.RiskReplay;
import dev.turnpike.risk.RiskRequest;
import dev.turnpike.risk.RiskRules;
import dev.turnpike.risk.RiskType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike risk}: looks at recorded transactions through risk rules. Reads the journal, changes nothing. */
@Command(name = "risk", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Explains risk decisions, tries other rules on recorded days.", synopsisSubcommandLabel = "COMMAND",
        subcommands = {RiskCommand.Explain.class, RiskCommand.Replay.class, RiskCommand.CountersOf.class},
        footer = {"", "Example:", "  turnpike risk explain 632600000001 --config shop"})
public final class RiskCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public RiskCommand() {
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** Keeps an engine's counters as the journal recorded them, whatever its rules would have decided. */
    private static class Recorded implements RiskJournal.Listener {
        final RiskEngine engine;

        Recorded(RiskRules rules) {
            engine = RiskEngine.of(rules);
        }

        @Override
        public void request(long txId, RiskRequest r, int refusedBy) {
            if (refusedBy == 0) {
                engine.reserve(r);
            }
        }

        @Override
        public void outcome(long txId, RiskRequest r, Outcome outcome, long approvedMinor) {
            if (outcome == Outcome.APPROVED) {
                engine.confirm(r, approvedMinor);
            } else {
                engine.release(r, outcome);
            }
        }

        @Override
        public void undone(long txId, RiskRequest r, long approvedMinor) {
            engine.undo(r, approvedMinor);
        }
    }

    private static Path journal(TurnpikeConfiguration c, Path given) {
        Path directory = given == null ? c.journal().directory() : given;
        if (!Files.isDirectory(directory)) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "no journal in " + directory + "; expected the folder of a switch that has run");
        }
        return directory;
    }

    /** {@code turnpike risk explain}. */
    @Command(name = "explain", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Shows which rules held for a transaction and the value of every counter at that moment, by the rules of the",
                "configuration.", "Ends with 0, or 66 when the transaction is not in the journal."},
            footer = {"", "Example:", "  turnpike risk explain 632600000001 --config shop"})
    public static final class Explain implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @Option(names = "--journal", paramLabel = "DIR", description = "Folder of the journal; the configuration's unless given.")
        private Path journal;
        @Parameters(index = "0", paramLabel = "RRN", description = "Retrieval reference number (12 characters) or transaction number.")
        private String number;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Explain() {
        }

        @Override
        public Integer call() throws ConfigurationException {
            TurnpikeConfiguration c = configuration.load();
            long wanted = transaction(number);
            StringBuilder found = new StringBuilder();
            RiskJournal.read(journal(c, journal), c, new Recorded(c.general().riskRules()) {
                @Override
                public void request(long txId, RiskRequest r, int refusedBy) {
                    if (txId == wanted) {
                        engine.assess(r);
                        found.append("transaction ").append(txId).append(refusedBy == 0 ? " passed" : " was refused by rule " + refusedBy)
                            .append('\n').append(engine.explain());
                    }
                    super.request(txId, r, refusedBy);
                }
            });
            if (found.isEmpty()) {
                throw new UserMistakeException(ExitCode.NO_INPUT, "no transaction " + number + " that was judged by risk rules in "
                    + journal(c, journal));
            }
            PrintWriter out = spec.commandLine().getOut();
            out.print(found);
            out.flush();
            return ExitCode.OK;
        }

        /** A retrieval reference number holds the transaction number in base 36 behind four digits of the day. */
        static long transaction(String text) {
            try {
                return text.length() == 12 ? Long.parseLong(text.substring(4).toLowerCase(Locale.ROOT), 36) : Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new UserMistakeException(ExitCode.USAGE, "\"" + text + "\" is no transaction; expected 12 characters or a number");
            }
        }
    }

    /** {@code turnpike risk replay}. */
    @Command(name = "replay", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Runs the recorded requests through other rules and reports, per rule, hits, what it would have declined and how much",
                "of it is known fraud. Recorded outcomes stay; what the recorded rules refused counts as never sent."},
            footer = {"", "Example:", "  turnpike risk replay --rules new.yaml --config shop"})
    public static final class Replay implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @Option(names = "--journal", paramLabel = "DIR", description = "Folder of the journal; the configuration's unless given.")
        private Path journal;
        @Option(names = "--rules", paramLabel = "FILE", description = "Rules to try; the configuration's unless given.")
        private Path rules;
        @Option(names = "--fraud", paramLabel = "FILE", description = "Cards known for fraud: keyed hashes of 32 hexadecimal digits, one a line.")
        private Path fraud;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Replay() {
        }

        @Override
        public Integer call() throws ConfigurationException, IOException {
            TurnpikeConfiguration c = configuration.load();
            RiskRules tried = rules == null ? c.general().riskRules() : ConfigurationLoader.riskRules(rules, c);
            Set<String> cards = fraud == null ? Set.of() : new HashSet<>(Files.readAllLines(fraud).stream()
                .map(line -> line.strip().toLowerCase(Locale.ROOT)).toList());
            RiskReplay replay = new RiskReplay(tried, r -> cards.contains(String.format("%016x%016x", r.cardHashHigh(), r.cardHashLow())));
            Map<Long, Boolean> passed = new HashMap<>();
            RiskJournal.read(journal(c, journal), c, new RiskJournal.Listener() {
                @Override
                public void request(long txId, RiskRequest r, int refusedBy) {
                    boolean passes = replay.request(r);
                    if (passes && refusedBy != 0) {
                        replay.outcome(r, Outcome.REVERSED, 0);
                    }
                    passed.put(txId, passes);
                }

                @Override
                public void outcome(long txId, RiskRequest r, Outcome outcome, long approvedMinor) {
                    if (passed.getOrDefault(txId, false)) {
                        replay.outcome(r, outcome, approvedMinor);
                    }
                }

                @Override
                public void undone(long txId, RiskRequest r, long approvedMinor) {
                    if (passed.getOrDefault(txId, false)) {
                        replay.undo(r, approvedMinor);
                    }
                }
            });
            PrintWriter out = spec.commandLine().getOut();
            out.print(replay.report());
            out.flush();
            return ExitCode.OK;
        }
    }

    /** {@code turnpike risk counters}. */
    @Command(name = "counters", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Shows every counter of a card after its last recorded request.",
            footer = {"", "Example:", "  turnpike risk counters --card-hash 00112233445566778899aabbccddeeff --config shop"})
    public static final class CountersOf implements Callable<Integer> {
        @Mixin
        private ConfigurationOption configuration;
        @Option(names = "--journal", paramLabel = "DIR", description = "Folder of the journal; the configuration's unless given.")
        private Path journal;
        @Option(names = "--card-hash", paramLabel = "HASH", required = true, description = "Keyed hash of the card, 32 hexadecimal digits.")
        private String hash;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public CountersOf() {
        }

        @Override
        public Integer call() throws ConfigurationException {
            TurnpikeConfiguration c = configuration.load();
            if (!hash.matches("[0-9a-fA-F]{32}")) {
                throw new UserMistakeException(ExitCode.USAGE, "this is no keyed hash; expected 32 hexadecimal digits");
            }
            long high = Long.parseUnsignedLong(hash.substring(0, 16), 16);
            long low = Long.parseUnsignedLong(hash.substring(16), 16);
            RiskRequest last = new RiskRequest();
            Recorded recorded = new Recorded(c.general().riskRules()) {
                @Override
                public void request(long txId, RiskRequest r, int refusedBy) {
                    if (r.cardHashHigh() == high && r.cardHashLow() == low && r.transactionType() != RiskType.OTHER.code()) {
                        last.set(r);
                    }
                    super.request(txId, r, refusedBy);
                }
            };
            RiskJournal.read(journal(c, journal), c, recorded);
            if (last.timeMs() == 0) {
                throw new UserMistakeException(ExitCode.NO_INPUT, "no request of this card in " + journal(c, journal));
            }
            PrintWriter out = spec.commandLine().getOut();
            out.print(recorded.engine.describe(last));
            out.flush();
            return ExitCode.OK;
        }
    }
}
