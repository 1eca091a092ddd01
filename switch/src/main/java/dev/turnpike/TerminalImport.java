package dev.turnpike;

import dev.turnpike.configuration.ConfigurationException;
import dev.turnpike.configuration.ConfigurationLoader;
import dev.turnpike.configuration.CsvFile;
import dev.turnpike.configuration.MerchantEntry;
import dev.turnpike.configuration.Nearest;
import dev.turnpike.configuration.Position;
import dev.turnpike.configuration.Problems;
import dev.turnpike.configuration.Profile;
import dev.turnpike.configuration.TerminalEntry;
import dev.turnpike.configuration.TerminalProfile;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.KeyFileLock;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.TestKeys;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Adds terminals with clear test keys to a configuration; all of a file or nothing. One thread. */
final class TerminalImport {
    private static final List<String> COLUMNS = List.of("tid", "mid", "profile");
    private static final List<String> OPTIONAL = List.of("mcc", "tmk", "tpk", "tak");
    private static final Pattern TID = Pattern.compile("[0-9A-Za-z]{8}");
    private static final Pattern MID = Pattern.compile("[0-9A-Za-z]{15}");
    private static final Pattern MCC = Pattern.compile("\\d{4}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,31}");
    private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2})+");

    private final TurnpikeConfiguration configuration;
    private final Problems problems = new Problems();
    private final Map<String, TerminalProfile> profiles = new LinkedHashMap<>();
    private final Map<String, MerchantEntry> merchants = new LinkedHashMap<>();
    private final Set<String> known = new HashSet<>();
    private final Map<String, Integer> firstLine = new HashMap<>();
    private final Map<String, String> newMerchants = new LinkedHashMap<>();

    TerminalImport(TurnpikeConfiguration configuration) {
        this.configuration = configuration;
        configuration.terminalProfiles().forEach(p -> profiles.put(p.name(), p));
        configuration.merchants().forEach(m -> merchants.put(m.mid(), m));
        configuration.terminals().stream().map(TerminalEntry::tid).forEach(known::add);
    }

    /** Merchants that were added with the terminals. */
    int merchantsAdded() {
        return newMerchants.size();
    }

    /** Adds the terminals of a file; gives their number. Throws with every mistake of the file, and then changes nothing. */
    int add(Path file) throws ConfigurationException {
        if (configuration.general().profile() != Profile.TEST) {
            throw new UserMistakeException(ExitCode.CONFIGURATION, "clear keys are accepted under the test profile alone, expected \"profile: test\"");
        }
        List<TerminalKeys> terminals = read(file);
        if (problems.hasErrors()) {
            throw new ConfigurationException(problems.sorted());
        }
        try (LocalMasterKey lmk = MasterKeySource.open(configuration.security().localMasterKey());
             KeyFileLock lock = KeyFileLock.of(configuration.security().terminalKeyFile(), SystemClock.INSTANCE, KeyFileLock.WAIT_MS)) {
            KeyFile keys = lock.open();
            TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, new SecureRandom());
            terminals.forEach(t -> t.importInto(keys, testKeys));
            // Keys first: a crash in between leaves keys that nobody uses, not terminals without keys.
            keys.save();
            List<String> lines = new ArrayList<>();
            newMerchants.forEach((mid, mcc) -> lines.add("mid=" + mid + ",name=Merchant " + mid + ",mcc=" + mcc));
            append(ConfigurationLoader.MERCHANTS_FILE, lines);
            append(ConfigurationLoader.TERMINALS_FILE, terminals.stream().map(t -> "tid=" + t.tid() + ",mid=" + t.mid() + ",mcc="
                    + mccOf(t) + ",profile=" + t.profile() + ",keys=" + (t.signsOn() ? "master" : "static")).toList());
        } catch (KeyFileLock.BusyException e) {
            throw new UserMistakeException(ExitCode.TEMPORARY, e.getMessage());
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.IO, "the terminals cannot be stored: " + e.getMessage());
        }
        return terminals.size();
    }

    private List<TerminalKeys> read(Path file) {
        List<TerminalKeys> terminals = new ArrayList<>();
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.NO_INPUT, file + " cannot be read, expected a CSV file in UTF-8 with " + TerminalKeys.HEADER);
        }
        new CsvFile(problems, file, COLUMNS, OPTIONAL).read(text, line -> {
            TerminalKeys terminal = terminal(line);
            if (!line.isWrong()) {
                terminals.add(terminal);
            }
        });
        if (terminals.isEmpty() && !problems.hasErrors()) {
            problems.error(Position.startOf(file.toString()), "file has no terminals, expected lines below " + TerminalKeys.HEADER);
        }
        if (known.size() + terminals.size() > configuration.limits().maxTerminals()) {
            problems.error(Position.startOf(file.toString()), known.size() + terminals.size() + " terminals would be more than limits.maxTerminals "
                    + configuration.limits().maxTerminals() + ", expected fewer, or a higher limit in turnpike.yaml");
        }
        return terminals;
    }

    private TerminalKeys terminal(CsvFile.Line line) {
        String tid = line.text("tid", TID, "a terminal id of 8 letters and digits");
        if (known.contains(tid)) {
            line.error("tid", "terminal " + tid + " is already in terminals.csv, expected a new one");
        }
        Integer first = tid.isEmpty() ? null : firstLine.putIfAbsent(tid, line.at("tid").line());
        if (first != null) {
            line.error("tid", "terminal " + tid + " is given twice, first on line " + first + ", expected it once");
        }
        String mid = line.text("mid", MID, "a merchant id of 15 letters and digits");
        String mcc = line.optional("mcc", t -> MCC.matcher(t).matches() ? t : null, "a merchant category code of 4 digits").orElse("");
        if (!mid.isEmpty() && !merchants.containsKey(mid) && !newMerchants.containsKey(mid)) {
            if (mcc.isEmpty()) {
                line.error("mid", "unknown merchant " + mid + Nearest.hint(mid, merchants.size() > 1_000 ? List.of() : merchants.keySet())
                        + ", expected one of merchants.csv, or an mcc to add it");
            } else {
                newMerchants.put(mid, mcc);
            }
        }
        String profile = line.text("profile", NAME, "the name of a terminal profile");
        if (!profile.isEmpty() && !profiles.containsKey(profile)) {
            line.error("profile", "unknown terminal profile \"" + profile + "\"" + Nearest.hint(profile, profiles.keySet())
                    + ", expected one of " + String.join(", ", profiles.keySet()));
        }
        return keys(line, new TerminalKeys(tid, mid, mcc, profile, "", "", ""), profiles.get(profile));
    }

    private static TerminalKeys keys(CsvFile.Line line, TerminalKeys t, TerminalProfile profile) {
        boolean master = line.has("tmk");
        boolean fixed = line.has("tpk") || line.has("tak");
        if (master == fixed) {
            line.error("tmk", master ? "line has tmk and tpk or tak, expected one or the other" : "line has no keys, expected tmk, or tpk and tak");
            return t;
        }
        String tmk = master ? key(line, "tmk", 16, 24) : "";
        String tpk = fixed ? key(line, "tpk", 8, 16) : "";
        int takBytes = profile == null ? 0 : profile.mac().keyLength();
        String tak = fixed ? key(line, "tak", takBytes == 0 ? 8 : takBytes, takBytes == 0 ? 16 : takBytes) : "";
        return new TerminalKeys(t.tid(), t.mid(), t.mcc(), t.profile(), tmk, tpk, tak);
    }

    /** A key of {@code low} or {@code high} bytes. A message never repeats what stands there. */
    private static String key(CsvFile.Line line, String column, int low, int high) {
        String expected = "expected " + (low == high ? "" + 2 * low : 2 * low + " or " + 2 * high) + " hexadecimal digits";
        String value = line.cell(column);
        if (value.isEmpty()) {
            line.error(column, column + " is empty, " + expected);
        } else if (!HEX.matcher(value).matches()) {
            line.error(column, column + " is not hexadecimal, " + expected);
        } else if (value.length() != 2 * low && value.length() != 2 * high) {
            line.error(column, column + " has " + value.length() + " digits, " + expected);
        } else {
            return value;
        }
        return "";
    }

    private String mccOf(TerminalKeys t) {
        MerchantEntry merchant = merchants.get(t.mid());
        String merchantMcc = merchant == null ? newMerchants.get(t.mid()) : merchant.mcc();
        return t.mcc().equals(merchantMcc) ? "" : t.mcc();
    }

    /** Appends lines, given as {@code column=value} pairs, in the order of the columns that the file has. */
    private void append(String name, List<String> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        Path file = configuration.general().directory().resolve(name);
        StringBuilder text = new StringBuilder(Files.readString(file, StandardCharsets.UTF_8));
        String header = text.toString().lines().filter(l -> !l.isBlank() && !l.startsWith("#")).findFirst().orElseThrow();
        List<String> columns = java.util.Arrays.stream(header.replace("\ufeff", "").split(",")).map(String::strip).toList();
        if (text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
        for (String line : lines) {
            String[] cells = new String[columns.size()];
            java.util.Arrays.fill(cells, "");
            for (String pair : line.split(",")) {
                int at = columns.indexOf(pair.substring(0, pair.indexOf('=')));
                String value = pair.substring(pair.indexOf('=') + 1);
                if (at < 0 && !value.isEmpty() && !value.equals("master")) {
                    throw new IOException(file + " has no column " + pair.substring(0, pair.indexOf('=')));
                }
                if (at >= 0) {
                    cells[at] = value;
                }
            }
            text.append(String.join(",", cells)).append('\n');
        }
        NewFiles.write(file, text.toString());
    }
}
