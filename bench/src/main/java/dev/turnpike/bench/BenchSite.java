package dev.turnpike.bench;

import dev.turnpike.ExitCode;
import dev.turnpike.Main;
import dev.turnpike.UserMistakeException;
import dev.turnpike.demo.DemoSite;
import dev.turnpike.simulator.ShopFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shop for a load run: terminals with fresh keys, all rules of the risk pack in force but with limits that load does not
 * reach. One
 * thread.
 */
final class BenchSite {
    private static final int TIMEOUT_MS = 20_000;
    private static final int FIRST_TID = 70_000_001;

    private static final int MERCHANTS = 10;
    private static final Pattern LIMIT = Pattern.compile("^  \\w+: \\{([^{}]*)}");

    private BenchSite() {
    }

    /** Makes the shop and starts it. {@code journalMode} is durable or page-cache. */
    static DemoSite start(Path root, int terminals, String profile, String journalMode) {
        DemoSite site = new DemoSite(root, true).timeoutMs(TIMEOUT_MS).acquirerOptions("--ledger-limit", "100000");
        try {
            site.prepare();
            Path main = root.resolve("config/turnpike.yaml");
            Files.writeString(main, new ShopFile(Files.readString(main)).set("journal", null, "mode", journalMode).text());
            Path fleet = root.resolve("sim/bench.csv");
            Files.writeString(fleet, fleet(terminals, profile));
            command("terminals", "import", fleet.toString(), "--config", root.toString());
            raiseLimits(root.resolve("config/risk.yaml"), Math.min(terminals, MERCHANTS));
            site.start();
            return site;
        } catch (IOException e) {
            site.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            site.close();
            throw e;
        }
    }

    /** Terminals in turn of each profile when {@code profile} is {@code both}. */
    private static String fleet(int terminals, String profile) {
        StringBuilder csv = new StringBuilder("tid,mid,mcc,profile,tmk\n");
        SecureRandom random = new SecureRandom();
        byte[] key = new byte[16];
        for (int i = 0; i < terminals; i++) {
            random.nextBytes(key);
            for (int b = 0; b < key.length; b++) {
                int upper = key[b] & 0xFE;
                key[b] = (byte) (upper | 1 - Integer.bitCount(upper) % 2);
            }
            boolean retail = profile.equals("cup-x919") || profile.equals("both") && i % 2 == 1;
            csv.append(FIRST_TID + i).append(',').append(merchant(i % MERCHANTS)).append(",5411,")
                .append(retail ? "cup-x919" : "cup-ecb").append(',').append(HexFormat.of().withUpperCase().formatHex(key))
                    .append('\n');
        }
        return csv.toString();
    }

    private static void raiseLimits(Path risk, int merchants) throws IOException {
        if (!Files.exists(risk)) {
            return;
        }
        String text = Files.readString(risk);
        int from = text.indexOf("\nlimits:");
        int to = text.indexOf("\nlists:");
        if (from >= 0 && to > from) {
            Files.writeString(risk, text.substring(0, from) + raised(text.substring(from, to), merchants) + text.substring(to));
        }
    }

    private static String merchant(int number) {
        return "BENCH000000000" + number;
    }

    /** Adds to each limit wider values for the merchants of the load; the pack's own values, which its tests judge, stay. */
    private static String raised(String limits, int merchants) {
        StringBuilder text = new StringBuilder();
        for (String line : limits.split("\n", -1)) {
            Matcher limit = LIMIT.matcher(line);
            if (limit.find() && !line.contains("merchants:")) {
                String wide = limit.group(1).replaceAll("count: \\d+", "count: 1000000000").replaceAll("\\d+\\.\\d\\d\\b",
                    "99999999.00");
                text.append(line, 0, limit.end(1)).append(", merchants: {");
                for (int i = 0; i < merchants; i++) {
                    text.append(i == 0 ? "" : ", ").append(merchant(i)).append(": {").append(wide).append('}');
                }
                text.append('}').append(line.substring(limit.end(1)));
            } else {
                text.append(line);
            }
            text.append('\n');
        }
        return text.substring(0, text.length() - 1);
    }

    private static void command(String... arguments) {
        StringWriter said = new StringWriter();
        int code = Main.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said)).execute(arguments);
        if (code != ExitCode.OK) {
            throw new UserMistakeException(code, "turnpike " + String.join(" ", arguments) + " failed: " + said);
        }
    }
}
