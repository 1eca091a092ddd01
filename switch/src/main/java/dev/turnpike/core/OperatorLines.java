package dev.turnpike.core;

import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.OperatorResult;
import dev.turnpike.transaction.ResponseCode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The answer to an operator: lines of JSON, as many as the slot has room for. Not for the hot path. */
final class OperatorLines {
    private static final int ROOM = 5_000;
    private static final long MS = 1_000_000L;
    private final CoreState state;
    private final StringBuilder text = new StringBuilder(ROOM);
    private boolean firstField;

    OperatorLines(CoreState state) {
        this.state = state;
    }

    void clear() {
        text.setLength(0);
    }

    /** True while one more line fits. */
    boolean hasRoom() {
        return text.length() < ROOM - 700;
    }

    /** Puts the answer into the slot's effects. */
    void send(EffectList effects, long ticket, OperatorResult result, long next) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        EffectList.Effect effect = effects.add(EffectKind.OPERATOR_ANSWER);
        effect.target = ticket;
        effect.code = result.ordinal();
        effect.upstreamTime = next;
        effect.imageOffset = effects.imageEnd();
        effect.imageLength = Math.min(bytes.length, effects.imageRoom());
        effects.images().putBytes(effects.imageEnd(), bytes, 0, effect.imageLength);
        effects.imageAdded(effect.imageLength);
        text.setLength(0);
    }

    /** One reversal or advice. */
    void forward(Forward forward) {
        Transaction tx = forward.tx;
        open();
        field("id", tx.txId);
        field("kind", tx.advice == Transaction.ACCEPTED && tx.standIn ? "stand-in advice" : tx.advice != Transaction.NO_ADVICE ? "advice" : "reversal");
        field("phase", forward.phase.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        field("state", tx.state.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        field("acquirer", state.links[tx.link].policy.name());
        field("type", tx.type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        field("terminal", tid(tx.terminal.tid));
        field("batch", digits(tx.batch, 6));
        field("trace", digits(tx.stan, 6));
        field("amountMinor", tx.amountMinor);
        field("currency", tx.currency);
        field("card", card(tx));
        field("rrn", rrn(tx));
        field("attempts", tx.attempts);
        field("lastCode", tx.lastCode == ResponseCode.NONE ? "" : ResponseCode.text(tx.lastCode));
        field("reason", tx.advice == Transaction.NO_ADVICE ? ReversalReason.of(tx.reason).name().toLowerCase(Locale.ROOT).replace('_', ' ') : "");
        field("time", digits(tx.advice == Transaction.NO_ADVICE ? tx.reversalTime : tx.upstreamTime, 10));
        field("upstreamTrace", digits(tx.advice == Transaction.NO_ADVICE ? tx.reversalStan : tx.upstreamStan, 6));
        field("sinceMs", tx.wallMs);
        field("nextInMs", tx.timerIndex >= 0 ? Math.max(0, (tx.timerNs - state.nowNs) / MS) : -1);
        field("releaseAskedBy", forward.askedBy);
        close();
    }

    /** An answer that matches no request. */
    void unknown(UnknownAnswers.Entry entry) {
        open();
        field("number", entry.number());
        field("atMs", entry.wallMs());
        field("acquirer", entry.link());
        field("mti", digits(entry.messageType(), 4));
        field("time", entry.time() < 0 ? "" : digits(entry.time(), 10));
        field("upstreamTrace", entry.stan() < 0 ? "" : digits(entry.stan(), 6));
        field("amountMinor", entry.amountMinor());
        field("code", ResponseCode.text(entry.code()).strip());
        field("terminal", entry.tid() == 0 ? "" : tid(entry.tid()));
        field("authorization", entry.authorization() == 0 ? "" : tid(entry.authorization() << 16).substring(0, 6));
        close();
    }

    /** A sentence for people. */
    void say(String sentence) {
        open();
        field("text", sentence);
        close();
    }

    private void open() {
        text.append('{');
        firstField = true;
    }

    private void close() {
        text.append("}\n");
    }

    private void name(String name) {
        text.append(firstField ? "\"" : ",\"").append(name).append("\":");
        firstField = false;
    }

    private void field(String name, long value) {
        name(name);
        text.append(value);
    }

    // Bytes of a stranger end up here: what JSON or a terminal might take amiss becomes a question mark.
    private void field(String name, String value) {
        name(name);
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append(c < ' ' || c == '"' || c == '\\' || c == 127 ? '?' : c);
        }
        text.append('"');
    }

    private static String digits(long value, int count) {
        return String.format(Locale.ROOT, "%0" + count + "d", value);
    }

    private static String tid(long packed) {
        StringBuilder name = new StringBuilder(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            name.append((char) (packed >>> shift & 0xFF));
        }
        return name.toString();
    }

    private static String card(Transaction tx) {
        return tx.panLength == 0 ? "" : digits(tx.panFirst6, 6) + "*".repeat(Math.max(0, tx.panLength - 10)) + digits(tx.panLast4, 4);
    }

    private static String rrn(Transaction tx) {
        org.agrona.concurrent.UnsafeBuffer rrn = new org.agrona.concurrent.UnsafeBuffer(new byte[12]);
        AnswerComposer.writeRrn(tx, rrn, 0);
        return rrn.getStringWithoutLengthAscii(0, 12);
    }
}
