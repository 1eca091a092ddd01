package dev.turnpike.configuration;

import dev.turnpike.configuration.TurnpikeConfiguration.AcquirerSide;
import dev.turnpike.configuration.TurnpikeConfiguration.TerminalSide;
import dev.turnpike.journal.JournalMode;
import dev.turnpike.risk.RiskRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Reads and checks a configuration folder. All mistakes of all files are found in one run; a configuration comes out only when there is
 * no error. Thread-safe; each call reads the files anew.
 */
public final class ConfigurationLoader {
    /** The main file. */
    public static final String MAIN_FILE = "turnpike.yaml";
    /** Routes. */
    public static final String ROUTING_FILE = "routing.yaml";
    /** Risk rules. */
    public static final String RISK_FILE = "risk.yaml";
    /** Merchants. */
    public static final String MERCHANTS_FILE = "merchants.csv";
    /** Terminals. */
    public static final String TERMINALS_FILE = "terminals.csv";

    private final FileChecks fileChecks;

    /**
     * What a load found.
     *
     * @param configuration the configuration, null when there is an error
     * @param problems      errors and warnings, ordered by file and position
     * @param keys          every key that the code read, in reading order
     */
    public record Result(TurnpikeConfiguration configuration, List<Problem> problems, List<KeyReference> keys) {
    }

    /** A loader that checks certificates against {@code wallMs}, milliseconds since 1970, and key files through {@code keys}. */
    public ConfigurationLoader(long wallMs, KeyCheck keys) {
        this.fileChecks = new FileChecks(Instant.ofEpochMilli(wallMs), keys);
    }

    /**
     * The folder with {@link #MAIN_FILE} that a user means: the folder itself, its sub-folder {@code config}, or the folder of the file.
     */
    public static Path directory(Path given) {
        if (given.getFileName() != null && given.getFileName().toString().equals(MAIN_FILE)) {
            return given.getParent() == null ? Path.of(".") : given.getParent();
        }
        boolean below = !Files.exists(given.resolve(MAIN_FILE)) && Files.exists(given.resolve("config").resolve(MAIN_FILE));
        return below ? given.resolve("config") : given;
    }

    /** Loads the folder; throws with all problems when there is an error. Warnings are dropped. */
    public TurnpikeConfiguration load(Path given) throws ConfigurationException {
        Result result = check(given);
        if (result.configuration() == null) {
            throw new ConfigurationException(result.problems().stream().filter(Problem::isError).toList());
        }
        return result.configuration();
    }

    /** Address and port of the admin interface alone, for commands that talk to a running switch; other mistakes are not looked for. */
    public static AdminConfiguration admin(Path given) {
        return admin(YamlFile.read(new Reading(), directory(given).resolve(MAIN_FILE)).section("admin"));
    }

    /** The journal's settings alone, for commands that read or copy it; other mistakes are not looked for. */
    public static JournalConfiguration journal(Path given) {
        return journal(YamlFile.read(new Reading(), directory(given).resolve(MAIN_FILE)).section("journal"));
    }

    /** Risk rules of another file with the names of a configuration; throws with all problems of the file. */
    public static RiskRules riskRules(Path file, TurnpikeConfiguration c) throws ConfigurationException {
        Reading reading = new Reading();
        RiskRules rules = RiskReader.read(reading, file, c.merchants(), c.terminals(), c.terminalProfiles());
        if (reading.problems().hasErrors()) {
            throw new ConfigurationException(reading.problems().sorted());
        }
        return rules;
    }

    /** Loads the folder and tells everything that was found. Never throws for a user's mistake. */
    public Result check(Path given) {
        Path directory = directory(given);
        Reading reading = new Reading();
        YamlSection root = YamlFile.read(reading, directory.resolve(MAIN_FILE));
        TurnpikeConfiguration configuration = read(reading, root, directory);
        if (root.isPresent()) {
            RelationChecks.check(reading, configuration);
            fileChecks.check(reading, configuration);
        }
        boolean usable = !reading.problems().hasErrors();
        return new Result(usable ? configuration : null, reading.problems().sorted(), reading.references());
    }

