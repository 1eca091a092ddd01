package dev.turnpike;

import dev.turnpike.core.RejectReason;
import dev.turnpike.core.ReversalReason;
import dev.turnpike.journal.JournalReader;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.AdviceIntentDecoder;
import dev.turnpike.transaction.record.AnsweredDecoder;
import dev.turnpike.transaction.record.BatchClosedDecoder;
import dev.turnpike.transaction.record.ForwardAttemptDecoder;
import dev.turnpike.transaction.record.IntentDecoder;
import dev.turnpike.transaction.record.KeysConfirmedDecoder;
import dev.turnpike.transaction.record.KeysIssuedDecoder;
import dev.turnpike.transaction.record.LateAnswerDecoder;
import dev.turnpike.transaction.record.LinkChangeDecoder;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import dev.turnpike.transaction.record.NotSentDecoder;
import dev.turnpike.transaction.record.OutcomeDecoder;
import dev.turnpike.transaction.record.RejectedDecoder;
import dev.turnpike.transaction.record.ReversalAckDecoder;
import dev.turnpike.transaction.record.ReversalIntentDecoder;
import dev.turnpike.transaction.record.SecurityEventDecoder;
import dev.turnpike.transaction.record.StartedDecoder;
import dev.turnpike.transaction.record.TombstoneDecoder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the journal says of each transaction, for people: every record in order, card numbers truncated. Reads the files of a stopped or
 * running switch and changes nothing. One thread.
 */
public final class JournalView {
    private static final int BATCH = 1024;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final Map<Long, List<String>> byTransaction = new TreeMap<>();
    private final List<String> other = new ArrayList<>();
    private final ZoneId zone;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    private JournalView(ZoneId zone) {
        this.zone = zone;
    }

    /** Prints the journal in {@code directory}: first what belongs to no transaction, then each transaction with its records. */
    public static void print(Path directory, PrintStream out) {
        print(directory, 0, out);
    }

    /** As {@link #print(Path, PrintStream)}, for transactions numbered {@code fromTxId} and above; 0 for all with the other records. */
    public static void print(Path directory, long fromTxId, PrintStream out) {
        JournalView view = new JournalView(ZoneId.systemDefault());
        try (JournalReader reader = JournalReader.open(directory)) {
            int read = BATCH;
            while (read > 0) {
                read = reader.poll((epoch, sequence, wallMs, buffer, offset, length) -> {
                    view.add(epoch, sequence, wallMs, buffer, offset);
                    return true;
                }, BATCH);
            }
        }
        if (fromTxId == 0) {
            view.other.forEach(out::println);
        }
        view.byTransaction.forEach((txId, lines) -> {
            if (txId >= fromTxId) {
                out.println("transaction " + txId);
                lines.forEach(line -> out.println("  " + line));
            }
        });
        out.flush();
    }

    private void add(int epoch, long sequence, long wallMs, DirectBuffer record, int offset) {
        header.wrap(record, offset);
        String at = TIME.format(Instant.ofEpochMilli(wallMs).atZone(zone)) + "  " + epoch + ":" + sequence + "  ";
        switch (header.templateId()) {
            case IntentDecoder.TEMPLATE_ID -> intent(at, record, offset);
            case OutcomeDecoder.TEMPLATE_ID -> outcome(at, record, offset);
            case RejectedDecoder.TEMPLATE_ID -> rejected(at, record, offset);
            case NotSentDecoder.TEMPLATE_ID -> {
                NotSentDecoder d = new NotSentDecoder().wrapAndApplyHeader(record, offset, header);
                line(d.txId(), at + "NOT_SENT         told " + d.code() + ", nothing went upstream");
            }
            case ReversalIntentDecoder.TEMPLATE_ID -> reversalIntent(at, record, offset);
            case ForwardAttemptDecoder.TEMPLATE_ID -> attempt(at, record, offset);
            case ReversalAckDecoder.TEMPLATE_ID -> {
                ReversalAckDecoder d = new ReversalAckDecoder().wrapAndApplyHeader(record, offset, header);
                line(d.txId(), at + "REVERSAL_ACK     acquirer " + d.code() + (d.closed() == 1 ? ", closed" : ", waiting for a late approval"));
            }
            case AdviceIntentDecoder.TEMPLATE_ID -> {
                AdviceIntentDecoder d = new AdviceIntentDecoder().wrapAndApplyHeader(record, offset, header);
                line(d.txId(), at + "ADVICE_INTENT    told " + d.code() + ", repeated until a final code");
            }
            case LateAnswerDecoder.TEMPLATE_ID -> {
                LateAnswerDecoder d = new LateAnswerDecoder().wrapAndApplyHeader(record, offset, header);
                line(d.txId(), at + "LATE_ANSWER      acquirer " + d.code() + ", never passed on");
            }
            case AnsweredDecoder.TEMPLATE_ID -> answered(at, record, offset);
            default -> management(at, record, offset);
        }
    }

    private void line(long txId, String text) {
        byTransaction.computeIfAbsent(txId, id -> new ArrayList<>()).add(text);
    }

    private void intent(String at, DirectBuffer record, int offset) {
        IntentDecoder d = new IntentDecoder().wrapAndApplyHeader(record, offset, header);
        String original = d.originalTxId() == 0 ? "" : " of transaction " + d.originalTxId();
        String text = at + "INTENT           " + TransactionType.of(d.transactionType()) + original + "  " + money(d.amountMinor(), d.currency())
            + "  card " + card(d.panFirst6(), d.panLast4(), d.panLength()) + "  terminal " + d.tid() + " batch " + d.batch() + " trace "
            + d.stan() + "  rule " + d.routeRule() + " -> " + d.link() + " F7 " + digits(d.upstreamTime(), 10) + " F11 "
            + digits(d.upstreamStan(), 6) + "  RRN " + rrn(d.rrnDay(), d.txId());
        line(d.txId(), text);
    }

