package dev.turnpike;

import dev.turnpike.configuration.ConfigurationLoader;
import dev.turnpike.gateway.tls.CertificateAuthority;
import dev.turnpike.security.DataKeys;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.TestKeys;
import dev.turnpike.status.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a folder with everything a switch of the test profile needs: {@code config}, {@code data} (authority and server certificate, local
 * master key, key blocks, an empty journal) and {@code sim} (the same test keys in the clear, for the simulators). One thread.
 */
public final class TestInstallation {
    /** Most terminals of a fleet. */
    public static final int FLEET_MAX = 1_000_000;
    /** Names of the two acquirers, as in the templates. */
    static final List<String> ACQUIRERS = List.of("cup-a", "cup-b");

    private static final int FIRST_TID = 10_000_001;
    private static final String CLEAR = "# CLEAR TEST KEYS for the simulators. Test profile only; never use them for anything real.\n";

    private final Path root;
    private final Clock clock;
    private final TestKeyMaker maker = new TestKeyMaker();
    private final Set<Integer> taken = new HashSet<>();

    /**
     * Ports that were chosen.
     *
     * @param terminals port for terminals
     * @param acquirers ports of the acquirers, in the order of the templates
     * @param admin     port of metrics, health and status
     */
    public record Ports(int terminals, List<Integer> acquirers, int admin) {
    }

    /** An installation below {@code root}, which need not exist. */
    public TestInstallation(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /**
     * Makes everything.
     *
     * @param fleet number of terminals in addition to those of the template; 0 for none
     * @param force replace what is there; refused all the same when a journal is there, whose records the new keys could not open
     * @throws UserMistakeException with {@link ExitCode#CANNOT_CREATE} when something is in the way
     */
    public Ports create(int fleet, boolean force) {
        try {
            refuse(force);
            for (String folder : List.of("config", "data/tls", "data/keys", "data/journal", "sim")) {
                Files.createDirectories(root.resolve(folder));
            }
            Ports ports = new Ports(port(8583), List.of(port(8601), port(8602)), port(8580));
            configuration(ports);
            replaced("data/tls/ca.pem", "data/tls/server.pem", "data/tls/server.key", "data/keys/lmk", "data/keys/switch.keys",
                    "data/keys/terminals.keys");
            CertificateAuthority.create(root.resolve("data/tls"), clock.wallMs());
            try (LocalMasterKey lmk = LocalMasterKey.create(root.resolve("data/keys/lmk"), maker.random())) {
                TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, maker.random());
                zoneKeys(lmk, testKeys, ports);
                terminalKeys(testKeys, fleet);
            }
            return ports;
        } catch (FileAlreadyExistsException e) {
            throw new UserMistakeException(ExitCode.CANNOT_CREATE, e.getFile() + " is in the way, expected a folder or nothing there");
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.CANNOT_CREATE, root + " cannot be written: " + e.getMessage());
        }
    }

    private void refuse(boolean force) throws IOException {
        Path main = root.resolve("config").resolve(ConfigurationLoader.MAIN_FILE);
        if (Files.exists(main) && !force) {
            throw new UserMistakeException(ExitCode.CANNOT_CREATE, main + " is already there, expected another folder, or --force to replace it");
        }
        Path journal = root.resolve("data/journal");
        if (Files.isDirectory(journal)) {
            try (Stream<Path> files = Files.list(journal)) {
                if (files.findAny().isPresent()) {
                    throw new UserMistakeException(ExitCode.CANNOT_CREATE, journal + " holds a journal that new keys could not open, expected"
                            + " another folder, or that journal deleted by hand");
                }
            }
        }
    }

    private void replaced(String... files) throws IOException {
        for (String file : files) {
            Files.deleteIfExists(root.resolve(file));
        }
    }

    private void configuration(Ports ports) throws IOException {
        Path config = root.resolve("config");
        YamlEditor main = new YamlEditor(NewFiles.template(ConfigurationLoader.MAIN_FILE))
                .set("127.0.0.1", "listeners", 0, "address")
                .set(Integer.toString(ports.terminals()), "listeners", 0, "port")
                .set(Integer.toString(ports.admin()), "admin", "port");
        for (int i = 0; i < ACQUIRERS.size(); i++) {
            main = main.set(Integer.toString(ports.acquirers().get(i)), "upstreams", i, "port");
        }
        NewFiles.write(config.resolve(ConfigurationLoader.MAIN_FILE), main.toString());
        for (String name : List.of(ConfigurationLoader.ROUTING_FILE, ConfigurationLoader.RISK_FILE, ConfigurationLoader.MERCHANTS_FILE)) {
            NewFiles.write(config.resolve(name), NewFiles.template(name));
        }
    }

    private void zoneKeys(LocalMasterKey lmk, TestKeys testKeys, Ports ports) throws IOException {
        KeyFile keys = KeyFile.open(root.resolve("data/keys/switch.keys"));
        DataKeys.ensure(keys, lmk, maker.random());
        StringBuilder clear = new StringBuilder(CLEAR).append("name,host,port,bitmap,zpk\n");
        for (int i = 0; i < ACQUIRERS.size(); i++) {
            String zpk = maker.doubleLength();
            keys.put("zone/" + ACQUIRERS.get(i) + "/zpk", KeyUsage.PIN_ENCRYPTION, testKeys.importHex(KeyUsage.PIN_ENCRYPTION, zpk));
            clear.append(ACQUIRERS.get(i)).append(",127.0.0.1,").append(ports.acquirers().get(i)).append(",hex,").append(zpk).append('\n');
        }
        keys.save();
        NewFiles.writeSecret(root.resolve("sim/acquirers.csv"), clear.toString());
    }

    private void terminalKeys(TestKeys testKeys, int fleet) throws IOException {
        KeyFile keys = KeyFile.open(root.resolve("data/keys/terminals.keys"));
        List<TerminalKeys> terminals = new ArrayList<>();
        String template = NewFiles.template(ConfigurationLoader.TERMINALS_FILE);
        StringBuilder table = new StringBuilder(template);
        StringBuilder clear = new StringBuilder(CLEAR).append(TerminalKeys.HEADER).append('\n');
        List<String> lines = template.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            terminals.add(made(cells[0], cells[1], cells[3], "static".equals(cells[4])));
        }
        int first = FIRST_TID + terminals.size();
        List<String> mids = terminals.stream().map(TerminalKeys::mid).distinct().toList();
        for (int i = 0; i < fleet; i++) {
            TerminalKeys t = made(Integer.toString(first + i), mids.get(i % mids.size()), "cup-ecb", false);
            terminals.add(t);
            table.append(t.tableLine()).append('\n');
        }
        for (TerminalKeys t : terminals) {
            t.importInto(keys, testKeys);
            clear.append(t.clearLine()).append('\n');
        }
        keys.save();
        NewFiles.write(root.resolve("config").resolve(ConfigurationLoader.TERMINALS_FILE), table.toString());
        NewFiles.writeSecret(root.resolve("sim/terminals.csv"), clear.toString());
    }

    private TerminalKeys made(String tid, String mid, String profile, boolean fixed) {
        return fixed ? new TerminalKeys(tid, mid, "", profile, "", maker.doubleLength(), maker.singleLength())
                : new TerminalKeys(tid, mid, "", profile, maker.doubleLength(), "", "");
    }

    /** The usual port when it is free now, else one that is. */
    private int port(int usual) throws IOException {
        for (int port : new int[] {usual, 0, 0, 0, 0}) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (taken.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (java.net.BindException e) {
                // Somebody else's; the next round asks the system for a free one.
                continue;
            }
        }
        throw new IOException("no free port on the loopback address");
    }
}
