package dev.turnpike;

import dev.turnpike.records.RecordText;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the journal says of each transaction, for people: every record in order, card numbers truncated. Reads the files of a stopped or
 * running switch and changes nothing. One thread.
 */
public final class JournalView {
    private JournalView() {
    }

    /** Prints the journal in {@code directory}: first what belongs to no transaction, then each transaction with its records. */
    public static void print(Path directory, PrintStream out) {
        RecordText text = new RecordText(ZoneId.systemDefault(), number -> null);
        Map<Long, List<String>> byTransaction = new TreeMap<>();
        List<String> other = new ArrayList<>();
        JournalLocation.read(directory, 1, r -> {
            String line = text.time(r.wallMs()) + "  " + r.epoch() + ":" + r.sequence() + "  " + text.content(r);
            long[] ids = r.transactions();
            for (long id : ids) {
                byTransaction.computeIfAbsent(id, k -> new ArrayList<>()).add(line);
            }
            if (ids.length == 0) {
                other.add(line);
            }
            return true;
        });
        other.forEach(out::println);
        byTransaction.forEach((txId, lines) -> {
            out.println("transaction " + txId);
            lines.forEach(line -> out.println("  " + line));
        });
        out.flush();
    }
}
