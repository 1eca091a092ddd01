package dev.turnpike.records;

import dev.turnpike.transaction.TransactionState;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything the journal says of the transactions that a query means, with the time between one record and the next. Feed it all records
 * in order, then print. One thread; keeps only what it will print.
 */
public final class TransactionTimeline {
    private static final class Found {
        final List<String> lines = new ArrayList<>();
        final List<String> related = new ArrayList<>();
        String title = "transaction";
        String state = "";
        long firstMs;
        long lastMs;
        int refused;
        int reversals;
    }

    private final TransactionQuery query;
    private final RecordText text;
    private final Map<Long, Found> found = new TreeMap<>();
    private final List<String> others = new ArrayList<>();

    /** Looks for what {@code query} means. */
    public TransactionTimeline(TransactionQuery query, RecordText text) {
        this.query = query;
        this.text = text;
    }

    /** Takes the next record. */
    public void add(RecordFields r) {
        if (query.begins(r)) {
            Found begun = found.computeIfAbsent(r.number("txId"), k -> new Found());
            if (begun.lines.isEmpty()) {
                begun.title = title(r);
                begun.firstMs = r.wallMs();
                begun.lastMs = r.wallMs();
            }
        } else if (query.speaksOf(r)) {
            others.add(text.line(r));
        }
        for (long id : r.transactions()) {
            Found of = found.get(id);
            if (of != null) {
                of.lines.add(line(r, of));
                of.state = state(r, of.state);
                of.reversals += r.kind().equals("REVERSAL_INTENT") ? 1 : 0;
                of.refused += r.kind().equals("FORWARD_ATTEMPT") ? 1 : 0;
            }
        }
        Found original = r.number("originalTxId") == 0 ? null : found.get(r.number("originalTxId"));
        if (original != null) {
            original.related.add(text.line(r));
        }
    }

    private static String title(RecordFields r) {
        return "transaction " + r.number("txId") + "  rrn " + r.rrn() + "  " + RecordText.key(r) + "  card " + r.card();
    }

    private String line(RecordFields r, Found of) {
        String step = of.lines.isEmpty() ? "" : "+" + (r.wallMs() - of.lastMs) + " ms";
        String total = of.lines.isEmpty() ? "" : r.wallMs() - of.firstMs + " ms";
        of.lastMs = r.wallMs();
        return String.format("%s  %10s  %10s  %d:%d  %s", text.time(r.wallMs()), step, total, r.epoch(), r.sequence(), text.content(r));
    }

    private static String state(RecordFields r, String before) {
        return switch (r.kind()) {
            case "INTENT" -> TransactionState.IN_FLIGHT.name();
            case "REJECTED", "NOT_SENT" -> TransactionState.REJECTED.name();
            case "REVERSAL_INTENT" -> TransactionState.REVERSING.name();
            case "ADVICE_INTENT" -> TransactionState.REPEATING.name();
            case "FORWARD_ATTEMPT" -> r.number("parked") == 1 ? TransactionState.PARKED.name() : before;
            case "REVERSAL_ACK" -> r.number("closed") == 1 ? TransactionState.REVERSED.name() : before;
            default -> r.has("state") && r.number("state") < TransactionState.values().length
                ? TransactionState.of((int) r.number("state")).name() : before;
        };
    }

    /** Transactions found so far. */
    public int size() {
        return found.size();
    }

    /** True when nothing was found at all. */
    public boolean isEmpty() {
        return found.isEmpty() && others.isEmpty();
    }

    /** Prints the transactions in the order in which they began. */
    public void print(PrintWriter out) {
        found.values().forEach(f -> print(f, out));
        if (!others.isEmpty()) {
            out.println("records without a transaction");
            others.forEach(l -> out.println("  " + l));
        }
        out.flush();
    }

    private static void print(Found f, PrintWriter out) {
        out.println(f.title);
        out.println("  now " + f.state + "; " + f.lines.size() + (f.lines.size() == 1 ? " record" : " records in " + (f.lastMs - f.firstMs) + " ms")
            + (f.reversals == 0 ? "" : "; reversals " + f.reversals) + (f.refused == 0 ? "" : "; attempts that failed " + f.refused));
        f.lines.forEach(l -> out.println("  " + l));
        if (!f.related.isEmpty()) {
            out.println("  later transactions that name it:");
            f.related.forEach(l -> out.println("    " + l));
        }
    }
}
