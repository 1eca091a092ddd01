package dev.turnpike.records;

import dev.turnpike.transaction.OperatorAction;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** One line per record: kind, key fields, the decision with its reason. Card numbers are truncated. One thread. */
public final class RecordText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final int KIND_WIDTH = 16;
    private static final String BLANK = "  ";

    private final ZoneId zone;
    private final RouteNames routes;

    /** Gives the name of a routing rule. */
    @FunctionalInterface
    public interface RouteNames {
        /** The name of rule {@code number} in the present configuration, or null when it has none. */
        String name(int number);
    }

    /** Lines with times in {@code zone}; {@code routes} names routing rules. */
    public RecordText(ZoneId zone, RouteNames routes) {
        this.zone = zone;
        this.routes = routes;
    }

    /** Date and time to the millisecond. */
    public String time(long wallMs) {
        return TIME.format(Instant.ofEpochMilli(wallMs).atZone(zone));
    }

    /** The whole line: sequence, time, transaction, kind, content. */
    public String line(RecordFields r) {
        long[] ids = r.transactions();
        String about = ids.length == 0 ? "-" : ids.length == 1 ? Long.toString(ids[0]) : ids.length + " tx";
        return String.format("%d:%d  %s  %6s  %s", r.epoch(), r.sequence(), time(r.wallMs()), about, content(r));
    }

    /** Kind and content. */
    public String content(RecordFields r) {
        String kind = String.format("%-" + KIND_WIDTH + "s ", r.kind());
        return kind + switch (r.kind()) {
            case "INTENT" -> intent(r);
            case "OUTCOME" -> show(r, "state") + "  told " + code(r, "code") + ", acquirer " + code(r, "upstreamCode") + amount(r)
                + (r.number("authorizationCode") == 0 ? "" : ", authorization " + show(r, "authorizationCode"));
            case "REJECTED" -> rejected(r);
            case "NOT_SENT" -> "told " + code(r, "code") + ", nothing went upstream";
            case "REVERSAL_INTENT" -> "because of " + show(r, "reason") + ", told " + code(r, "code") + "  0420 F7 "
                + show(r, "upstreamTime") + " F11 " + show(r, "upstreamStan");
            case "FORWARD_ATTEMPT" -> r.number("attempts") + " counted, acquirer " + (r.text("code").isEmpty() ? "silent" : r.text("code"))
                + (r.number("parked") == 1 ? ", PARKED" : ", next in " + r.number("nextDelayMs") + " ms");
            case "REVERSAL_ACK" -> "acquirer " + code(r, "code") + (r.number("closed") == 1 ? ", closed" : ", waiting for a late approval");
            case "ADVICE_INTENT" -> "told " + code(r, "code") + ", repeated until a final code";
            case "LATE_ANSWER" -> "acquirer " + code(r, "code") + ", never passed on" + (r.number("approved") == 1 ? ", an approval" : "");
            case "ANSWERED" -> "handed to " + (r.transactions().length == 1 ? "its connection" : "their connections");
            case "STARTED" -> "next transaction " + r.number("nextTxId") + ", " + r.number("openTransactions") + " open, state "
                + show(r, "stateHash");
            case "LINK_CHANGE" -> show(r, "link") + (r.number("up") == 1 ? " signed on" : " lost");
            case "BATCH_CLOSED" -> key(r) + ", next batch " + show(r, "nextBatch");
            case "TOMBSTONE" -> "reversal of what is not known here, " + key(r);
            case "ADVICE_ACCEPTED" -> "told " + code(r, "code") + (r.number("standIn") == 1 ? ", in the acquirer's place" : "") + ", acquirer to be told";
            case "ADVICE_ACK" -> "acquirer " + code(r, "code") + (r.number("approved") == 1 ? ", taken note of" : ", nothing to reverse there");
            case "OPERATOR_COMMAND" -> operator(r);
            default -> all(r);
        };
    }

    private String intent(RecordFields r) {
        int rule = (int) r.number("routeRule");
        String name = routes.name(rule);
        String of = r.number("originalTxId") == 0 ? "" : "  of transaction " + r.number("originalTxId");
        return show(r, "transactionType") + BLANK + money(r) + "  card " + r.card() + BLANK + key(r) + "  rrn " + r.rrn() + of
            + "  to " + show(r, "link") + " by route " + (name == null ? "rule " + rule : name) + "  F7 " + show(r, "upstreamTime") + " F11 "
            + show(r, "upstreamStan");
    }

    private static String rejected(RecordFields r) {
        return show(r, "transactionType") + BLANK + money(r) + "  card " + r.card() + BLANK + key(r) + "  rrn " + r.rrn() + "  told "
            + code(r, "code") + " because of " + show(r, "reason") + (r.number("rule") > 0 ? " rule " + r.number("rule") : "");
    }

    private static String operator(RecordFields r) {
        int command = (int) r.number("command");
        String action = command < OperatorAction.values().length ? OperatorAction.of(command).name() : Integer.toString(command);
        String of = r.number("txId") == 0 ? " of " + (r.number("number") == 0 ? "all" : r.number("number")) : "";
        return action + of + " by " + show(r, "person") + ": " + show(r, "why");
    }

    /** Terminal, batch and trace number. */
    static String key(RecordFields r) {
        return "terminal " + show(r, "tid") + " batch " + show(r, "batch") + (r.has("stan") ? " trace " + show(r, "stan") : "");
    }

    private static String amount(RecordFields r) {
        return r.number("amountMinor") == 0 ? "" : ", amount " + r.number("amountMinor");
    }

    private static String code(RecordFields r, String name) {
        String code = r.text(name);
        return code.isEmpty() ? "nothing" : code;
    }

    private static String show(RecordFields r, String name) {
        RecordSchema.Field f = r.field(name);
        return f == null ? "" : FieldText.of(r, f);
    }

    // A kind without a phrase of its own: its fields by name.
    private static String all(RecordFields r) {
        if (r.template() == null) {
            return "of a newer program";
        }
        StringBuilder text = new StringBuilder();
        for (RecordSchema.Field f : r.template().fields()) {
            String value = FieldText.isHidden(f) || f.name().equals("txId") ? "" : FieldText.of(r, f);
            if (!value.isEmpty()) {
                text.append(text.isEmpty() ? "" : ", ").append(f.name()).append(' ').append(value);
            }
        }
        return text + (r.has("panLength") ? ", card " + r.card() : "");
    }

    private static String money(RecordFields r) {
        long minor = r.number("amountMinor");
        long currency = r.number("currency");
        // Only the currency whose exponent is known here gets a decimal point.
        return currency == 156 ? minor / 100 + "." + RecordFields.padded(minor % 100, 2) + " CNY" : minor + " minor units of " + currency;
    }
}
