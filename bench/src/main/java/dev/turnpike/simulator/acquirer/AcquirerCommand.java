package dev.turnpike.simulator.acquirer;

import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import dev.turnpike.simulator.ShopFile;
import dev.turnpike.simulator.wire.Hex;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code turnpike sim acquirer} (alias {@code host}): a simulated acquirer until Ctrl-C. */
@Command(name = "acquirer", aliases = "host", mixinStandardHelpOptions = true,
    description = {"Runs a simulated acquirer: ISO 8583:1987 ASCII, 2-byte binary length, until Ctrl-C.",
        "The amount decides the answer, in minor units:",
        "  9100 no answer   9101 late (time-out + 5 s)   9102 twice   9103 wrong STAN",
        "  9104 garbage     9105 closes                  9106 slow, 1 byte a second",
        "  otherwise the last two digits are the response code; 00, or not a code of the table, approves.",
        "A named card (see: turnpike sim terminal --help) beats the amount. The PIN of every card is 1234."},
    footer = {"", "Examples:", "  turnpike sim host --config shop --name cup-a --ledger-port 8701",
        "  curl 127.0.0.1:8701/postings?tid=10000001   (also /net, /counters)",
        "  curl -X POST '127.0.0.1:8701/control?dropReversals=2'",
        "    (also silent, refuseReversals, refusal, latencyMin, latencyMax)"})
public final class AcquirerCommand implements Callable<Integer> {
    @Option(names = {"-f", "--config"}, paramLabel = "DIR",
        description = "Folder made by turnpike init: port, bitmap and zone PIN key of the acquirer named by --name.")
    private Path directory;
    @Option(names = "--name", defaultValue = "acquirer", description = "Name in its output. Default: ${DEFAULT-VALUE}")
    private String name;
    @Option(names = "--address", defaultValue = "127.0.0.1", description = "Address to bind. Default: ${DEFAULT-VALUE}")
    private String address;
    @Option(names = "--port", description = "Port for links; 0 takes a free one. Default: that of DIR, else 8601")
    private Integer port;
    @Option(names = "--ledger-port", defaultValue = "-1",
        description = "Port of the ledger over HTTP; 0 takes a free one. Default: off")
    private int ledgerPort;
    @Option(names = "--ledger-file", paramLabel = "FILE", description = "Keeps the ledger over a restart.")
    private Path ledgerFile;
    @Option(names = "--ledger-limit", defaultValue = "1000000", description = "Most postings kept. Default: ${DEFAULT-VALUE}")
    private int ledgerLimit;
    @Option(names = "--bitmap", description = "hex or binary. Default: that of DIR, else hex")
    private String bitmap;
    @Option(names = "--zpk", paramLabel = "HEX", description = "Clear test zone PIN key, 32 hexadecimal digits; checks PINs.")
    private String zonePinKey;
    @Option(names = "--pin", defaultValue = "1234", description = "PIN of every card. Default: ${DEFAULT-VALUE}")
    private String pin;
    @Option(names = "--late-ms", defaultValue = "50000", description = "Delay of a late answer, ms. Default: ${DEFAULT-VALUE}")
    private int lateMs;
    @Option(names = "--latency-ms", paramLabel = "MIN[-MAX]", defaultValue = "0", description = "Delay of every answer, ms.")
    private String latency;
    @Option(names = "--no-sign-on", description = "Serves connections that have not signed on.")
    private boolean noSignOn;
    @Option(names = "--no-tombstones", description = "Takes an original after its reversal, as forgetful hosts do.")
    private boolean noTombstones;
    @Option(names = "--seed", defaultValue = "1", description = "Seed of latencies and garbage. Default: ${DEFAULT-VALUE}")
    private long seed;
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public AcquirerCommand() {
    }

    @Override
    public Integer call() throws InterruptedException {
        AcquirerContext context = context();
        PrintWriter out = spec.commandLine().getOut();
        SimulatedAcquirer acquirer;
        try {
            acquirer = SimulatedAcquirer.start(context);
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.TEMPORARY, name + ": " + e.getMessage());
        }
        out.println(name + " listening port=" + acquirer.port() + " ledger-port=" + acquirer.ledgerPort()
            + " (amount cents = response code)");
        out.flush();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(acquirer, stopped), "stop"));
        stopped.await();
        return ExitCode.OK;
    }

    private void defaults() {
        Map<String, String> shop = directory == null ? Map.of() : ShopFile.acquirer(directory, name);
        if (directory != null && shop.isEmpty()) {
            throw new UserMistakeException(ExitCode.DATA, "no acquirer " + name + " in "
                + directory.resolve("sim/acquirers.csv"));
        }
        port = port == null ? Integer.valueOf(shop.getOrDefault("port", "8601")) : port;
        bitmap = bitmap == null ? shop.getOrDefault("bitmap", "hex") : bitmap;
        zonePinKey = zonePinKey == null ? shop.get("zpk") : zonePinKey;
    }

    private AcquirerContext context() {
        defaults();
        if (!bitmap.equals("hex") && !bitmap.equals("binary")) {
            throw new UserMistakeException(ExitCode.USAGE, "--bitmap is " + bitmap + ", expected hex or binary");
        }
        if (!latency.matches("\\d{1,6}(-\\d{1,6})?")) {
            throw new UserMistakeException(ExitCode.USAGE, "--latency-ms is " + latency + ", expected 5 or 5-20");
        }
        if (zonePinKey != null && !zonePinKey.matches("[0-9A-Fa-f]{32}")) {
            throw new UserMistakeException(ExitCode.USAGE, "--zpk is not a key of 32 hexadecimal digits");
        }
        String[] range = latency.split("-");
        try {
            return new AcquirerContext().name(name).address(address).port(port).ledgerPort(ledgerPort).ledgerFile(ledgerFile)
                .ledgerLimit(ledgerLimit).binaryBitmap(bitmap.equals("binary")).pin(pin).lateMs(lateMs)
                .zonePinKey(zonePinKey == null ? null : Hex.bytes(zonePinKey))
                .latencyMs(Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1]))
                .signOnRequired(!noSignOn).tombstones(!noTombstones).seed(seed).conclude();
        } catch (IllegalArgumentException e) {
            throw new UserMistakeException(ExitCode.USAGE, e.getMessage());
        }
    }

    private static void stop(SimulatedAcquirer acquirer, CountDownLatch stopped) {
        try {
            acquirer.close();
        } catch (IOException e) {
            // The process is ending; what the ledger file holds by now is what it holds.
        }
        stopped.countDown();
    }
}
