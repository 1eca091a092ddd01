package dev.turnpike.configuration;

import dev.turnpike.configuration.TerminalEntry.Keys;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code merchants.csv} and {@code terminals.csv}. Stateless. */
final class TablesReader {
    /** Columns of {@code merchants.csv} that must be there. */
    static final List<String> MERCHANT_COLUMNS = List.of("mid", "name", "mcc");
    /** Columns of {@code merchants.csv} that may be left out. */
    static final List<String> MERCHANT_OPTIONAL = List.of("zone", "state");
    /** Columns of {@code terminals.csv} that must be there. */
    static final List<String> TERMINAL_COLUMNS = List.of("tid", "mid", "profile");
    /** Columns of {@code terminals.csv} that may be left out. */
    static final List<String> TERMINAL_OPTIONAL = List.of("mcc", "keys", "state");

    private static final Pattern MERCHANT_NAME = Pattern.compile(".{1,40}");
    private static final String STATE_TEXT = "active or suspended";

    private TablesReader() {
    }

    static List<MerchantEntry> merchants(Reading reading, Path file) {
        Map<String, MerchantEntry> result = new HashMap<>();
        List<MerchantEntry> ordered = new ArrayList<>();
        String text = YamlFile.readText(reading, file);
        if (text == null) {
            return ordered;
        }
        new CsvFile(reading.problems(), file, MERCHANT_COLUMNS, MERCHANT_OPTIONAL).read(text, line -> {
            String mid = line.text("mid", Forms.MID, Forms.MID_TEXT);
            String name = line.text("name", MERCHANT_NAME, "a name of at most 40 characters");
            String mcc = line.text("mcc", Forms.MCC, "a merchant category code of 4 digits");
            ZoneId zone = line.optional("zone", Forms::zone, "a time zone such as Asia/Shanghai").orElse(ZoneId.of(Forms.TERMINAL_ZONE));
            boolean active = active(line);
            if (!line.isWrong() && result.containsKey(mid)) {
                line.error("mid", "merchant " + mid + " is given twice, expected it once");
            }
            if (!line.isWrong()) {
                MerchantEntry entry = new MerchantEntry(mid, name, mcc, zone, active);
                result.put(mid, entry);
                ordered.add(entry);
            }
        });
        return ordered;
    }

    static List<TerminalEntry> terminals(Reading reading, Path file, List<MerchantEntry> merchants, List<String> profiles) {
        List<TerminalEntry> result = new ArrayList<>();
        String text = YamlFile.readText(reading, file);
        if (text == null) {
            return result;
        }
        Map<String, MerchantEntry> byMid = new LinkedHashMap<>();
        merchants.forEach(m -> byMid.put(m.mid(), m));
        Map<String, Integer> firstLine = new HashMap<>();
        new CsvFile(reading.problems(), file, TERMINAL_COLUMNS, TERMINAL_OPTIONAL).read(text, line -> {
            TerminalEntry entry = terminal(line, result.size(), byMid, profiles);
            Integer first = firstLine.putIfAbsent(entry.tid(), line.at("tid").line());
            if (first != null && !entry.tid().isEmpty()) {
                line.error("tid", "terminal " + entry.tid() + " is given twice, first on line " + first + ", expected it once");
            }
            if (!line.isWrong()) {
                result.add(entry);
                reading.located("terminals.csv", entry.tid(), line.at("tid"));
            }
        });
        return result;
    }

    private static TerminalEntry terminal(CsvFile.Line line, int number, Map<String, MerchantEntry> merchants, List<String> profiles) {
        String tid = line.text("tid", Forms.TID, Forms.TID_TEXT);
        String mid = line.text("mid", Forms.MID, Forms.MID_TEXT);
        MerchantEntry merchant = merchants.get(mid);
        if (merchant == null && !mid.isEmpty()) {
            line.error("mid", "unknown merchant " + mid + Nearest.hint(mid, merchants.size() > 1_000 ? List.of() : merchants.keySet())
                    + ", expected one of merchants.csv");
        }
        String profile = line.text("profile", Forms.NAME, "the name of a terminal profile");
        if (!profile.isEmpty() && !profiles.contains(profile)) {
            line.error("profile", "unknown terminal profile \"" + profile + "\"" + Nearest.hint(profile, profiles) + ", expected one of "
                    + String.join(", ", profiles));
        }
        Optional<String> mcc = line.optional("mcc", t -> Forms.MCC.matcher(t).matches() ? t : null, "4 digits, or nothing for the merchant's");
        Keys keys = line.optional("keys", t -> switch (t) {
            case "master" -> Keys.MASTER;
            case "static" -> Keys.STATIC;
            default -> null;
        }, "master or static").orElse(Keys.MASTER);
        return new TerminalEntry(number, tid, mid, mcc.orElse(merchant == null ? "" : merchant.mcc()), profile, keys, active(line));
    }

    private static boolean active(CsvFile.Line line) {
        return line.optional("state", t -> switch (t) {
            case "active" -> Boolean.TRUE;
            case "suspended" -> Boolean.FALSE;
            default -> null;
        }, STATE_TEXT).orElse(Boolean.TRUE);
    }
}
