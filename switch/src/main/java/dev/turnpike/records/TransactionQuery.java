package dev.turnpike.records;

import java.util.Locale;

/**
 * What a person knows of a transaction: its retrieval reference number (12 characters), trace number and terminal ({@code 000012@10000001}),
 * or the switch's own number. Twelve digits may be a reference or a number: both are looked for. Immutable.
 */
public final class TransactionQuery {
    private static final int RRN_LENGTH = 12;
    private static final int MAX_TID = 8;

    private final String rrn;
    private final String tid;
    private final long stan;
    private final long txId;

    private TransactionQuery(String rrn, String tid, long stan, long txId) {
        this.rrn = rrn;
        this.tid = tid;
        this.stan = stan;
        this.txId = txId;
    }

    /** Reads what was typed; throws {@link IllegalArgumentException} with one sentence. */
    public static TransactionQuery parse(String text) {
        String word = text.strip();
        int at = word.indexOf('@');
        if (at >= 0) {
            String number = word.substring(0, at);
            String terminal = word.substring(at + 1);
            if (!number.matches("[0-9]{1,6}") || terminal.isEmpty() || terminal.length() > MAX_TID) {
                throw new IllegalArgumentException("\"" + word + "\" is no trace number at a terminal, expected for example 000012@10000001");
            }
            return new TransactionQuery(null, terminal, Long.parseLong(number), 0);
        }
        String upper = word.toUpperCase(Locale.ROOT);
        boolean digits = upper.matches("[0-9]{1,18}");
        boolean reference = upper.length() == RRN_LENGTH && upper.matches("[0-9A-Z]+");
        if (!digits && !reference) {
            throw new IllegalArgumentException("\"" + word
                + "\" is no transaction, expected its RRN (12 characters), STAN@TID, or the number that the journal gives it");
        }
        return new TransactionQuery(reference ? upper : null, null, -1, digits ? Long.parseLong(upper) : 0);
    }

    /** True when the record begins a transaction that is meant. */
    boolean begins(RecordFields r) {
        return r.has("txId") && r.has("tid") && r.has("stan") && (txId != 0 && r.number("txId") == txId
            || rrn != null && rrn.equals(r.rrn()) || tid != null && isTerminal(r));
    }

    /** True when the record has no transaction but speaks of the same terminal and trace number. */
    boolean speaksOf(RecordFields r) {
        return tid != null && !r.has("txId") && r.has("tid") && r.has("stan") && isTerminal(r);
    }

    private boolean isTerminal(RecordFields r) {
        return r.number("stan") == stan && r.text("tid").equals(tid);
    }
}
