package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.security.KeyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class CommandLineTest {
    @TempDir
    Path root;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(Stream.of(words).map(Object::toString).toArray(String[]::new));
    }

    private Path made(Object... more) {
        Path shop = root.resolve("shop");
        assertEquals(ExitCode.OK, run(Stream.concat(Stream.of("init", shop), Stream.of(more)).toArray()), err.toString());
        return shop;
    }

    private static void replace(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertTrue(text.contains(from));
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void shouldShowAnExampleInTheHelpOfEveryCommand() {
        check(Main.commandLine());
    }

    private static void check(CommandLine command) {
        String help = command.getUsageMessage();
        assertTrue(help.contains("Example") && help.contains("  turnpike"), command.getCommandName());
        command.getSubcommands().values().forEach(CommandLineTest::check);
    }

    @Test
    void shouldEndWith64WhenTheCommandLineIsWrong() {
        assertEquals(ExitCode.USAGE, run("confg"));
        assertTrue(err.toString().contains("config"), err.toString());
        assertEquals(ExitCode.USAGE, run("init"));
        assertEquals(ExitCode.USAGE, run("init", root, "--fleet", "-1"));
        assertEquals(ExitCode.OK, run("--version"));
    }

    @Test
    void shouldEndWith66WhenThereIsNoConfiguration() {
        assertEquals(ExitCode.NO_INPUT, run("run", "--config", root.resolve("nowhere")));
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void shouldMakeACleanInstallation() throws IOException {
        Path shop = made();

        assertEquals(ExitCode.OK, run("config", "check", "--config", shop), out.toString());
        for (String secret : List.of("data/keys/lmk", "data/keys/switch.keys", "data/keys/terminals.keys", "data/tls/server.key",
                "sim/terminals.csv", "sim/acquirers.csv")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(shop.resolve(secret))), secret);
        }
    }

    @Test
    void shouldKeepClearKeysOutOfConfigurationAndData() throws IOException {
        Path shop = made();
        List<String> keys = Stream.of("sim/terminals.csv", "sim/acquirers.csv").flatMap(f -> lines(shop.resolve(f)))
                .flatMap(l -> Stream.of(l.split(","))).filter(c -> c.matches("[0-9A-F]{16}|[0-9A-F]{32}")).toList();
        assertEquals(7, keys.size());
        try (Stream<Path> files = Files.walk(shop)) {
            for (Path file : files.filter(Files::isRegularFile).filter(f -> !f.startsWith(shop.resolve("sim"))).toList()) {
                String text = Files.readString(file);
                keys.forEach(k -> assertFalse(text.contains(k), file + " holds a clear key"));
            }
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void shouldRefuseToReplaceWhatIsThere() throws IOException {
        Path shop = made();

        assertEquals(ExitCode.CANNOT_CREATE, run("init", shop));
        assertEquals(ExitCode.OK, run("init", shop, "--force"));
        assertEquals(ExitCode.OK, run("config", "check", "--config", shop), out.toString());
        Files.writeString(shop.resolve("data/journal/segment"), "records");
        assertEquals(ExitCode.CANNOT_CREATE, run("init", shop, "--force"));
    }

    @Test
    void shouldListAllMistakesAndEndWith78() throws IOException {
        Path shop = made();
        replace(shop.resolve("config/turnpike.yaml"), "mode: durable", "mode: durabel");
        replace(shop.resolve("config/routing.yaml"), "default: [cup-a", "default: [cup-x");
        replace(shop.resolve("config/merchants.csv"), ",5462,", ",54,");
        replace(shop.resolve("config/risk.yaml"), "version: 1", "version: 7");

        assertEquals(ExitCode.CONFIGURATION, run("config", "check", "--config", shop));
        for (String file : List.of("turnpike.yaml", "routing.yaml", "merchants.csv", "risk.yaml")) {
            assertTrue(out.toString().lines().anyMatch(l -> l.matches(".*/" + file + ":\\d+:\\d+: .*expected.*")), file + " in " + out);
        }
        assertEquals(ExitCode.CONFIGURATION, run("config", "check", "--json", "--config", shop));
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertFalse(json.path("valid").asBoolean());
        assertEquals(json.path("errors").asInt() + json.path("warnings").asInt(), json.path("problems").size());
        assertEquals(ExitCode.CONFIGURATION, run("run", "--config", shop));
        assertFalse(err.toString().contains("\tat "), err.toString());
    }

    @Test
    void shouldReportKeysUnderAnotherLocalMasterKey() throws IOException {
        Path shop = made();
        Path other = root.resolve("other");
        assertEquals(ExitCode.OK, run("init", other));
        Files.move(other.resolve("data/keys/lmk"), shop.resolve("data/keys/lmk"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertEquals(ExitCode.CONFIGURATION, run("config", "check", "--config", shop));
        assertTrue(out.toString().contains("key blocks cannot be opened"), out.toString());
    }

    @Test
    void shouldImportTenThousandTerminals() throws Exception {
        Path shop = made();
        StringBuilder csv = new StringBuilder("tid,mid,mcc,profile,tmk,tpk,tak\n");
        for (int i = 0; i < 10_000; i++) {
            csv.append(20_000_000 + i).append(i % 2 == 0 ? ",898100012340001,,cup-ecb,0123456789ABCDEFFEDCBA9876543210,,\n"
                    : ",898100012349999,5411,cup-x919,,0123456789ABCDEFFEDCBA9876543210,FEDCBA98765432100123456789ABCDEF\n");
        }
        Path fleet = Files.writeString(root.resolve("fleet.csv"), csv);

        assertEquals(ExitCode.OK, run("terminals", "import", fleet, "--config", shop), err.toString());

        TurnpikeConfiguration c = ConfigurationOption.loader().load(shop);
        assertEquals(10_004, c.terminals().size());
        assertEquals(3, c.merchants().size());
        assertEquals("5411", c.merchants().getLast().mcc());
        KeyFile keys = KeyFile.open(c.security().terminalKeyFile());
        assertEquals(5 + 15_000, keys.size());
        assertFalse(Files.readString(c.security().terminalKeyFile()).contains("0123456789ABCDEF"));
        assertEquals(ExitCode.CONFIGURATION, run("terminals", "import", fleet, "--config", shop), "a second time");
    }

    @Test
    void shouldListAllMistakesOfAnImportWithoutKeysAndChangeNothing() throws IOException {
        Path shop = made();
        Set<String> before = Set.of(Files.readString(shop.resolve("config/terminals.csv")), Files.readString(shop.resolve("data/keys/terminals.keys")));
        Path fleet = Files.writeString(root.resolve("fleet.csv"), """
                tid,mid,mcc,profile,tmk,tpk,tak
                20000001,898100012340001,,cup-ecb,0123456789ABCDEFFEDCBA98765432,,
                20000002,898100012340009,,cup-ecb,0123456789ABCDEFFEDCBA9876543210,,
                20000003,898100012340001,,cup-ecx,0123456789ABCDEFFEDCBA9876543210,,
                20000004,898100012340001,,cup-ecb,X123456789ABCDEFFEDCBA9876543210,,
                20000005,898100012340001,,cup-ecb,0123456789ABCDEFFEDCBA9876543210,0123456789ABCDEF,
                20000006,898100012340001,,cup-ecb,,,
                10000001,898100012340001,,cup-ecb,0123456789ABCDEFFEDCBA9876543210,,
                20000007,898100012340001,,cup-x919,,0123456789ABCDEFFEDCBA9876543210,0123456789ABCDEF
                """);

        assertEquals(ExitCode.CONFIGURATION, run("terminals", "import", fleet, "--config", shop));

        assertEquals(List.of(
                "2:35: tmk has 30 digits, expected 32 or 48 hexadecimal digits",
                "3:10: unknown merchant 898100012340009 (did you mean \"898100012340001\"?), expected one of merchants.csv, or an mcc to add it",
                "4:27: unknown terminal profile \"cup-ecx\" (did you mean \"cup-ecb\"?), expected one of cup-ecb, cup-x919",
                "5:35: tmk is not hexadecimal, expected 32 or 48 hexadecimal digits",
                "6:35: line has tmk and tpk or tak, expected one or the other",
                "7:35: line has no keys, expected tmk, or tpk and tak",
                "8:1: terminal 10000001 is already in terminals.csv, expected a new one",
                "9:70: tak has 16 digits, expected 32 hexadecimal digits"),
                err.toString().lines().map(l -> l.substring(fleet.toString().length() + 1)).toList());
        assertFalse(err.toString().contains("ABCDEF"), "no key digits in messages");
        assertEquals(before, Set.of(Files.readString(shop.resolve("config/terminals.csv")), Files.readString(shop.resolve("data/keys/terminals.keys"))));
    }

    @Test
    void shouldRefuseClearKeysUnderTheProductionProfile() throws IOException {
        Path shop = made();
        replace(shop.resolve("config/turnpike.yaml"), "profile: test\n", "profile: production\n");
        replace(shop.resolve("config/turnpike.yaml"), "softwareOverride: false", "softwareOverride: true");
        Path fleet = Files.writeString(root.resolve("fleet.csv"), "tid,mid,profile,tmk\n20000001,898100012340001,cup-ecb,0123456789ABCDEFFEDCBA9876543210\n");

        assertEquals(ExitCode.CONFIGURATION, run("terminals", "import", fleet, "--config", shop));
        assertTrue(err.toString().contains("test profile"), err.toString());
    }

    @Test
    void shouldEndWith69WhenNoSwitchRuns() {
        Path shop = made();

        assertEquals(ExitCode.UNAVAILABLE, run("status", "--config", shop));
        assertEquals(1, err.toString().lines().count(), err.toString());
    }
}