    private static TurnpikeConfiguration read(Reading reading, YamlSection root, Path directory) {
        Profile profile = root.choice("profile", Profile.class, null, YamlSection::kebab);
        YamlSection test = root.section("test");
        int scale = test.integer("time-scale", 1, 1, 1_000);
        test.end();
        if (scale != 1 && profile == Profile.PRODUCTION) {
            root.error(test.at("time-scale"), "time-scale is " + scale + ", expected 1 under the production profile");
        }
        reading.timeScale(scale);
        Path data = root.path("dataDirectory", "../data");
        JournalConfiguration journal = journal(root.section("journal"));
        SecurityConfiguration security = security(root.section("security"), profile);
        List<ListenerConfiguration> listeners = ListenerReader.read(root, profile);
        List<TerminalProfile> profiles = TerminalProfileReader.read(root);
        List<UpstreamConfiguration> upstreams = UpstreamReader.read(root);
        LimitsConfiguration limits = limits(root.section("limits"));
        PipelineConfiguration pipeline = pipeline(root.section("pipeline"));
        AdminConfiguration admin = admin(root.section("admin"));
        root.end();
        List<String> upstreamNames = upstreams.stream().map(UpstreamConfiguration::name).filter(Objects::nonNull).distinct().toList();
        RoutingConfiguration routing = RoutingReader.read(YamlFile.read(reading, directory.resolve(ROUTING_FILE)), upstreamNames);
        List<MerchantEntry> merchants = TablesReader.merchants(reading, directory.resolve(MERCHANTS_FILE));
        List<TerminalEntry> terminals = TablesReader.terminals(reading, directory.resolve(TERMINALS_FILE), merchants,
                profiles.stream().map(TerminalProfile::name).filter(Objects::nonNull).distinct().toList());
        Path absolute = directory.toAbsolutePath().normalize();
        GeneralConfiguration general = new GeneralConfiguration(absolute, profile, data, absolute.resolve(RISK_FILE),
                RiskReader.read(reading, directory.resolve(RISK_FILE), merchants, terminals, profiles), scale,
                contentHash(absolute));
        return new TurnpikeConfiguration(general, journal, security,
                new TerminalSide(listeners, profiles, List.copyOf(merchants), List.copyOf(terminals)),
                new AcquirerSide(upstreams, routing), limits, pipeline, admin);
    }

    private static JournalConfiguration journal(YamlSection s) {
        JournalConfiguration journal = new JournalConfiguration(s.choice("mode", JournalMode.class, JournalMode.DURABLE, YamlSection::kebab),
                s.path("directory", "../data/journal"), s.bytes("segment", "64M", 1 << 20, 1 << 30),
                s.duration("maxSegmentAge", "1h", "1s", "7d"), s.bytes("floor", "160M", 1 << 20, 1L << 40), s.flag("fillSegments", false));
        if (journal.segmentBytes() % (1 << 20) != 0) {
            s.error(s.at("segment"), "segment is " + journal.segmentBytes() + " bytes, expected a multiple of 1M");
        }
        s.end();
        return journal;
    }

    private static SecurityConfiguration security(YamlSection s, Profile profile) {
        SecurityConfiguration security = new SecurityConfiguration(
                s.choice("module", SecurityConfiguration.Module.class, SecurityConfiguration.Module.SOFTWARE, YamlSection::kebab),
                s.flag("softwareOverride", false), s.path("localMasterKey", "../data/keys/lmk"), s.path("keyFile", "../data/keys/switch.keys"),
                s.path("terminalKeyFile", "../data/keys/terminals.keys"));
        if (profile == Profile.PRODUCTION && !security.softwareOverride()) {
            s.error(s.at("module"), "the production profile keeps no keys in this process's memory, expected a hardware module, or"
                    + " \"softwareOverride: true\" to accept it all the same");
        }
        s.end();
        return security;
    }

    private static LimitsConfiguration limits(YamlSection s) {
        LimitsConfiguration limits = new LimitsConfiguration(s.integer("ringSize", 2_048, 64, 1 << 16),
                s.integer("maxInFlight", 16_384, 16, 1 << 20), s.integer("maxTransactions", 1_000_000, 1_000, 50_000_000),
                s.integer("maxStoredAnswers", 65_536, 16, 10_000_000), s.integer("maxTerminals", 100_000, 1, 1_000_000),
                s.timer("terminalTimeout", "60s", "1s", "10m"), s.timer("margin", "5s", "100ms", "60s"),
                s.duration("tick", "10ms", "1ms", "1s"));
        s.end();
        return limits;
    }

    private static PipelineConfiguration pipeline(YamlSection s) {
        PipelineConfiguration pipeline = new PipelineConfiguration(
                s.choice("layout", PipelineConfiguration.Layout.class, PipelineConfiguration.Layout.FUSED, YamlSection::kebab),
                s.choice("waitStrategy", PipelineConfiguration.WaitStrategy.class, PipelineConfiguration.WaitStrategy.BACKOFF,
                        YamlSection::kebab),
                s.integer("eventLoops", 1, 1, 64), s.integer("linkLoops", 1, 1, 16));
        s.end();
        return pipeline;
    }

    private static AdminConfiguration admin(YamlSection s) {
        AdminConfiguration admin = new AdminConfiguration(s.text("address", "127.0.0.1", Forms.HOST, "a loopback address"),
                s.integer("port", 8580, 1, 65_535));
        if (!FileChecks.isLoopback(admin.address())) {
            s.error(s.at("address"), "address is \"" + admin.address() + "\", expected a loopback address such as 127.0.0.1:"
                    + " this interface has no authentication");
        }
        s.end();
        return admin;
    }

    /** SHA-256 over names and contents of the files, in a fixed order; a file that is missing counts as empty. */
    private static String contentHash(Path directory) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : List.of(MAIN_FILE, ROUTING_FILE, RISK_FILE, MERCHANTS_FILE, TERMINALS_FILE)) {
                Path file = directory.resolve(name);
                byte[] content = Files.isReadable(file) && Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
                digest.update((name + ":" + content.length + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            return "unreadable";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
