package dev.turnpike.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one terminal saw, from the journal that it keeps on its disk: approvals, and which of them it reversed. Not for threads.
 */
final class TerminalLog {
    /** What an approval was. */
    record Approval(String kind, Key key, long amountMinor, String reference) {
        /** Minor units with the sign of the merchant's money. */
        long netMinor() {
            return kind.equals("SALE") ? amountMinor : -amountMinor;
        }
    }

    /** Approved and not reversed. */
    final Map<Key, Approval> approved = new TreeMap<>();
    /** Void or refund to its original, as the terminal asked for it. */
    final Map<Key, Key> originals = new TreeMap<>();
    /** All lines by transaction, for people. */
    final Map<Key, StringBuilder> lines = new TreeMap<>();
    final String tid;
    int reversals;

    TerminalLog(String tid) {
        this.tid = tid;
    }

    /** Reads the file of a terminal. */
    static TerminalLog read(Path stateDirectory, String tid) throws IOException {
        TerminalLog log = new TerminalLog(tid);
        List<String> all = Files.readAllLines(stateDirectory.resolve(tid).resolve("journal"));
        all.forEach(log::add);
        return log;
    }

    /**
     * Takes a line: APPROVED|kind|tid|mid|batch|trace|amount|reference, REVERSED or
     * REVERSAL-FAILED|tid|mid|batch|trace|amount|code.
     */
    void add(String line) {
        String[] part = line.split("\\|", -1);
        boolean approval = part[0].equals("APPROVED");
        int at = approval ? 4 : 3;
        Key key = new Key(part[at - 2], Integer.parseInt(part[at]), Integer.parseInt(part[at + 1]));
        lines.computeIfAbsent(key, k -> new StringBuilder()).append("    terminal: ").append(line).append('\n');
        if (approval) {
            approved.put(key, new Approval(part[1], key, Long.parseLong(part[6]), part[7].trim()));
        } else {
            approved.remove(key);
            reversals++;
        }
    }

    long netMinor() {
        return approved.values().stream().mapToLong(Approval::netMinor).sum();
    }
}