    private void outcome(String at, DirectBuffer record, int offset) {
        OutcomeDecoder d = new OutcomeDecoder().wrapAndApplyHeader(record, offset, header);
        line(d.txId(), at + "OUTCOME          " + TransactionState.of(d.state()) + "  told " + d.code() + ", acquirer " + d.upstreamCode());
    }

    private void rejected(String at, DirectBuffer record, int offset) {
        RejectedDecoder d = new RejectedDecoder().wrapAndApplyHeader(record, offset, header);
        line(d.txId(), at + "REJECTED         " + TransactionType.of(d.transactionType()) + "  " + money(d.amountMinor(), d.currency()) + "  card "
            + card(d.panFirst6(), d.panLast4(), d.panLength()) + "  terminal " + d.tid() + " batch " + d.batch() + " trace " + d.stan()
            + "  told " + d.code() + " because of " + RejectReason.values()[d.reason()] + (d.rule() > 0 ? " rule " + d.rule() : ""));
    }

    private void reversalIntent(String at, DirectBuffer record, int offset) {
        ReversalIntentDecoder d = new ReversalIntentDecoder().wrapAndApplyHeader(record, offset, header);
        line(d.txId(), at + "REVERSAL_INTENT  because of " + ReversalReason.of(d.reason()) + ", told " + d.code() + "  0420 F7 "
            + digits(d.upstreamTime(), 10) + " F11 " + digits(d.upstreamStan(), 6));
    }

    private void attempt(String at, DirectBuffer record, int offset) {
        ForwardAttemptDecoder d = new ForwardAttemptDecoder().wrapAndApplyHeader(record, offset, header);
        line(d.txId(), at + "ATTEMPT          " + d.attempts() + " counted, acquirer " + (d.code().isBlank() ? "silent" : d.code())
            + (d.parked() == 1 ? ", PARKED" : ", next in " + d.nextDelayMs() + " ms"));
    }

    private void answered(String at, DirectBuffer record, int offset) {
        AnsweredDecoder d = new AnsweredDecoder().wrapAndApplyHeader(record, offset, header);
        UnsafeBuffer ids = new UnsafeBuffer(new byte[d.txIdsLength()]);
        d.getTxIds(ids, 0, ids.capacity());
        for (int i = 0; i + 8 <= ids.capacity(); i += 8) {
            line(ids.getLong(i), at + "ANSWERED");
        }
    }

    private void management(String at, DirectBuffer record, int offset) {
        switch (header.templateId()) {
            case StartedDecoder.TEMPLATE_ID -> {
                StartedDecoder d = new StartedDecoder().wrapAndApplyHeader(record, offset, header);
                other.add(at + "STARTED          next transaction " + d.nextTxId() + ", " + d.openTransactions() + " open, state "
                    + Long.toHexString(d.stateHash()));
            }
            case LinkChangeDecoder.TEMPLATE_ID -> {
                LinkChangeDecoder d = new LinkChangeDecoder().wrapAndApplyHeader(record, offset, header);
                other.add(at + "LINK             " + d.link() + (d.up() == 1 ? " signed on" : " lost"));
            }
            case KeysIssuedDecoder.TEMPLATE_ID -> {
                KeysIssuedDecoder d = new KeysIssuedDecoder().wrapAndApplyHeader(record, offset, header);
                other.add(at + "KEYS_ISSUED      terminal " + d.tid() + " version " + d.version() + " batch " + d.batch());
            }
            case KeysConfirmedDecoder.TEMPLATE_ID -> {
                KeysConfirmedDecoder d = new KeysConfirmedDecoder().wrapAndApplyHeader(record, offset, header);
                other.add(at + "KEYS_CONFIRMED   terminal " + d.tid() + " version " + d.version());
            }
            case BatchClosedDecoder.TEMPLATE_ID -> {
                BatchClosedDecoder d = new BatchClosedDecoder().wrapAndApplyHeader(record, offset, header);
                other.add(at + "BATCH_CLOSED     terminal " + d.tid() + " batch " + d.batch() + ", next " + d.nextBatch());
            }
            case TombstoneDecoder.TEMPLATE_ID -> {
                TombstoneDecoder d = new TombstoneDecoder().wrapAndApplyHeader(record, offset, header);
                other.add(at + "TOMBSTONE        terminal " + d.tid() + " batch " + d.batch() + " trace " + d.stan());
            }
            case SecurityEventDecoder.TEMPLATE_ID -> {
                SecurityEventDecoder d = new SecurityEventDecoder().wrapAndApplyHeader(record, offset, header);
                other.add(at + "SECURITY_EVENT   kind " + d.kind() + " terminal " + d.tid() + " batch " + d.batch() + " trace " + d.stan());
            }
            default -> other.add(at + "RECORD           kind " + header.templateId());
        }
    }

    private static String money(long minor, int currency) {
        // Only the currency whose exponent is known here gets a decimal point.
        return currency == 156 ? minor / 100 + "." + digits(minor % 100, 2) + " CNY" : minor + " minor units of " + currency;
    }

    private static String card(int first6, int last4, int length) {
        return length == 0 ? "none" : digits(first6, 6) + "*".repeat(Math.max(0, length - 10)) + digits(last4, 4);
    }

    private static String digits(long value, int count) {
        return String.format("%0" + count + "d", value);
    }

    private static String rrn(int day, long txId) {
        String base36 = Long.toString(txId, 36).toUpperCase(java.util.Locale.ROOT);
        return digits(day, 4) + "0".repeat(Math.max(0, 8 - base36.length())) + base36;
    }
}
